//! Recovery codes: ten words of 80 random bits for somebody who lost the second factor. Shown once, each used once.

use super::entity::recovery::{ActiveModel, Column, Entity};
use crate::person::entity::Model as Person;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// How many are made.
pub const COUNT: usize = 10;

/// Crockford's base 32: what is taken for one another when written by hand stands in it once.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes new codes; earlier ones end. They are answered to be shown, and kept nowhere.
///
/// # Errors
/// Faults.
pub async fn make(tx: &mut HubWrite, person: &Person) -> Result<Vec<String>> {
    tx.delete_where::<Entity>(Column::PersonId.eq(person.id)).await?;
    let mut codes = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let code = random()?;
        let row = ActiveModel {
            person_id: Set(person.id),
            code_hash: Set(hash(person, &code.replace('-', ""))),
            created_at: Set(tx.now()),
            used_at: Set(None),
            ..Default::default()
        };
        tx.insert(row).await?;
        codes.push(code);
    }
    tx.audit(
        None,
        "factor.codes_made",
        &person.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(codes)
}

/// Uses a code up; answers whether it was one.
///
/// # Errors
/// Faults.
pub async fn use_code(tx: &mut HubWrite, person: &Person, code: &str, now: DateTime<Utc>) -> Result<bool> {
    let used = ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let unused = Condition::all()
        .add(Column::PersonId.eq(person.id))
        .add(Column::CodeHash.eq(hash(person, code)))
        .add(Column::UsedAt.is_null());
    Ok(tx.update_where(used, unused).await? > 0)
}

pub(super) async fn delete(tx: &mut HubWrite, person: &Person) -> Result<()> {
    tx.delete_where::<Entity>(Column::PersonId.eq(person.id)).await?;
    Ok(())
}

/// 80 random bits need no slow hash: nobody tries them out.
fn hash(person: &Person, code: &str) -> String {
    let code = code.replace(['i', 'l'], "1").replace('o', "0");
    token::hash(&format!("recovery {} {code}", person.uid()))
}

fn random() -> Result<String> {
    let mut bytes = [0u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_and_differ() {
        let (one, two) = (random().unwrap(), random().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 19);
        assert!(!one.contains(['i', 'l', 'o', 'u']), "{one}");
    }
}

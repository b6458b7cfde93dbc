//! Who holds number and code is the writer.

use super::{Code, CodeKey};
use crate::letter::entity::{Column, Entity, Model};
use crate::refusals::CODE_WRONG;
use kernel::{Result, Uid};
use sea_orm::ColumnTrait;
use std::ops::Deref;
use store::HubRead;

/// A letter in the hands of its writer. Only the right code or the writer's own account makes one.
#[derive(Clone, Debug)]
pub struct Proven(Model);

impl Deref for Proven {
    type Target = Model;
    fn deref(&self) -> &Model {
        &self.0
    }
}

/// The letter with this number that was written in this account.
///
/// # Errors
/// `letter.code_wrong` for a letter of somebody else.
pub async fn prove_citizen(read: &HubRead, citizen: Uid, number: &str) -> Result<Proven> {
    let row = read
        .find::<Entity>()
        .filter(Column::CitizenUid.eq(citizen.to_string()))
        .filter(Column::Number.eq(number.trim()))
        .one()
        .await?;
    row.map(Proven).ok_or_else(|| CODE_WRONG.into())
}

/// The letter with this number whose code this is. A number nobody has and a wrong code are the same refusal, after the same
/// work.
///
/// # Errors
/// `letter.code_wrong`.
pub async fn prove_writer(read: &HubRead, key: &CodeKey, number: &str, code: &Code) -> Result<Proven> {
    let number = number.trim();
    // Numbers of imported lists are unique on their site only.
    let rows = read
        .find::<Entity>()
        .filter(Column::Number.eq(number))
        .limit(10)
        .all()
        .await?;
    let mut found = None;
    if rows.is_empty() {
        // Nobody learns by the time it takes whether there is such a number.
        key.fits(number, code, "")?;
    }
    for row in rows {
        let kept = row.code_hash.clone().unwrap_or_default();
        if key.fits(number, code, &kept)? {
            found = Some(row);
        }
    }
    found.map(Proven).ok_or_else(|| CODE_WRONG.into())
}

//! Making a token. What is shown now is shown never again.

use super::{Scope, entity, secret};
use crate::permissions::ManageTokens;
use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{ChannelId, Error, FieldError, Result, Uid, UnitId};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    unit: UnitId,
    name: String,
    scopes: Vec<Scope>,
    channels: Option<Vec<ChannelId>>,
    days: i64,
}

/// A token made: the row and what the business system gets.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The row.
    pub row: entity::Model,
    /// The token itself, to be shown once.
    pub token: String,
}

const DAYS_MAX: i64 = 730;

impl NewToken {
    /// Checks what was typed; `days` is how long it lives.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(
        unit: Option<UnitId>,
        name: &str,
        scopes: &[String],
        channels: Option<Vec<ChannelId>>,
        days: i64,
    ) -> Result<Self> {
        let mut wrong = Vec::new();
        let name = name.trim();
        if !(2..=40).contains(&name.chars().count()) {
            wrong.push(FieldError::new("name", "业务系统名称应为 2 至 40 字。"));
        }
        if unit.is_none() {
            wrong.push(FieldError::new("unit", "请选择供稿单位。"));
        }
        let known: Vec<Scope> = scopes.iter().filter_map(|key| Scope::parse(key)).collect();
        if known.is_empty() || known.len() != scopes.len() {
            wrong.push(FieldError::new("scopes", "请至少选择一项权限。"));
        } else if known.contains(&Scope::Publish) && !known.contains(&Scope::Create) {
            wrong.push(FieldError::new(
                "scopes",
                "“发布稿件”须与“新建和更新稿件”一起选择。",
            ));
        }
        if !(1..=DAYS_MAX).contains(&days) {
            wrong.push(FieldError::new(
                "days",
                format!("有效期应为 1 至 {DAYS_MAX} 天。"),
            ));
        }
        match unit {
            Some(unit) if wrong.is_empty() => Ok(Self {
                unit,
                name: name.to_owned(),
                scopes: known,
                channels,
                days,
            }),
            Some(_) | None => Err(Error::Invalid(wrong)),
        }
    }
}

/// Makes a token for a unit that delivers to this site; `now` is the security clock's, which ends tokens.
///
/// # Errors
/// [`Error::Invalid`] on `unit` or `channels` for what this site does not have.
pub async fn issue_token(
    tx: &mut SiteWrite<ManageTokens>,
    new: NewToken,
    now: DateTime<Utc>,
) -> Result<Issued> {
    let known = super::query::units(tx).await?;
    if !known.iter().any(|row: &unit::Model| row.id == new.unit.0) {
        return Err(Error::field("unit", "请选择本站的单位。"));
    }
    if let Some(channels) = &new.channels {
        let open = crate::channel::query::open(tx).await?;
        if !channels.iter().all(|id| open.iter().any(|row| row.id == id.0)) {
            return Err(Error::field("channels", "所选栏目不属于本站或已停用。"));
        }
    }
    let here = tx.site();
    let register = tx.shared::<site::Entity>().filter(site::Column::Id.eq(here.0));
    let (token, kept) = secret::make(Uid(register.found().await?.uid))?;
    let hint = token.get(token.len().saturating_sub(4)..).unwrap_or_default();
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.key()).collect();
    let channels = new.channels.as_ref().map(serde_json::to_string);
    let row = entity::ActiveModel {
        uid: Set(Uid::at(now).0),
        unit_id: Set(new.unit.0),
        name: Set(new.name.clone()),
        token_hash: Set(kept),
        hint: Set(hint.to_owned()),
        scopes: Set(scopes.join(" ")),
        channels: Set(channels.transpose().map_err(Error::fault)?),
        created_by: Set(tx.actor().person().map(|person| person.0)),
        created_by_name: Set(tx.actor().label()),
        created_at: Set(now),
        expires_at: Set(now + Duration::days(new.days)),
        used_at: Set(None),
        revoked_at: Set(None),
        revoked_by_name: Set(String::new()),
        ..entity::ActiveModel::default()
    };
    let row = tx.insert(row).await?;
    let told = serde_json::json!({ "name": row.name, "scopes": row.scopes, "unit": row.unit_id });
    tx.audit("token.issued", &Uid(row.uid).to_string(), &told);
    Ok(Issued { row, token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_needs_a_unit_a_name_and_scopes_that_go_together() {
        let parse = |unit, name: &str, scopes: &[&str], days| {
            let scopes: Vec<String> = scopes.iter().map(|key| (*key).to_owned()).collect();
            NewToken::parse(unit, name, &scopes, None, days)
        };
        assert!(parse(Some(UnitId(1)), "招生系统", &["article.create"], 365).is_ok());
        for (unit, name, scopes, days, field) in [
            (None, "招生系统", &["article.read"][..], 30, "unit"),
            (Some(UnitId(1)), "招", &["article.read"], 30, "name"),
            (Some(UnitId(1)), "招生系统", &[], 30, "scopes"),
            (Some(UnitId(1)), "招生系统", &["article.review"], 30, "scopes"),
            (Some(UnitId(1)), "招生系统", &["article.publish"], 30, "scopes"),
            (Some(UnitId(1)), "招生系统", &["article.read"], 0, "days"),
            (Some(UnitId(1)), "招生系统", &["article.read"], 5000, "days"),
        ] {
            let Err(Error::Invalid(wrong)) = parse(unit, name, scopes, days) else {
                panic!("{field}")
            };
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert_eq!(wrong[0].field, field);
        }
    }
}

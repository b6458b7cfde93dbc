//! Writing a duty down, or changing it.

use super::Kind;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::membership;
use crate::permissions::ManageDuties;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};
use serde_json::json;
use store::SiteWrite;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct NewDuty {
    /// What for.
    pub kind: Kind,
    /// The post in words.
    pub post: String,
    /// The account of the holder, if one is named.
    pub person: Option<i64>,
    /// Name of the holder; empty while the post is vacant.
    pub holder: String,
    /// Office telephone.
    pub phone: String,
    /// Whether visitors see it.
    pub shown: bool,
}

impl NewDuty {
    /// Reads the fields of the form.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(
        kind: &str,
        post: &str,
        person: &str,
        (holder, phone): (&str, &str),
        shown: bool,
    ) -> Result<Self> {
        let kind = Kind::parse(kind).ok_or_else(|| Error::field("kind", "请选择责任。"))?;
        let post = post.trim();
        if post.is_empty() || post.chars().count() > 60 {
            return Err(Error::field("post", "请填写承担责任的职务，不超过 60 个字。"));
        }
        let person = match person.trim() {
            "" => None,
            id => Some(
                id.parse()
                    .ok()
                    .ok_or_else(|| Error::field("person", "请选择人员。"))?,
            ),
        };
        let holder = holder.trim();
        if holder.chars().count() > 30 {
            return Err(Error::field("holder", "姓名不超过 30 个字。"));
        }
        let phone = phone.trim();
        let is_phone = |c: char| c.is_ascii_digit() || "+-() 转".contains(c);
        if phone.chars().count() > 30 || !phone.chars().all(is_phone) {
            return Err(Error::field("phone", "请填写办公电话。"));
        }
        Ok(Self {
            kind,
            post: post.to_owned(),
            person,
            holder: holder.to_owned(),
            phone: phone.to_owned(),
            shown,
        })
    }
}

/// Makes the duty, or changes the one with this number.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for somebody without a post on this site; faults.
pub async fn save_duty(tx: &mut SiteWrite<ManageDuties>, id: Option<i64>, new: NewDuty) -> Result<Model> {
    if let Some(person) = new.person {
        let is_member = tx
            .find::<membership::entity::Entity>()
            .filter(membership::entity::Column::PersonId.eq(person))
            .filter(membership::query::current(tx.now()))
            .exists()
            .await?;
        if !is_member {
            return Err(Error::field("person", "该人员在本站没有岗位。"));
        }
    }
    let detail = json!({ "kind": new.kind.key(), "post": new.post, "shown": new.shown });
    let position =
        i64::try_from(Kind::ALL.iter().position(|kind| *kind == new.kind).unwrap_or(0)).unwrap_or(0);
    let row = ActiveModel {
        kind: Set(new.kind.key().to_owned()),
        post: Set(new.post),
        person_id: Set(new.person),
        holder: Set(new.holder),
        phone: Set(new.phone),
        shown: Set(new.shown),
        position: Set(position),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    let row = match id {
        None => tx.insert(row).await?,
        Some(id) => {
            tx.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
            tx.update(ActiveModel { id: Set(id), ..row }).await?
        }
    };
    tx.audit("duty.changed", &row.id.to_string(), &detail);
    Ok(row)
}

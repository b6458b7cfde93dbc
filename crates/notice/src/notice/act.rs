//! What was done to a notice, for its page: one row an act, beside the audit record.

use super::entity::{ActiveModel, Column, Model, act};
use super::query;
use kernel::{Error, Permission, PersonId, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// An act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Drafted,
    Edited,
    Dropped,
    Released,
    Began,
    ExtensionAsked,
    Extended,
    ExtensionDeclined,
    Replaced,
    Restored,
    EndedEarly,
    Cancelled,
    Ended,
}

impl Act {
    const ALL: [Self; 13] = [
        Self::Drafted,
        Self::Edited,
        Self::Dropped,
        Self::Released,
        Self::Began,
        Self::ExtensionAsked,
        Self::Extended,
        Self::ExtensionDeclined,
        Self::Replaced,
        Self::Restored,
        Self::EndedEarly,
        Self::Cancelled,
        Self::Ended,
    ];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Edited => "edited",
            Self::Dropped => "dropped",
            Self::Released => "released",
            Self::Began => "began",
            Self::ExtensionAsked => "extension_asked",
            Self::Extended => "extended",
            Self::ExtensionDeclined => "extension_declined",
            Self::Replaced => "replaced",
            Self::Restored => "restored",
            Self::EndedEarly => "ended_early",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Drafted => "拟写",
            Self::Edited => "修改",
            Self::Dropped => "放弃",
            Self::Released => "核发",
            Self::Began => "开始显示",
            Self::ExtensionAsked => "申请延长",
            Self::Extended => "核发延长",
            Self::ExtensionDeclined => "退回延长申请",
            Self::Replaced => "由新公告接替",
            Self::Restored => "接替取消，恢复结束时间",
            Self::EndedEarly => "提前结束",
            Self::Cancelled => "开始前取消",
            Self::Ended => "到期结束",
        }
    }

    pub(crate) fn words(key: &str) -> &'static str {
        let found = Self::ALL.into_iter().find(|act| act.key() == key);
        found.map_or("", Self::title)
    }
}

/// Writes it down.
pub(super) async fn record<P: Permission>(
    tx: &mut SiteWrite<P>,
    notice: i64,
    what: Act,
    note: &str,
) -> Result<()> {
    let row = act::ActiveModel {
        notice_id: Set(notice),
        act: Set(what.key().to_owned()),
        by_name: Set(tx.actor().label()),
        note: Set(note.to_owned()),
        at: Set(tx.now()),
        ..act::ActiveModel::default()
    };
    tx.insert(row).await?;
    Ok(())
}

/// Who acts: a person whose post is for the whole site. Somebody who works on some channels alone sets nothing over all.
pub(super) fn whole_site<P: Permission>(tx: &SiteWrite<P>) -> Result<PersonId> {
    tx.whole_site()?;
    tx.actor().person().ok_or(Error::Forbidden(P::KEY))
}

/// The notice with the number, as the form saw it.
pub(super) fn as_seen(row: &Model, seen: Revision) -> Result<()> {
    if row.revision == seen.0 {
        Ok(())
    } else {
        Err(Error::Stale(Revision(row.revision)))
    }
}

/// Writes the notice's next state, if nobody was faster since `row` was read; answers it as it now is.
pub(super) async fn advance<P: Permission>(
    tx: &mut SiteWrite<P>,
    row: &Model,
    change: ActiveModel,
) -> Result<Model> {
    let change = ActiveModel {
        revision: Set(row.revision + 1),
        ..change
    };
    let unchanged = Column::Id.eq(row.id).and(Column::Revision.eq(row.revision));
    let done = tx.update_where(change, unchanged).await?;
    let fresh = query::notice(tx, row.id).await?;
    if done == 0 {
        Err(Error::Stale(Revision(fresh.revision)))
    } else {
        Ok(fresh)
    }
}

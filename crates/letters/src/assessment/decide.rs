//! The centre decides an appeal; one that is upheld is put right by a correction of the week.

use super::entity::{self, appeal};
use crate::permissions::AssessUnits;
use crate::pool::PoolWrite;
use crate::refusals::NOT_PORTAL;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};

/// Decides an open appeal.
///
/// # Errors
/// `letter.not_portal`; [`Error::NotFound`] for an appeal that is decided or none; [`Error::Invalid`] without an answer.
pub async fn decide_appeal(
    tx: &mut PoolWrite<AssessUnits>,
    id: i64,
    upheld: bool,
    answer: &str,
) -> Result<appeal::Model> {
    let answer = answer.trim();
    if answer.is_empty() || answer.chars().count() > 1000 {
        return Err(Error::field("answer", "请写明处理意见，不超过 1000 字。"));
    }
    let site = tx.desk().site;
    if !tx.desk().whole {
        return Err(NOT_PORTAL.into());
    }
    let made = tx
        .find::<appeal::Entity>()
        .filter(appeal::Column::SiteId.eq(site.0))
        .filter(appeal::Column::Id.eq(id))
        .filter(appeal::Column::State.eq("open"))
        .found()
        .await?;
    let assessment = tx
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Id.eq(made.assessment_id))
        .found()
        .await?;
    let row = appeal::ActiveModel {
        id: Set(made.id),
        state: Set(if upheld { "upheld" } else { "declined" }.into()),
        answer: Set(answer.to_owned()),
        decided_by_name: Set(tx.actor().label()),
        decided_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let row = tx.update(row).await?;
    let detail =
        serde_json::json!({ "appeal": row.state, "week": assessment.week, "version": assessment.version });
    tx.emit_with(
        site,
        EventBody::LetterAssessed {
            week: assessment.week,
        },
        &detail,
    );
    Ok(row)
}

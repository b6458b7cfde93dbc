//! A unit appeals against its place.

use super::{Week, assess::newest, entity::appeal};
use crate::letter::today;
use crate::permissions::AppealAssessment;
use crate::pool::{PoolWrite, portal_id};
use crate::refusals::{APPEAL_TOO_LATE, APPEALED_ALREADY};
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};

/// Appeals against the newest version of a week on behalf of the unit of the site of the grant.
///
/// # Errors
/// [`Error::NotFound`] for a week without assessment or a site without unit, `letter.appeal_too_late`,
/// `letter.appealed_already`, [`Error::Invalid`] without words.
pub async fn appeal_assessment(
    tx: &mut PoolWrite<AppealAssessment>,
    week: Week,
    words: &str,
) -> Result<appeal::Model> {
    let words = words.trim();
    if words.is_empty() || words.chars().count() > 1000 {
        return Err(Error::field("words", "请写明申诉理由，不超过 1000 字。"));
    }
    let unit = tx.desk().unit.ok_or(Error::NotFound)?;
    let portal = portal_id(tx).await?.ok_or(Error::NotFound)?;
    let assessment = newest(tx, portal.0, week).await?.ok_or(Error::NotFound)?;
    if crate::clock::day(today(tx)) > assessment.appeal_until {
        return Err(APPEAL_TOO_LATE.into());
    }
    tx.in_turn("letter_appeal").await?;
    let made = tx
        .find::<appeal::Entity>()
        .filter(appeal::Column::SiteId.eq(portal.0))
        .filter(appeal::Column::AssessmentId.eq(assessment.id))
        .filter(appeal::Column::UnitId.eq(unit))
        .exists()
        .await?;
    if made {
        return Err(APPEALED_ALREADY.into());
    }
    let row = appeal::ActiveModel {
        site_id: Set(portal.0),
        assessment_id: Set(assessment.id),
        unit_id: Set(unit),
        words: Set(words.to_owned()),
        made_by_name: Set(tx.actor().label()),
        made_at: Set(tx.now()),
        state: Set("open".into()),
        answer: Set(String::new()),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        ..Default::default()
    };
    let row = tx.insert(row).await?;
    let (site, detail) = (
        tx.desk().site,
        serde_json::json!({ "appeal": "made", "week": assessment.week, "version": assessment.version }),
    );
    tx.emit_with(
        site,
        EventBody::LetterAssessed {
            week: assessment.week,
        },
        &detail,
    );
    Ok(row)
}

//! Units that say a waiting letter is theirs (认领): one is agreed to, one is declined, one waits.

use super::{Houses, Piece};
use crate::demo::staff::People;
use crate::wire::Town;
use kernel::{Error, LetterId, Permission, Result, SiteId, policy};
use letters::claim::{claim_letter, decide_claim, entity, may_claim};
use letters::letter::State;
use letters::letter::entity::{Column, Entity};
use letters::permissions::{AllotLetters, HandleLetters};
use letters::pool::{Pool, PoolWrite};
use sea_orm::ColumnTrait;

/// What becomes of the claims, in order: agreed to, declined, or left waiting.
const ENDS: [Option<bool>; 3] = [Some(true), Some(false), None];

pub(super) async fn set_up(town: &Town, people: &People, houses: &Houses, pieces: &[Piece]) -> Result<()> {
    let pool = Pool::new(town.base.hub.clone());
    let waiting = pool
        .read()
        .find::<Entity>()
        .filter(Column::State.is_in([State::Received, State::Registered].map(State::key)))
        .filter(Column::UnitId.is_null())
        .asc(Column::Id)
        .all()
        .await?;
    let mut ends = ENDS.into_iter();
    for letter in waiting {
        let Some(piece) = pieces.iter().find(|piece| piece.title == letter.title) else {
            continue;
        };
        let unit = houses.unit(&piece.unit)?.id;
        let own = houses.sites.iter().find(|row| row.unit_id == Some(unit));
        let written = houses.sites.iter().find(|row| row.id == letter.site_id);
        let (Some(own), Some(written)) = (own, written) else {
            continue;
        };
        if !may_claim(&pool.read(), unit, &letter).await? {
            continue;
        }
        let Some(end) = ends.next() else {
            return Ok(());
        };
        let mut tx = staff::<HandleLetters>(&pool, people, (own.id, &own.slug)).await?;
        let words = "来信所述属于本单位的职责，请转我单位办理。";
        claim_letter(&mut tx, LetterId(letter.id), words).await?;
        tx.commit().await?;
        let Some(agreed) = end else {
            continue;
        };
        let mut tx = staff::<AllotLetters>(&pool, people, (written.id, &written.slug)).await?;
        let claim = tx
            .find::<entity::Entity>()
            .filter(entity::Column::LetterId.eq(letter.id))
            .found()
            .await?;
        let opinion = if agreed {
            "同意，请接续办理。"
        } else {
            "涉及两个单位的职责，先由来信管理单位核实后转办。"
        };
        decide_claim(&mut tx, claim.id, agreed, opinion).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn staff<P: Permission>(
    pool: &Pool,
    people: &People,
    (site, slug): (i64, &str),
) -> Result<PoolWrite<P>> {
    let account = format!("{slug}.letters");
    let somebody = people.get(&account);
    let somebody = somebody.ok_or_else(|| Error::field("account", format!("没有账号 {account}。")))?;
    let by = policy::decide::<P>(&somebody.actor, SiteId(site), &somebody.posts)?;
    pool.write(by).await
}

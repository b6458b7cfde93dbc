//! Near-identical pieces of several units lie on the desk as one cluster.
//!
//! Headline and text are cut into pairs of characters (Chinese has no blanks between words), and a SimHash of the pairs is
//! kept with the line. Its eight bytes are bands: a line is compared only with those that share one.

use crate::desk::{band, entity as desk};
use kernel::Result;
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use simhash::{hamming_distance, simhash_stream};
use std::collections::HashSet;
use store::HubWrite;

/// Shorter texts say too little to be compared.
const SHORTEST: usize = 60;
/// Of 64 bits as many may differ.
const NEAR: u32 = 10;
/// How long a piece can find company.
const DAYS: i64 = 60;

/// The fingerprint of a text; none when it is too short.
fn fingerprint(title: &str, html: &str) -> Option<u64> {
    let text: Vec<char> = title
        .chars()
        .chain(content::body::plain_text(html).chars())
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    if text.len() < SHORTEST {
        return None;
    }
    let pairs: HashSet<String> = text.windows(2).map(|pair| pair.iter().collect()).collect();
    Some(simhash_stream(pairs.iter().map(String::as_str)))
}

fn bands(fingerprint: u64) -> impl Iterator<Item = (i64, i64)> {
    (0..).zip(fingerprint.to_be_bytes().map(i64::from))
}

/// Lays a line that arrived beside those that say nearly the same.
pub(super) async fn join(tx: &mut HubWrite, line: &desk::Model, title: &str, html: &str) -> Result<()> {
    let Some(print) = fingerprint(title, html) else {
        return Ok(());
    };
    let near = nearest(tx, line, print).await?;
    let rows = bands(print).map(|(number, value)| band::ActiveModel {
        id: NotSet,
        site_id: Set(line.site_id),
        desk_item_id: Set(line.id),
        band: Set(number),
        value: Set(value),
    });
    tx.insert_many(rows.collect()).await?;
    let cluster = near.as_ref().map(|other| other.cluster.unwrap_or(other.id));
    let row = desk::ActiveModel {
        id: Set(line.id),
        fingerprint: Set(Some(print.cast_signed())),
        cluster: Set(cluster),
        ..Default::default()
    };
    tx.update(row).await?;
    if let Some(first) = near.filter(|other| other.cluster.is_none()) {
        let row = desk::ActiveModel {
            id: Set(first.id),
            cluster: Set(Some(first.id)),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(())
}

async fn nearest(tx: &HubWrite, line: &desk::Model, print: u64) -> Result<Option<desk::Model>> {
    let mut ids = HashSet::new();
    for (number, value) in bands(print) {
        let same = band::Column::SiteId
            .eq(line.site_id)
            .and(band::Column::Band.eq(number))
            .and(band::Column::Value.eq(value));
        let rows = tx.find::<band::Entity>().filter(same).all().await?;
        ids.extend(rows.into_iter().map(|row| row.desk_item_id));
    }
    let since = line.arrived_at - chrono::Duration::days(DAYS);
    let rows = tx
        .find::<desk::Entity>()
        .filter(desk::Column::SiteId.eq(line.site_id))
        .filter(desk::Column::Id.is_in(ids))
        .filter(desk::Column::ArrivedAt.gte(since))
        .asc(desk::Column::Id)
        .all()
        .await?;
    let distance = |row: &desk::Model| {
        let theirs = row.fingerprint.map(i64::cast_unsigned);
        theirs.map_or(u32::MAX, |theirs| hamming_distance(theirs, print))
    };
    let near = rows.into_iter().filter(|row| distance(row) <= NEAR);
    Ok(near.min_by_key(distance))
}

/// Forgets a line that leaves the desk.
pub(super) async fn forget(tx: &mut HubWrite, line: &desk::Model) -> Result<()> {
    tx.delete_where::<band::Entity>(band::Column::DeskItemId.eq(line.id))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "入冬以来，城区三家医院的发热门诊接诊量比十月增加近四成。市药监局结合近期药店巡查情况，\
        就家庭备药作如下提醒。奥司他韦等抗病毒药属处方药，应在发病两天之内由医生判断是否使用，不宜作为预防药长期服用。\
        药店不得以赠送、搭售方式销售，发现的请拨打投诉电话。购买前看清成分表，两次服药至少间隔六小时，一天不超过四次。";
    const OTHER: &str = "市农林局组织三十名技术员到田头指导小麦播种。今年秋播面积比去年增加两千亩，连作障碍较重的地块先深翻再施肥，\
        弱苗田块在越冬前补施一次返青肥。各镇农技站公布了值班电话，农户可以预约上门查看苗情，也可以到站里领取播种手册。";

    fn apart(a: &str, b: &str) -> u32 {
        hamming_distance(fingerprint("题", a).unwrap(), fingerprint("题", b).unwrap())
    }

    #[test]
    fn a_copy_with_a_few_words_changed_is_near_and_another_text_is_not() {
        let copy = TEXT.replace("近四成", "三成多").replace("市药监局", "市卫健委");
        assert!(apart(TEXT, &copy) <= NEAR, "{}", apart(TEXT, &copy));
        assert!(apart(TEXT, OTHER) > NEAR + 5, "{}", apart(TEXT, OTHER));
        assert_eq!(fingerprint("短讯", "<p>太短。</p>"), None);
    }
}

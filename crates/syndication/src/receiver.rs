//! Other sites of the group as receivers: one by one, or a whole kind of them.

use gateway::SiteKind;
use gateway::site::entity as site;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::BTreeMap;
use store::HubRead;

/// A site that something may be sent to.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its number.
    pub id: SiteId,
    /// Its kind's word.
    pub kind: String,
    /// Its short name.
    pub name: String,
}

/// Every other open site, in the order of the register.
///
/// # Errors
/// Faults of the database.
pub async fn list_receivers(hub: &HubRead, own: SiteId) -> Result<Vec<Receiver>> {
    let rows = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.ne(own.0))
        .filter(site::Column::State.eq("open"))
        .asc(site::Column::Id)
        .all()
        .await?;
    let receiver = |row: site::Model| Receiver {
        id: SiteId(row.id),
        kind: row.kind,
        name: row.short_name,
    };
    Ok(rows.into_iter().map(receiver).collect())
}

/// Names of all sites by number, closed ones too.
pub(crate) async fn names(hub: &HubRead) -> Result<BTreeMap<i64, String>> {
    let rows = hub.find::<site::Entity>().all().await?;
    Ok(rows.into_iter().map(|row| (row.id, row.short_name)).collect())
}

/// A box to tick.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Name of the field.
    pub name: String,
    /// What is read.
    pub label: String,
    /// Whether it is ticked.
    pub on: bool,
}

impl Tick {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "site-2".into(),
            label: "市教育局".into(),
            on: true,
        }
    }
}

/// Kinds with their words.
const KINDS: [(SiteKind, &str); 3] = [
    (SiteKind::Department, "全部部门网站"),
    (SiteKind::Township, "全部乡镇网站"),
    (SiteKind::Portal, "门户"),
];

/// The boxes of a form: each kind there is, then each site.
#[must_use]
pub fn ticks(receivers: &[Receiver], on: &BTreeMap<String, String>) -> Vec<Tick> {
    let tick = |name: String, label: &str| Tick {
        on: on.contains_key(&name),
        label: label.into(),
        name,
    };
    let kinds = KINDS.into_iter().filter_map(|(kind, label)| {
        let count = receivers.iter().filter(|site| site.kind == kind.key()).count();
        (count > 1).then(|| tick(format!("kind-{}", kind.key()), &format!("{label}（{count} 个）")))
    });
    let sites = receivers
        .iter()
        .map(|site| tick(format!("site-{}", site.id), &site.name));
    kinds.chain(sites).collect()
}

/// The sites that a form's boxes mean, each once.
#[must_use]
pub fn ticked(receivers: &[Receiver], on: &BTreeMap<String, String>) -> Vec<SiteId> {
    receivers
        .iter()
        .filter(|site| {
            on.contains_key(&format!("site-{}", site.id)) || on.contains_key(&format!("kind-{}", site.kind))
        })
        .map(|site| site.id)
        .collect()
}

/// Boxes as they stand for sites that were chosen before.
#[must_use]
pub fn as_ticked(sites: impl IntoIterator<Item = SiteId>) -> BTreeMap<String, String> {
    sites
        .into_iter()
        .map(|site| (format!("site-{site}"), "true".to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites() -> Vec<Receiver> {
        [(2, "department"), (3, "department"), (4, "township")]
            .into_iter()
            .map(|(id, kind)| Receiver {
                id: SiteId(id),
                kind: kind.into(),
                name: format!("第{id}站"),
            })
            .collect()
    }

    #[test]
    fn a_kind_means_all_its_sites_and_a_site_is_meant_once() {
        let on = ["kind-department", "site-3", "site-9"].map(|name| (name.to_owned(), "true".to_owned()));
        let on = BTreeMap::from(on);
        assert_eq!(ticked(&sites(), &on), [SiteId(2), SiteId(3)]);
        let boxes = ticks(&sites(), &on);
        let names: Vec<_> = boxes.iter().map(|tick| tick.name.as_str()).collect();
        assert_eq!(names, ["kind-department", "site-2", "site-3", "site-4"]);
        assert!(boxes[0].on && !boxes[1].on && boxes[2].on);
        assert_eq!(ticked(&sites(), &as_ticked([SiteId(4)])), [SiteId(4)]);
    }
}

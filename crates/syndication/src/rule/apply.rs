//! `sites/rules.toml` → rules of the portal, idempotently. A rule that a person ended stays ended, one that a person
//! made stays too.

use super::create::{create_rule, same};
use super::entity::{self, ACTIVE};
use super::{Mode, choice};
use crate::permissions::ManageRules;
use content::channel::entity as channel;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result};
use sea_orm::{ColumnTrait, Set};
use serde::Deserialize;
use store::{HubRead, SiteWrite};

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// `[[rule]]`.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RuleLine>,
}

/// One rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleLine {
    /// Site that articles come from.
    pub from_site: String,
    /// Its channel.
    pub from_channel: String,
    /// Channel of the portal.
    pub to_channel: String,
    /// `automatic` or `desk`.
    pub mode: String,
}

/// What applying did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Rules made.
    pub created: usize,
    /// Rules whose mode changed.
    pub changed: usize,
    /// Rules that a person ended and that stay so.
    pub kept: usize,
}

impl RuleFile {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `rules.toml`.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text)
            .map_err(|error| Error::field("rules.toml", format!("无法读取：{}", error.message())))
    }
}

/// Makes the portal's rules say what the file says.
///
/// # Errors
/// [`Error::Invalid`] names a site, channel or mode that does not exist.
pub async fn apply_rules(tx: &mut SiteWrite<ManageRules>, hub: &HubRead, file: &RuleFile) -> Result<Applied> {
    let mut applied = Applied::default();
    for line in &file.rules {
        apply_line(tx, hub, line, &mut applied).await?;
    }
    if applied.created + applied.changed == 0 {
        tx.exempt("setup")?;
    }
    Ok(applied)
}

async fn apply_line(
    tx: &mut SiteWrite<ManageRules>,
    hub: &HubRead,
    line: &RuleLine,
    applied: &mut Applied,
) -> Result<()> {
    let source = choice::find_source(hub, &line.from_site, &line.from_channel).await?;
    let mode = Mode::parse(&line.mode)?;
    let slug = &line.to_channel;
    let into = tx
        .find::<channel::Entity>()
        .filter(channel::Column::Slug.eq(slug))
        .one()
        .await?;
    let into = into.ok_or_else(|| Error::field("to_channel", format!("门户没有栏目 {slug}。")))?;
    let into = ChannelId(into.id);
    let old = tx
        .find::<entity::Entity>()
        .filter(same(source, into))
        .one()
        .await?;
    match old {
        None => {
            create_rule(tx, source, into, mode).await?;
            applied.created += 1;
        }
        // What a consent brings is as whoever asked for it wants it.
        Some(old) if old.state != ACTIVE || old.consent_id.is_some() => applied.kept += 1,
        Some(old) if old.edited && old.mode != mode.key() => applied.kept += 1,
        Some(old) if old.mode != mode.key() => {
            let row = entity::ActiveModel {
                id: Set(old.id),
                mode: Set(mode.key().into()),
                ..Default::default()
            };
            tx.update(row).await?;
            tx.emit(EventBody::RuleChanged);
            applied.changed += 1;
        }
        Some(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::RuleFile;

    #[test]
    fn a_word_that_is_no_rule_is_named() {
        let file =
            "[[rule]]\nfrom_site=\"edu\"\nfrom_channel=\"news\"\nto_channel=\"bumen\"\nmode=\"desk\"\n";
        assert_eq!(RuleFile::parse(file).unwrap().rules.len(), 1);
        assert!(RuleFile::parse("[[rule]]\nfrom=\"edu\"\n").is_err());
        assert!(RuleFile::parse("").unwrap().rules.is_empty());
    }
}

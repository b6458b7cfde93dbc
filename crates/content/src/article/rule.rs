//! 审核流程: how many people have to agree before a text goes out (三审三校), per site and per channel.

pub mod entity;
mod set;

pub use set::set_rule;

use entity::WHOLE_SITE;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// What a text needs before it goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Reviews by distinct persons, 1 to 3.
    pub reviews: i64,
    /// Whether somebody has to have looked for secrets (保密审查).
    pub secrecy: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            reviews: 1,
            secrecy: false,
        }
    }
}

/// The rules of a site.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<entity::Model>);

impl Rules {
    /// The rule of a channel: its own, else the site's, else one review.
    #[must_use]
    pub fn of(&self, channel: i64) -> Rule {
        let set = |key: i64| self.0.iter().find(|row| row.channel_key == key);
        let row = set(channel).or_else(|| set(WHOLE_SITE));
        row.map(entity::Model::rule).unwrap_or_default()
    }
}

/// All rules of the site.
///
/// # Errors
/// Faults of the database.
pub async fn rules_of(read: &SiteRead) -> Result<Rules> {
    Ok(Rules(read.find::<entity::Entity>().all().await?))
}

/// The rule of a channel.
///
/// # Errors
/// Faults of the database.
pub async fn rule_of(read: &SiteRead, channel: i64) -> Result<Rule> {
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::ChannelKey.is_in([channel, WHOLE_SITE]))
        .all()
        .await?;
    Ok(Rules(rows).of(channel))
}

/// Words for a stage: 初审, 复审, 终审 of three; the last of fewer is the 终审 too.
#[must_use]
pub fn stage_title(stage: i64, of: i64) -> &'static str {
    match (stage, of) {
        (_, ..=1) => "审核",
        (1, _) => "初审",
        (stage, of) if stage >= of => "终审",
        _ => "复审",
    }
}

#[cfg(test)]
mod tests {
    use super::stage_title;

    #[test]
    fn stages_have_the_names_of_the_house() {
        let names = |of| (1..=of).map(|stage| stage_title(stage, of)).collect::<Vec<_>>();
        assert_eq!(names(1), ["审核"]);
        assert_eq!(names(2), ["初审", "终审"]);
        assert_eq!(names(3), ["初审", "复审", "终审"]);
    }
}

//! A post.

use kernel::policy::Membership;
use kernel::{ChannelId, Role, SiteId};
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub person_id: i64,
    /// See [`kernel::Role::key`].
    pub role: String,
    /// Channel numbers with commas, or all.
    pub channels: Option<String>,
    pub created_at: DateTimeUtc,
    /// When its term ends, if it has one.
    pub expires_at: Option<DateTimeUtc>,
    /// Who gave it, if a person did.
    pub granted_by: Option<i64>,
    /// Who gave it, in words.
    pub granted_by_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

pub(crate) const POST: Unique = Unique {
    name: "uq_membership_site_id_person_id_role",
    columns: &["membership.site_id", "membership.person_id", "membership.role"],
};

impl Model {
    /// Whether its term is over.
    #[must_use]
    pub fn is_over(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// As the policy sees it. A role of a newer program counts for nothing here.
    #[must_use]
    pub fn post(&self) -> Option<Membership> {
        let channels = self.channels.as_deref().map(|channels| {
            channels
                .split(',')
                .filter_map(|id| id.trim().parse::<i64>().ok())
                .map(ChannelId)
                .collect()
        });
        Some(Membership {
            site: SiteId(self.site_id),
            role: Role::parse(&self.role)?,
            channels,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_is_read_and_an_unknown_role_is_no_post() {
        let mut row = Model {
            id: 1,
            site_id: 2,
            person_id: 3,
            role: "editor".into(),
            channels: Some("4, 5".into()),
            created_at: chrono::DateTime::UNIX_EPOCH,
            expires_at: None,
            granted_by: None,
            granted_by_name: String::new(),
        };
        assert_eq!(
            row.post().unwrap().channels,
            Some(vec![ChannelId(4), ChannelId(5)])
        );
        row.role = "emperor".into();
        assert_eq!(row.post(), None);
    }
}

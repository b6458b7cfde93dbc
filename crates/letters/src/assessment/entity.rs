//! An assessment of a week, one of its versions; what it says stands in `body`, as it was sealed.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_assessment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// `2026-W10`.
    pub week: String,
    /// 1, and one more for each correction.
    pub version: i64,
    /// Why it was corrected.
    pub reason: String,
    pub measured_at: DateTimeUtc,
    pub measured_by_name: String,
    /// Last day for appeals.
    pub appeal_until: String,
    /// What was frozen: JSON of [`super::Frozen`].
    pub body: String,
    pub digest: String,
    pub signature: String,
    pub public_key: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// A unit's appeal against an assessment, and what came of it.
pub mod appeal {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "letter_appeal")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub assessment_id: i64,
        pub unit_id: i64,
        pub words: String,
        pub made_by_name: String,
        pub made_at: DateTimeUtc,
        /// `open`, `upheld` or `declined`.
        pub state: String,
        pub answer: String,
        pub decided_by_name: String,
        pub decided_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

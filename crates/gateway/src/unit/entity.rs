//! A unit and its other names.

use sea_orm::entity::prelude::*;
use store::Shared;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub key: String,
    pub name: String,
    pub short_name: String,
    pub kind: String,
    pub parent_id: Option<i64>,
    pub duties: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
impl Shared for Entity {}

/// Another name of a unit.
pub mod alias {
    use sea_orm::entity::prelude::*;
    use store::Shared;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit_alias")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub unit_id: i64,
        pub alias: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    impl Shared for Entity {}
}

/// Who set other names and duties of a unit in the console: the file of units leaves them alone.
pub mod edit {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit_edit")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Where it was set.
        pub site_id: i64,
        pub unit_id: i64,
        pub set_by_name: String,
        pub set_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

//! A row for a run of an import.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// `wxr`, `word` or `articles`.
    pub kind: String,
    /// The file or folder, as the operator named it.
    pub source: String,
    pub by_name: String,
    pub begun_at: DateTimeUtc,
    /// Missing while it runs, and for ever where it was stopped.
    pub ended_at: Option<DateTimeUtc>,
    pub total: i64,
    pub added: i64,
    /// Not written: here already or not taken.
    pub skipped: i64,
    /// One line a thing, for people.
    pub report: String,
}

impl Model {
    /// Words for [`Model::kind`].
    #[must_use]
    pub fn kind_title(&self) -> &'static str {
        match self.kind.as_str() {
            "wxr" => "WordPress",
            "word" => "Word 文件",
            "html" => "HTML 文件夹",
            "letters" => "来信",
            _ => "历史稿件",
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

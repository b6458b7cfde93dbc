//! A letter as the board knows it: what may be public, how it stands, its clock.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    /// Number of the site, for addresses; never reused.
    pub n: i64,
    /// The number the writer was given (编号), or the one of the imported list.
    pub number: String,
    /// The query code under the box's key; none for an imported letter.
    pub code_hash: Option<String>,
    /// The mark of the form it came with: the same form sent twice is one letter.
    pub submission: Option<String>,
    /// The writer's account, if one was signed in.
    pub citizen_uid: Option<String>,
    pub board_id: i64,
    pub class: String,
    /// Cleaned for the public.
    pub title: String,
    /// Cleaned for the public; the original lies in `letter_original`.
    pub body: String,
    /// The writer's name as the public sees it.
    pub writer_mask: String,
    /// What the writer asked for.
    pub wants_public: bool,
    /// Whether visitors see it: the editor's decision.
    pub shown: bool,
    /// See [`super::State`].
    pub state: String,
    /// The responsible unit; none until it is assigned.
    pub unit_id: Option<i64>,
    /// 1, and one more each time it was reopened.
    pub round: i64,
    pub received_at: DateTimeUtc,
    /// The day in Beijing.
    pub received_on: String,
    /// `yyyymm`.
    pub received_month: i64,
    /// The limit for the answer, as it was in force at receipt.
    pub answer_count: i64,
    /// `working` or `calendar`.
    pub answer_days: String,
    /// The hard end.
    pub hard_count: i64,
    /// `working` or `calendar`.
    pub hard_days: String,
    /// `stays` or `moves`: a plain-day limit that ends on a day off.
    pub day_off: String,
    /// The document that fixes the limits.
    pub rule: String,
    /// Which tables of the working-day calendar the dates were counted with.
    pub calendar: String,
    /// Last day for the answer or for the explanation of an extension.
    pub due_on: String,
    /// The working day for which a limit of nought days counts, where the letter came after the board's hours.
    pub from_on: Option<String>,
    /// Last day of all.
    pub hard_on: String,
    /// Calendar days on which the writer was being asked.
    pub paused_days: i64,
    /// The day that the extension of this round named.
    pub until_on: Option<String>,
    /// Last day of the first round as it stands: after it the letter is overdue, or was answered late. Frozen at the first
    /// answer; none in a row of an older release.
    pub limit_on: Option<String>,
    /// When the extension was explained in public.
    pub explained_on: Option<String>,
    /// The first answer; never changed after.
    pub answered_at: Option<DateTimeUtc>,
    pub answered_on: Option<String>,
    /// The unit that gave the first answer; the figures of the letter stay with it wherever the letter goes. None until
    /// then, or where it is the responsible one.
    pub answer_unit_id: Option<i64>,
    /// `on_time`, `extended` or `late`: frozen at the first answer.
    pub result: Option<String>,
    /// Working days until the first answer.
    pub answer_took: Option<i64>,
    /// What the figures count; see [`super::facts`].
    pub facts: i64,
    /// The latest rating, 1 to 5.
    pub score: Option<i64>,
    /// Answered, and what was promised or asked for is not put right.
    pub unrectified: bool,
    /// Why it is invalid, a duplicate, or withdrawn.
    pub reason: String,
    /// The letter it repeats.
    pub duplicate_of: Option<i64>,
    /// How often units sent it back.
    pub returns: i64,
    /// Came in from a file.
    pub imported: bool,
    pub revision: i64,
    pub changed_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The unit that figures count it with: who gave the first answer, before it who is responsible.
    #[must_use]
    pub fn figure_unit(&self) -> Option<i64> {
        self.answer_unit_id.or(self.unit_id)
    }
}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

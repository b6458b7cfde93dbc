//! What the page of a letter shows.

use super::act::{self, Act, Standing};
use super::clock_view::ClockView;
use super::due::{self, DueChip};
use super::flags;
use super::form::{ActForm, Offer};
use super::history::{self, PartRow, PressRow, PromiseRow, ReplyRow, StepRow};
use super::list_view::{handlers, site_name, units};
use super::original::Opened;
use super::parts::{Chip, Choice, Tab, paragraphs, state_chip, who};
use super::query;
use super::typed::Typed;
use crate::attachment::staff::{FileLine, rows as file_rows};
use crate::board::{entity as board, query::classes_of};
use crate::choice::query::is_chosen;
use crate::clock::{self, Judgement};
use crate::extension::entity as extension;
use crate::letter::clean_text;
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::{State, refuse_private, today};
use crate::pause::entity as pause;
use crate::phrase::entity as phrase;
use crate::pool::Desk;
use crate::reply::{self, DRAFT};
use gateway::staff::Signed;
use kernel::{LetterId, Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;

/// What a writer wrote, unmasked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OriginalView {
    /// Title.
    pub title: String,
    /// Text.
    pub body: Vec<String>,
    /// Name.
    pub name: String,
    /// Telephone, or empty.
    pub phone: String,
    /// Mail, or empty.
    pub mail: String,
    /// Answers to questions.
    pub answers: Vec<Vec<String>>,
}

impl From<Opened> for OriginalView {
    fn from(opened: Opened) -> Self {
        let row = opened.original;
        Self {
            answers: opened.answers.iter().map(|words| paragraphs(words)).collect(),
            body: paragraphs(&row.body),
            title: row.title,
            name: row.writer_name,
            phone: row.writer_phone,
            mail: row.writer_mail,
        }
    }
}

/// A question to the writer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuestionRow {
    /// What was asked, by whom and when.
    pub asked: String,
    /// The question.
    pub question: String,
    /// When it was answered, or empty.
    pub told: String,
    /// The answer, or empty.
    pub answer: String,
}

/// `letters/desk_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterDesk {
    /// 编号.
    pub number: String,
    /// Class.
    pub class: String,
    /// Board.
    pub board: String,
    /// Site it was written on.
    pub site: String,
    /// The responsible unit, or empty.
    pub unit: String,
    /// Who answers its letters, or empty.
    pub handlers: String,
    /// The writer's name as the public sees it.
    pub writer: String,
    /// When it came in.
    pub received: String,
    /// How it stands.
    pub state: Chip,
    /// How much time is left.
    pub due: DueChip,
    /// What the writer asked for and what the public sees.
    pub shown: String,
    /// Its page for visitors, if they see it.
    pub public_url: String,
    /// Why it is invalid or a duplicate, or empty.
    pub reason: String,
    /// The letter it repeats, if this desk has it.
    pub first: Option<Tab>,
    /// Cleaned text.
    pub body: Vec<String>,
    /// Files.
    pub files: Vec<FileLine>,
    /// What was written, after it was opened.
    pub original: Option<OriginalView>,
    /// What may be done.
    pub tabs: Vec<Tab>,
    /// What the reviewer should look at.
    pub flags: Vec<String>,
    /// The form that is open.
    pub form: Option<ActForm>,
    /// Both clocks.
    pub clock: ClockView,
    /// The public explanation of an extension, or empty.
    pub explanation: String,
    /// Questions to the writer.
    pub questions: Vec<QuestionRow>,
    /// Notices by which the unit was pressed.
    pub presses: Vec<PressRow>,
    /// Replies, newest first.
    pub replies: Vec<ReplyRow>,
    /// What the writer says of the answers.
    pub ratings: Vec<String>,
    /// What was promised.
    pub promises: Vec<PromiseRow>,
    /// Every unit's part.
    pub parts: Vec<PartRow>,
    /// The history, oldest first.
    pub steps: Vec<StepRow>,
    /// Back to the list.
    pub back: String,
}

impl LetterDesk {
    /// The page of a letter with the form that `typed` or `asked` names.
    pub(super) async fn load(
        by: &Signed,
        read: &HubRead,
        id: LetterId,
        asked: &str,
        typed: &Typed,
    ) -> Result<(String, Self)> {
        let desk = Desk::of(read, by.site.id).await?;
        let (letter, helps) = query::find(read, &desk, id).await?;
        let names = query::unit_names(read).await?;
        let parts = history::handlings(read, &letter).await?;
        let pauses = pauses(read, &letter).await?;
        let writer = reply::writer_name(read, &letter).await?;
        let extended = extension_of(read, &letter).await?;
        let url = by.site.url(&format!("/console/letters/{}", letter.id));
        let promises = history::promises(read, &letter).await?;
        let mut offered = act::offered(by, &letter, Standing::of(&desk, &letter, helps));
        if !promises.iter().any(|row| row.open) {
            let answered = State::parse(&letter.state) == Some(State::Answered);
            offered.retain(|act| *act != Act::PutRight && !(answered && *act == Act::Press));
        }
        let chosen = act::chosen(&offered, asked);
        // What was typed into a form that is not offered any more belongs into no other.
        let none = Typed::default();
        let typed = if chosen.is_some_and(|act| act.key() == asked) {
            typed
        } else {
            &none
        };
        let form = match chosen {
            Some(act) => {
                let mut offer = offer(read, &letter, &names).await?;
                let open = promises.iter().filter(|row| row.open);
                offer.promises = open
                    .map(|row| Choice::new(row.id.to_string(), format!("{} {}", row.due, row.words)))
                    .collect();
                Some(ActForm::new(act, &url, &letter, &offer, typed))
            }
            None => None,
        };
        let tabs = offered.iter().map(|act| Tab {
            title: act.title().into(),
            url: format!("{url}?do={}#act", act.key()),
            current: Some(*act) == chosen,
            count: None,
        });
        let lead = history::open_lead(&parts);
        let until = extended.as_ref().map(|row| row.until_on.clone());
        let mut view = Self {
            tabs: tabs.collect(),
            flags: match chosen {
                Some(Act::Release | Act::SendBack) => flags::of_submitted(read, &letter, &parts).await?,
                _ => Vec::new(),
            },
            form,
            clock: ClockView::load(&letter, lead, &pauses, until, today(read))?,
            explanation: extended.map(|row| row.explanation).unwrap_or_default(),
            questions: pauses.iter().map(|row| question(row, &writer)).collect(),
            presses: history::presses(read, &letter, &names).await?,
            replies: history::replies(read, &letter, &names).await?,
            ratings: history::ratings(read, &letter).await?,
            promises,
            parts: history::parts(&parts, &names),
            steps: history::steps(read, &letter, &names).await?,
            files: file_rows(read, &letter, &url).await?,
            first: first(by, read, &desk, &letter).await?,
            back: by.site.url("/console/letters"),
            ..Self::default()
        };
        view.head(by, read, &letter, &names).await?;
        Ok((letter.title, view))
    }

    async fn head(
        &mut self,
        by: &Signed,
        read: &HubRead,
        letter: &Model,
        names: &HashMap<i64, String>,
    ) -> Result<()> {
        let state = State::parse(&letter.state).unwrap_or(State::Received);
        let result = letter.result.as_deref().and_then(Judgement::parse);
        let limits = query::limits(read, std::slice::from_ref(letter)).await?;
        if let Some(limit) = limits.get(&letter.id) {
            self.due = due::chip(clock::calendar()?, today(read), state, result, *limit);
        }
        let board = read
            .find::<board::Entity>()
            .filter(board::Column::Id.eq(letter.board_id))
            .found()
            .await?;
        self.board = board.name;
        self.number.clone_from(&letter.number);
        self.class.clone_from(&letter.class);
        self.site = site_name(by, letter.site_id);
        self.unit = name(names, letter.unit_id);
        self.handlers = handlers(read, letter.unit_id).await?;
        self.writer.clone_from(&letter.writer_mask);
        self.received = beijing::minute(letter.received_at);
        self.state = state_chip(&letter.state);
        self.reason.clone_from(&letter.reason);
        self.body = paragraphs(&letter.body);
        let wish = if letter.wants_public {
            "可以公开"
        } else {
            "不公开"
        };
        let now = if letter.shown {
            "公众可见"
        } else {
            "公众不可见"
        };
        self.shown = format!("写信人：{wish}；目前：{now}");
        if letter.shown {
            let path = format!("/letters/{}.html", letter.n);
            let site = by.app.directory.get(kernel::SiteId(letter.site_id));
            self.public_url = site.map(|site| site.absolute(&path)).unwrap_or_default();
        }
        Ok(())
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            number: "20260302-1-7".into(),
            class: "投诉".into(),
            board: "咨询投诉".into(),
            site: "门户".into(),
            unit: "城管局".into(),
            handlers: "经办人 顾青禾".into(),
            writer: "周**".into(),
            received: "2026-03-02 09:00".into(),
            state: state_chip("assigned"),
            due: DueChip {
                text: "还剩 2 个工作日".into(),
                tone: "warn".into(),
                title: "答复期限 2026-03-09".into(),
            },
            shown: "写信人：可以公开；目前：公众可见".into(),
            public_url: "/letters/7.html".into(),
            reason: "与 20260301-1-5 重复".into(),
            first: Some(Tab {
                title: "解放路路灯".into(),
                url: "/console/letters/5".into(),
                ..Tab::default()
            }),
            body: vec!["解放路路灯不亮，请处理。".into()],
            files: vec![FileLine {
                name: "照片.jpg".into(),
                kind: "图片".into(),
                size: "120 KB".into(),
                came_with: "随来信".into(),
                state: "待检查".into(),
                url: "/console/letters/7/files/3".into(),
            }],
            original: Some(OriginalView {
                title: "解放路路灯不亮".into(),
                body: vec!["我是周若溪。".into()],
                name: "周若溪".into(),
                phone: "13800000000".into(),
                mail: "zhou@example.com".into(),
                answers: vec![vec!["在人民路口，我的电话 13800000000。".into()]],
            }),
            tabs: vec![Tab {
                title: "答复".into(),
                url: "/console/letters/7?do=reply#act".into(),
                current: true,
                count: None,
            }],
            flags: vec!["答复中有承诺，但没有写明完成时间。".into()],
            form: Some(ActForm::sample()),
            clock: ClockView::sample(),
            explanation: "备件在途，预计 16 日修复。".into(),
            questions: vec![QuestionRow {
                asked: "2026-03-03 10:00 顾青禾".into(),
                question: "是哪一段？".into(),
                told: "2026-03-04 08:00".into(),
                answer: "人民路口。".into(),
            }],
            presses: vec![PressRow::sample()],
            replies: vec![ReplyRow::sample()],
            ratings: vec!["2026-03-10 第 1 轮：不满意（未整改）".into()],
            promises: vec![PromiseRow::sample()],
            parts: vec![PartRow::sample()],
            steps: vec![StepRow::sample()],
            back: "/console/letters".into(),
        }
    }
}

fn name(names: &HashMap<i64, String>, id: Option<i64>) -> String {
    id.and_then(|id| names.get(&id).cloned()).unwrap_or_default()
}

async fn offer(read: &HubRead, letter: &Model, names: &HashMap<i64, String>) -> Result<Offer> {
    let classes = classes_of(read, letter.board_id).await?;
    let newest = reply::query::newest(read, letter.id).await?;
    // What was sent back is where the next version begins.
    let draft = newest
        .filter(|row| row.state == DRAFT || row.state == reply::SENT_BACK)
        .map(|row| (row.outcome, row.body));
    let phrases = phrases(read, letter).await?;
    Ok(Offer {
        units: units(names),
        classes: classes
            .into_iter()
            .map(|row| Choice::new(row.name.clone(), row.name))
            .collect(),
        phrases: phrases
            .into_iter()
            .map(|row| Choice::new(row.id.to_string(), row.name))
            .collect(),
        draft,
        may_show: refuse_private(read, letter).await.is_ok(),
        promises: Vec::new(),
        chosen: is_chosen(read, letter).await?,
        private_default: classes_of(read, letter.board_id)
            .await?
            .iter()
            .any(|row| row.name == letter.class && row.private_default),
        hard_on: letter.hard_on.clone(),
    })
}

/// The texts for replies to a letter: those of its site for all units, and those of its unit.
pub(super) async fn phrases(read: &HubRead, letter: &Model) -> Result<Vec<phrase::Model>> {
    use sea_orm::sea_query::Condition;
    let for_unit = Condition::any()
        .add(phrase::Column::UnitId.is_null())
        .add_option(letter.unit_id.map(|unit| phrase::Column::UnitId.eq(unit)));
    read.find::<phrase::Entity>()
        .filter(phrase::Column::SiteId.eq(letter.site_id))
        .filter(for_unit)
        .asc(phrase::Column::Name)
        .all()
        .await
}

async fn pauses(read: &HubRead, letter: &Model) -> Result<Vec<pause::Model>> {
    read.find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(letter.site_id))
        .filter(pause::Column::LetterId.eq(letter.id))
        .asc(pause::Column::Id)
        .all()
        .await
}

/// The answer without what leads to the writer; as it was written it stands with the original.
fn question(row: &pause::Model, writer: &str) -> QuestionRow {
    let told = row.ended_at.map(|at| {
        let by = if row.answer.is_empty() {
            who(&row.ended_by_name)
        } else {
            "写信人"
        };
        format!("{} {by}", beijing::minute(at))
    });
    QuestionRow {
        asked: format!("{} {}", beijing::minute(row.asked_at), who(&row.asked_by_name)),
        question: row.question.clone(),
        told: told.unwrap_or_default(),
        answer: clean_text(&row.answer, writer),
    }
}

async fn extension_of(read: &HubRead, letter: &Model) -> Result<Option<extension::Model>> {
    read.find::<extension::Entity>()
        .filter(extension::Column::SiteId.eq(letter.site_id))
        .filter(extension::Column::LetterId.eq(letter.id))
        .filter(extension::Column::Round.eq(letter.round))
        .one()
        .await
}

/// The letter that this one repeats, as a link where this desk may open it.
async fn first(by: &Signed, read: &HubRead, desk: &Desk, letter: &Model) -> Result<Option<Tab>> {
    let Some(id) = letter.duplicate_of else {
        return Ok(None);
    };
    let row = read.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
    Ok(desk.covers(&row).then(|| Tab {
        title: row.title,
        url: by.site.url(&format!("/console/letters/{}", row.id)),
        ..Tab::default()
    }))
}

//! What a letter's page says of its steps.

use crate::attachment::query::files_of;
use crate::attachment::staff::state_word as attachment_word;
use crate::attachment::{entity as attachment, kind_word, size_word};
use crate::clock::Judgement;
use crate::extension::entity as extension;
use crate::letter::entity::Model;
use crate::letter::{State, event};
use crate::pause::entity as pause;
use crate::reply::{self, Outcome, query::published};
use gateway::Site;
use gateway::unit::entity as unit;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;
use theme::view::{LetterFile, LetterReply, LetterShow, LetterStep, Link};

/// Short names of units.
pub(crate) async fn unit_names(read: &HubRead) -> Result<HashMap<i64, String>> {
    let rows = read.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
    Ok(rows.into_iter().map(|row| (row.id, row.short_name)).collect())
}

/// The state as visitors read it: what goes on inside is 办理中.
pub(crate) fn public_state(letter: &Model) -> String {
    match State::parse(&letter.state) {
        Some(State::Answered | State::Archived) => "已答复",
        Some(State::Reworking) => "重新办理",
        Some(State::Invalid) => "未受理",
        Some(State::Duplicate) => "重复来信",
        Some(State::Withdrawn) => "已撤回",
        Some(State::Received) => "待受理",
        Some(State::Registered | State::Assigned | State::Asking | State::Reviewing) | None => {
            if letter.explained_on.is_some() {
                "延期办理"
            } else {
                "办理中"
            }
        }
    }
    .to_owned()
}

fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// A letter's page. The writer's own also shows what is asked of the writer, and why it was not taken.
pub(super) async fn letter_show(
    read: &HubRead,
    site: &Site,
    letter: &Model,
    own: bool,
) -> Result<LetterShow> {
    let names = unit_names(read).await?;
    let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let open = State::parse(&letter.state).is_some_and(State::is_open) && letter.answered_on.is_none();
    let date = |day: &str| if open { day.to_owned() } else { String::new() };
    let result = letter.result.as_deref().and_then(Judgement::parse);
    let mut steps = steps(read, letter, &name).await?;
    if own && !letter.reason.is_empty() {
        steps.push(LetterStep {
            at: beijing::minute(letter.changed_at),
            text: letter.reason.clone(),
        });
    }
    Ok(LetterShow {
        title: letter.title.clone(),
        class: letter.class.clone(),
        writer: letter.writer_mask.clone(),
        number: letter.number.clone(),
        received_at: beijing::minute(letter.received_at),
        unit: name(letter.unit_id),
        state: public_state(letter),
        body: paragraphs(&letter.body),
        // Who explained why it takes longer answers until the day named there.
        due_on: date(letter.until_on.as_ref().unwrap_or(&letter.due_on)),
        hard_on: date(&letter.hard_on),
        result: result.map_or_else(String::new, |result| result.title().to_owned()),
        replies: replies(published(read, letter.id).await?, own, &name),
        steps,
        question: if own {
            question(read, letter).await?
        } else {
            String::new()
        },
        board: Link::new("咨询投诉", site.url("/letters/")),
        files: files(read, site, letter, own).await?,
        own: None,
    })
}

/// The public copies; the writer sees all files and how each stands, and no more of their bytes than the public.
async fn files(read: &HubRead, site: &Site, letter: &Model, own: bool) -> Result<Vec<LetterFile>> {
    let public = letter.shown && letter.answered_on.is_some();
    let rows = files_of(read, letter).await?;
    let view = |row: attachment::Model| {
        let is_public = public && row.shown;
        let (name, kind, size) = match (row.public_name, row.public_type, row.public_size) {
            (Some(name), Some(kind), Some(size)) if is_public => (name, kind, size),
            _ => (row.name, row.content_type, row.size),
        };
        LetterFile {
            name,
            size: format!("{}，{}", kind_word(&kind), size_word(size)),
            state: if is_public {
                "随答复公开".into()
            } else {
                attachment_word(&row.state).0.into()
            },
            key: if is_public && site.id.0 == letter.site_id {
                site.url(&format!("/letters/files/{}", row.uid))
            } else {
                String::new()
            },
        }
    };
    Ok(rows
        .into_iter()
        .filter(|row| own || (public && row.shown))
        .map(view)
        .collect())
}

/// The writer reads what the unit wrote; the public reads the cleaned version.
fn replies(
    rows: Vec<reply::entity::Model>,
    own: bool,
    name: &impl Fn(Option<i64>) -> String,
) -> Vec<LetterReply> {
    let view = |row: reply::entity::Model| LetterReply {
        unit: name(row.unit_id),
        outcome: Outcome::parse(&row.outcome).map_or("", Outcome::title).to_owned(),
        at: row.published_at.map_or_else(String::new, beijing::minute),
        body: paragraphs(&if own { row.body } else { row.public_text() }),
    };
    rows.into_iter().map(view).collect()
}

/// The steps visitors may know, and the explanations of extensions.
async fn steps(
    read: &HubRead,
    letter: &Model,
    name: &impl Fn(Option<i64>) -> String,
) -> Result<Vec<LetterStep>> {
    let rows = read
        .find::<event::Entity>()
        .filter(event::Column::SiteId.eq(letter.site_id))
        .filter(event::Column::LetterId.eq(letter.id))
        .filter(event::Column::Shown.eq(true))
        .asc(event::Column::Id)
        .all()
        .await?;
    let mut steps = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = name(row.unit_id);
        let text = match row.step.as_str() {
            "write" => "收到来信".to_owned(),
            "register" => "已受理".to_owned(),
            "assign" | "transfer" => format!("转{unit}办理"),
            "duty" if row.words.is_empty() => format!("转{unit}办理"),
            "duty" => format!("转{unit}，由{}答复", row.words),
            "assist" => format!("请{unit}协助办理"),
            "answer" => format!("{unit}已答复"),
            "extend" => extension_words(read, letter, &row.words).await?,
            "commit" => format!("{unit}承诺 {}", row.words),
            "put_right" => format!("{unit}整改完成：{}", row.words),
            "void" => format!("{unit}撤回承诺：{}", row.words),
            _ => continue,
        };
        steps.push(LetterStep {
            at: beijing::minute(row.at),
            text,
        });
    }
    Ok(steps)
}

async fn extension_words(read: &HubRead, letter: &Model, words: &str) -> Result<String> {
    let row = read
        .find::<extension::Entity>()
        .filter(extension::Column::SiteId.eq(letter.site_id))
        .filter(extension::Column::LetterId.eq(letter.id))
        .filter(extension::Column::Explanation.eq(words))
        .one()
        .await?;
    Ok(row.map_or_else(
        || format!("延期说明：{words}"),
        |row| format!("延期至 {} 答复，说明：{words}", row.until_on),
    ))
}

/// What the unit asks of the writer just now.
async fn question(read: &HubRead, letter: &Model) -> Result<String> {
    let row = read
        .find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(letter.site_id))
        .filter(pause::Column::LetterId.eq(letter.id))
        .filter(pause::Column::EndedAt.is_null())
        .one()
        .await?;
    Ok(row.map_or_else(String::new, |row| row.question))
}

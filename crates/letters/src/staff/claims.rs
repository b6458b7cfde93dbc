//! The page of claims (疑似本单位来信): a unit searches what it does not have and says that it is its own; whoever allots decides.

use super::list_view::site_name;
use super::parts::{Chip, paragraphs, state_chip, who};
use super::query::unit_names;
use crate::claim::{AGREED, DECLINED, OPEN, claim_letter, claimable, decide_claim, entity};
use crate::letter::entity::{Column as LetterColumn, Entity as Letters, Model};
use crate::permissions::{AllotLetters, HandleLetters, ReadLetters};
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Path, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{LetterId, Result, beijing};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::HubRead;
use theme::view::Pager;

const LIST: &str = "/console/letter-claims";
/// Letters on a page.
const SIZE: u64 = 20;
/// Decided claims shown below the open ones.
const DECIDED: u64 = 20;

/// What is asked for, or typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ClaimForm {
    /// Words looked for.
    pub q: String,
    /// Page, from 1.
    pub page: String,
    /// The letter that is claimed, or the claim that is decided.
    pub of: String,
    /// Why.
    pub words: String,
    /// `agree` or `decline`.
    pub go: String,
}

/// A letter that may be claimed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClaimLetter {
    /// Its number, for the form.
    pub id: i64,
    /// Cleaned title.
    pub title: String,
    /// Cleaned text.
    pub body: Vec<String>,
    /// 编号.
    pub number: String,
    /// Class.
    pub class: String,
    /// Site it was written on.
    pub site: String,
    /// When it came in.
    pub received: String,
    /// The unit that has it, or empty.
    pub unit: String,
    /// How it stands.
    pub state: Chip,
    /// Last day for the answer.
    pub due: String,
    /// Whether the unit waits for an answer to its claim.
    pub waits: bool,
}

/// A claim.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClaimRow {
    /// Its number, for the form.
    pub id: i64,
    /// Title of the letter.
    pub title: String,
    /// The letter's page where this desk has it, or empty.
    pub url: String,
    /// 编号.
    pub number: String,
    /// The unit that says so.
    pub unit: String,
    /// The unit that has it, or empty.
    pub has: String,
    /// Why.
    pub words: String,
    /// Who and when.
    pub made: String,
    /// How it stands.
    pub state: Chip,
    /// Who decided and when, with what was said, or empty.
    pub decided: String,
    /// Whether this desk decides it now.
    pub open: bool,
}

/// `letters/claim_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClaimList {
    /// Letters that the desk's unit may claim.
    pub letters: Vec<ClaimLetter>,
    /// Whether this desk claims.
    pub claims: bool,
    /// Whether it decides.
    pub decides: bool,
    /// Open claims, then those decided lately.
    pub rows: Vec<ClaimRow>,
    /// What was asked or typed.
    pub form: ClaimForm,
    /// Further pages.
    pub pager: Pager,
    /// This page.
    pub url: String,
}

impl ClaimList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            letters: vec![ClaimLetter {
                id: 7,
                title: "学区怎么划分".into(),
                body: vec!["请问学区怎么划分？".into()],
                number: "20260302-1-7".into(),
                class: "咨询".into(),
                site: "门户".into(),
                received: "2026-03-02 09:00".into(),
                unit: "农林局".into(),
                state: state_chip("assigned"),
                due: "2026-03-09".into(),
                waits: false,
            }],
            claims: true,
            decides: true,
            rows: vec![ClaimRow {
                id: 3,
                title: "学区怎么划分".into(),
                url: "/console/letters/7".into(),
                number: "20260302-1-7".into(),
                unit: "教育局".into(),
                has: "农林局".into(),
                words: "学区由教育局划分。".into(),
                made: "2026-03-02 10:00 顾青禾".into(),
                state: chip(OPEN),
                decided: String::new(),
                open: true,
            }],
            url: LIST.into(),
            pager: Pager::for_total(1, SIZE, 1, LIST),
            ..Self::default()
        }
    }

    async fn load(by: &Signed, read: &HubRead, form: ClaimForm) -> Result<Self> {
        let desk = Desk::of(read, by.site.id).await?;
        let names = unit_names(read).await?;
        let url = by.site.url(LIST);
        let rows = claims(by, read, &desk, &names).await?;
        let mut view = Self {
            decides: by.may::<AllotLetters>(),
            rows,
            url: url.clone(),
            ..Self::default()
        };
        if let Some(unit) = desk.unit.filter(|_| by.may::<HandleLetters>()) {
            view.claims = true;
            let page = form.page.parse().unwrap_or(1).clamp(1, 1_000_000);
            let (letters, total) = read
                .find::<Letters>()
                .filter(claimable(read, unit))
                .filter(sought(&form.q))
                .desc(LetterColumn::ReceivedAt)
                .desc(LetterColumn::Id)
                .page(page, SIZE)
                .await?;
            let waiting = read
                .find::<entity::Entity>()
                .filter(entity::Column::UnitId.eq(unit))
                .filter(entity::Column::State.eq(OPEN));
            let waiting: Vec<i64> = waiting
                .all()
                .await?
                .into_iter()
                .map(|row| row.letter_id)
                .collect();
            let line = |letter: &Model| line(by, letter, &names, waiting.contains(&letter.id));
            view.letters = letters.iter().map(line).collect();
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("q", &form.q);
            view.pager = Pager::for_total(page, SIZE, total, &format!("{url}?{}", query.finish()));
        }
        view.form = form;
        Ok(view)
    }
}

fn sought(words: &str) -> Condition {
    let mut all = Condition::all();
    for word in words.split_whitespace() {
        all = all.add(
            Condition::any()
                .add(LetterColumn::Title.contains(word))
                .add(LetterColumn::Body.contains(word))
                .add(LetterColumn::Number.contains(word)),
        );
    }
    all
}

fn line(by: &Signed, letter: &Model, names: &HashMap<i64, String>, waits: bool) -> ClaimLetter {
    ClaimLetter {
        id: letter.id,
        title: letter.title.clone(),
        body: paragraphs(&letter.body),
        number: letter.number.clone(),
        class: letter.class.clone(),
        site: site_name(by, letter.site_id),
        received: beijing::minute(letter.received_at),
        unit: letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        state: state_chip(&letter.state),
        due: letter.due_on.clone(),
        waits,
    }
}

fn chip(state: &str) -> Chip {
    match state {
        AGREED => Chip::new("已同意", "ok"),
        DECLINED => Chip::new("未同意", "plain"),
        _ => Chip::new("待确认", "wait"),
    }
}

/// The claims that this desk made or decides: open ones oldest first, then the newest of the others.
async fn claims(
    by: &Signed,
    read: &HubRead,
    desk: &Desk,
    names: &HashMap<i64, String>,
) -> Result<Vec<ClaimRow>> {
    let reach = if desk.whole {
        Condition::all()
    } else {
        Condition::any()
            .add(entity::Column::SiteId.eq(desk.site.0))
            .add_option(desk.unit.map(|unit| entity::Column::UnitId.eq(unit)))
    };
    let found = || read.find::<entity::Entity>().filter(reach.clone());
    let open = found()
        .filter(entity::Column::State.eq(OPEN))
        .asc(entity::Column::Id)
        .all()
        .await?;
    let decided = found()
        .filter(entity::Column::State.ne(OPEN))
        .desc(entity::Column::Id);
    let decided = decided.limit(DECIDED).all().await?;
    let all: Vec<entity::Model> = open.into_iter().chain(decided).collect();
    let letters = read
        .find::<Letters>()
        .filter(LetterColumn::Id.is_in(all.iter().map(|row| row.letter_id)))
        .all()
        .await?;
    let letters: HashMap<i64, Model> = letters.into_iter().map(|row| (row.id, row)).collect();
    let may = by.may::<AllotLetters>();
    let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let row = |row: entity::Model| {
        let letter = letters.get(&row.letter_id)?;
        let decided = row.decided_at.map(|at| {
            let said = format!("{} {}", beijing::minute(at), who(&row.decided_by_name));
            if row.opinion.is_empty() {
                said
            } else {
                format!("{said}：{}", row.opinion)
            }
        });
        let page = by.site.url(&format!("/console/letters/{}", letter.id));
        Some(ClaimRow {
            id: row.id,
            title: letter.title.clone(),
            url: if desk.covers(letter) { page } else { String::new() },
            number: letter.number.clone(),
            unit: name(Some(row.unit_id)),
            has: name(letter.unit_id),
            made: format!("{} {}", beijing::minute(row.made_at), who(&row.made_by_name)),
            state: chip(&row.state),
            decided: decided.unwrap_or_default(),
            open: row.state == OPEN && may && desk.allots(letter),
            words: row.words,
        })
    };
    Ok(all.into_iter().filter_map(row).collect())
}

async fn page(by: &Signed, pool: &Pool, form: ClaimForm) -> Result<StaffPage<ClaimList>> {
    let view = ClaimList::load(by, &pool.read(), form).await?;
    Ok(StaffPage::new("letters/claim_list.html", view).title("来信认领"))
}

/// `GET /console/letter-claims`
///
/// # Errors
/// Faults of the database.
pub async fn get_claims(by: By<ReadLetters>, pool: Data<Pool>, Query(asked): Query<ClaimForm>) -> Reply {
    by.page(page(&by, &pool, asked).await?).await
}

/// `POST /console/letter-claims`: the unit says that a letter is its own.
///
/// # Errors
/// See [`claim_letter`]; what is wrong with the form is shown with it.
pub async fn post_claims(by: By<HandleLetters>, pool: Data<Pool>, Form(form): Form<ClaimForm>) -> Reply {
    let outcome = async {
        let letter = LetterId(form.of.parse().unwrap_or_default());
        let mut tx = pool.write(by.granted()).await?;
        claim_letter(&mut tx, letter, &form.words).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved(LIST, "已提出认领，等待来信管理单位确认。").await,
        Err(error) => by.form(page(&by, &pool, form).await?, error).await,
    }
}

/// `POST /console/letter-claims/{claim}`: agreed or declined.
///
/// # Errors
/// See [`decide_claim`]; what is wrong with the form is shown with it.
pub async fn post_claim(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    claim: Path<i64>,
    Form(mut form): Form<ClaimForm>,
) -> Reply {
    let agreed = form.go == "agree";
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        decide_claim(&mut tx, *claim, agreed, &form.words).await?;
        tx.commit().await
    };
    let said = if agreed {
        "已同意认领，来信已交该单位。"
    } else {
        "已告知该单位未同意认领。"
    };
    match outcome.await {
        Ok(()) => by.saved(LIST, said).await,
        Err(error) => {
            form.of = format!("claim{claim}");
            by.form(page(&by, &pool, form).await?, error).await
        }
    }
}

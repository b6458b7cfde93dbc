//! The pages of boards (来信栏目).

use super::parts::Choice;
use crate::board::{Kind, NewBoard, class, entity, save_board};
use crate::permissions::ManageBoards;
use actix_web::web::Path;
use gateway::unit::entity as unit;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};

pub(super) const LIST: &str = "/console/letter-boards";

/// The form of a board, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct BoardForm {
    key: String,
    name: String,
    kind: String,
    unit: String,
    intro: String,
    private_only: String,
    private_default: String,
    closed: String,
    position: String,
    open_from: String,
    open_until: String,
}

pub(super) fn place(text: &str) -> Result<i64> {
    let text = text.trim();
    let place = if text.is_empty() { Ok(0) } else { text.parse() };
    place
        .ok()
        .ok_or_else(|| Error::field("position", "请填写 0 至 999 的整数。"))
}

pub(super) fn tick(on: bool) -> String {
    if on { "true".into() } else { String::new() }
}

impl BoardForm {
    fn parse(&self) -> Result<NewBoard> {
        Ok(NewBoard {
            key: self.key.clone(),
            name: self.name.clone(),
            kind: Kind::parse(&self.kind).ok_or_else(|| Error::field("kind", "请选择栏目用途。"))?,
            unit: self.unit.parse().ok(),
            intro: self.intro.clone(),
            private_only: self.private_only == "true",
            private_default: self.private_default == "true",
            closed: self.closed == "true",
            position: place(&self.position)?,
            hours: (self.open_from.clone(), self.open_until.clone()),
        })
    }
}

impl From<&entity::Model> for BoardForm {
    fn from(row: &entity::Model) -> Self {
        Self {
            key: row.key.clone(),
            name: row.name.clone(),
            kind: row.kind.clone(),
            unit: row.unit_id.map(|id| id.to_string()).unwrap_or_default(),
            intro: row.intro.clone(),
            private_only: tick(row.private_only),
            private_default: tick(row.private_default),
            closed: tick(row.closed),
            position: row.position.to_string(),
            open_from: row.open_from.clone(),
            open_until: row.open_until.clone(),
        }
    }
}

/// A board or a class in a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardRow {
    /// Name.
    pub name: String,
    /// Its page or its form.
    pub url: String,
    /// What it is for, or what the form says of it.
    pub about: String,
    /// Who answers for it, or empty.
    pub unit: String,
    /// What is public of it.
    pub public: String,
    /// Whether it takes no letters.
    pub closed: bool,
    /// Where visitors write to it, or empty.
    pub write_url: String,
}

/// `letters/board_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardList {
    /// Boards.
    pub rows: Vec<BoardRow>,
    /// The form of a new one.
    pub form: BoardForm,
    /// What boards are for.
    pub kinds: Vec<Choice>,
    /// Units.
    pub units: Vec<Choice>,
    /// This page.
    pub url: String,
}

/// `letters/board_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardShow {
    /// The board's form.
    pub form: BoardForm,
    /// Its classes.
    pub rows: Vec<BoardRow>,
    /// The form of a further class.
    pub new_url: String,
    /// What boards are for.
    pub kinds: Vec<Choice>,
    /// Units.
    pub units: Vec<Choice>,
    /// This page.
    pub url: String,
    /// The boards.
    pub back: String,
}

impl BoardList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![BoardRow {
                name: "市长信箱".into(),
                url: "/console/letter-boards/2".into(),
                about: Kind::Mailbox.title().into(),
                unit: "政府办公室".into(),
                public: public(true, false).into(),
                closed: true,
                write_url: "/letters/new?board=mayor".into(),
            }],
            kinds: kinds(),
            units: vec![Choice::new("4", "城管局")],
            url: LIST.into(),
            ..Self::default()
        }
    }
}

impl BoardShow {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![BoardRow {
                name: "举报".into(),
                url: "/console/letter-boards/2/classes/5".into(),
                about: "请写明时间、地点和事实。".into(),
                public: public(true, false).into(),
                ..BoardRow::default()
            }],
            new_url: "/console/letter-boards/2/classes".into(),
            kinds: kinds(),
            units: vec![Choice::new("4", "城管局")],
            url: "/console/letter-boards/2".into(),
            back: LIST.into(),
            ..Self::default()
        }
    }
}

fn kinds() -> Vec<Choice> {
    Kind::ALL
        .map(|kind| Choice::new(kind.key(), kind.title()))
        .to_vec()
}

fn public(never: bool, by_default_not: bool) -> &'static str {
    match (never, by_default_not) {
        (true, _) => "一律不公开",
        (_, true) => "默认不公开",
        _ => "默认可以公开",
    }
}

async fn units(by: &By<ManageBoards>) -> Result<Vec<Choice>> {
    let rows = by
        .read()
        .shared::<unit::Entity>()
        .asc(unit::Column::Id)
        .all()
        .await?;
    let units = rows
        .iter()
        .map(|row| Choice::new(row.id.to_string(), &row.short_name));
    Ok(units.collect())
}

async fn list(by: &By<ManageBoards>, typed: Option<BoardForm>) -> Result<StaffPage<BoardList>> {
    let read = by.read();
    let rows = read.find::<entity::Entity>().asc(entity::Column::Position);
    let rows = rows.asc(entity::Column::Id).all().await?;
    let units = units(by).await?;
    let url = by.site.url(LIST);
    let unit_of = |id: Option<i64>| {
        let unit = units
            .iter()
            .find(|unit| id.is_some_and(|id| unit.value == id.to_string()));
        unit.map(|unit| unit.label.clone()).unwrap_or_default()
    };
    let row = |row: &entity::Model| BoardRow {
        name: row.name.clone(),
        url: format!("{url}/{}", row.id),
        about: Kind::parse(&row.kind).map_or("", Kind::title).into(),
        unit: unit_of(row.unit_id),
        public: public(row.private_only, row.private_default).into(),
        closed: row.closed,
        write_url: by.site.url(&format!("/letters/new?board={}", row.key)),
    };
    // What most sites begin with.
    let first = || BoardForm {
        key: if rows.is_empty() {
            "letters".into()
        } else {
            String::new()
        },
        name: if rows.is_empty() {
            "咨询投诉".into()
        } else {
            String::new()
        },
        kind: Kind::Letters.key().into(),
        position: rows.len().to_string(),
        ..BoardForm::default()
    };
    let view = BoardList {
        rows: rows.iter().map(row).collect(),
        form: typed.unwrap_or_else(first),
        kinds: kinds(),
        units,
        url,
    };
    Ok(StaffPage::new("letters/board_list.html", view).title("来信栏目"))
}

async fn show(by: &By<ManageBoards>, id: i64, typed: Option<BoardForm>) -> Result<StaffPage<BoardShow>> {
    let read = by.read();
    let board = board_of(by, id).await?;
    let classes = read.find::<class::Entity>().filter(class::Column::BoardId.eq(id));
    let classes = classes
        .asc(class::Column::Position)
        .asc(class::Column::Id)
        .all()
        .await?;
    let url = by.site.url(&format!("{LIST}/{id}"));
    let row = |row: &class::Model| BoardRow {
        name: row.name.clone(),
        url: format!("{url}/classes/{}", row.id),
        about: row.intro.clone(),
        public: public(row.private_only, row.private_default).into(),
        closed: row.closed,
        ..BoardRow::default()
    };
    let mut view = BoardShow {
        form: typed.unwrap_or_else(|| BoardForm::from(&board)),
        rows: classes.iter().map(row).collect(),
        new_url: format!("{url}/classes"),
        kinds: kinds(),
        units: units(by).await?,
        url,
        back: by.site.url(LIST),
    };
    // The word in addresses stays.
    view.form.key.clone_from(&board.key);
    Ok(StaffPage::new("letters/board_show.html", view).title(board.name))
}

pub(super) async fn board_of(by: &By<ManageBoards>, id: i64) -> Result<entity::Model> {
    by.read()
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await
}

/// `GET /console/letter-boards`
///
/// # Errors
/// Faults of the database.
pub async fn get_boards(by: By<ManageBoards>) -> Reply {
    by.page(list(&by, None).await?).await
}

/// `POST /console/letter-boards`
///
/// # Errors
/// See [`save_board`]; what is wrong with the form is shown with it.
pub async fn post_boards(by: By<ManageBoards>, Form(form): Form<BoardForm>) -> Reply {
    match keep(&by, None, &form).await {
        Ok(id) => by.saved(&format!("{LIST}/{id}"), "栏目已设立。").await,
        Err(error) => by.form(list(&by, Some(form)).await?, error).await,
    }
}

/// `GET /console/letter-boards/{board}`
///
/// # Errors
/// [`Error::NotFound`] for a board of another site.
pub async fn get_board(by: By<ManageBoards>, board: Path<i64>) -> Reply {
    by.page(show(&by, *board, None).await?).await
}

/// `POST /console/letter-boards/{board}`
///
/// # Errors
/// See [`save_board`]; what is wrong with the form is shown with it.
pub async fn post_board(by: By<ManageBoards>, board: Path<i64>, Form(form): Form<BoardForm>) -> Reply {
    match keep(&by, Some(*board), &form).await {
        Ok(id) => by.saved(&format!("{LIST}/{id}"), "栏目已保存。").await,
        Err(error) => by.form(show(&by, *board, Some(form)).await?, error).await,
    }
}

async fn keep(by: &By<ManageBoards>, id: Option<i64>, form: &BoardForm) -> Result<i64> {
    let mut tx = by.write().await?;
    let row = save_board(&mut tx, id, form.parse()?).await?;
    tx.commit().await?;
    Ok(row.id)
}

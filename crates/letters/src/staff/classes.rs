//! The page of a class of a board.

use super::boards::{LIST, board_of, place, tick};
use crate::board::{NewClass, class, save_class};
use crate::permissions::ManageBoards;
use actix_web::web::Path;
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};

/// The form, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ClassForm {
    name: String,
    intro: String,
    privacy: String,
    closed: String,
    position: String,
}

impl ClassForm {
    fn parse(&self) -> Result<NewClass> {
        Ok(NewClass {
            name: self.name.clone(),
            intro: self.intro.clone(),
            private_only: self.privacy == "never",
            private_default: self.privacy == "proposed",
            closed: self.closed == "true",
            position: place(&self.position)?,
        })
    }
}

impl From<&class::Model> for ClassForm {
    fn from(row: &class::Model) -> Self {
        Self {
            name: row.name.clone(),
            intro: row.intro.clone(),
            privacy: match (row.private_only, row.private_default) {
                (true, _) => "never".into(),
                (false, true) => "proposed".into(),
                (false, false) => "chosen".into(),
            },
            closed: tick(row.closed),
            position: row.position.to_string(),
        }
    }
}

/// `letters/board_class.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClassShow {
    /// The form.
    pub form: ClassForm,
    /// Whether a class that is there is edited.
    pub editing: bool,
    /// Where it is sent.
    pub url: String,
    /// The board.
    pub back: String,
    /// And its name.
    pub board: String,
}

impl ClassShow {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            form: ClassForm {
                name: "举报".into(),
                privacy: "never".into(),
                ..ClassForm::default()
            },
            editing: true,
            url: "/console/letter-boards/2/classes/5".into(),
            back: "/console/letter-boards/2".into(),
            board: "市长信箱".into(),
        }
    }
}

async fn page(
    by: &By<ManageBoards>,
    board: i64,
    id: Option<i64>,
    typed: Option<ClassForm>,
) -> Result<StaffPage<ClassShow>> {
    let board = board_of(by, board).await?;
    let read = by.read();
    let own = read
        .find::<class::Entity>()
        .filter(class::Column::BoardId.eq(board.id));
    let held = match id {
        Some(id) => Some(own.filter(class::Column::Id.eq(id)).found().await?),
        None => None,
    };
    let back = by.site.url(&format!("{LIST}/{}", board.id));
    let mut view = ClassShow {
        form: typed
            .or_else(|| held.as_ref().map(ClassForm::from))
            .unwrap_or_default(),
        editing: held.is_some(),
        url: id.map_or_else(|| format!("{back}/classes"), |id| format!("{back}/classes/{id}")),
        back,
        board: board.name,
    };
    // Letters carry the name, so it stays.
    if let Some(row) = &held {
        view.form.name.clone_from(&row.name);
    }
    let title = held.map_or_else(|| "新类型".to_owned(), |row| row.name);
    Ok(StaffPage::new("letters/board_class.html", view).title(title))
}

/// `GET /console/letter-boards/{board}/classes`: the form of a new one.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a board of another site.
pub async fn get_classes(by: By<ManageBoards>, board: Path<i64>) -> Reply {
    by.page(page(&by, *board, None, None).await?).await
}

/// `POST /console/letter-boards/{board}/classes`
///
/// # Errors
/// See [`save_class`]; what is wrong with the form is shown with it.
pub async fn post_classes(by: By<ManageBoards>, board: Path<i64>, Form(form): Form<ClassForm>) -> Reply {
    done(&by, *board, None, form).await
}

/// `GET /console/letter-boards/{board}/classes/{class}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a board or class of another site.
pub async fn get_class(by: By<ManageBoards>, at: Path<(i64, i64)>) -> Reply {
    by.page(page(&by, at.0, Some(at.1), None).await?).await
}

/// `POST /console/letter-boards/{board}/classes/{class}`
///
/// # Errors
/// See [`save_class`]; what is wrong with the form is shown with it.
pub async fn post_class(by: By<ManageBoards>, at: Path<(i64, i64)>, Form(form): Form<ClassForm>) -> Reply {
    done(&by, at.0, Some(at.1), form).await
}

async fn done(by: &By<ManageBoards>, board: i64, id: Option<i64>, form: ClassForm) -> Reply {
    let outcome = async {
        let mut tx = by.write().await?;
        save_class(&mut tx, board, id, form.parse()?).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved(&format!("{LIST}/{board}"), "类型已保存。").await,
        Err(error) => by.form(page(by, board, id, Some(form)).await?, error).await,
    }
}

//! The page of a letter.

use super::act::Act;
use super::query::find;
use super::show_view::LetterDesk;
use super::typed::Typed;
use super::{open_original, see, see_letter};
use crate::duty::seen_here;
use crate::permissions::{HandleLetters, OpenOriginals, ReadLetters};
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Path, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{LetterId, Result};
use serde::Deserialize;

/// Which form stands open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    r#do: String,
}

async fn page(
    by: &Signed,
    pool: &Pool,
    id: LetterId,
    asked: &str,
    typed: &Typed,
) -> Result<StaffPage<LetterDesk>> {
    let (title, view) = LetterDesk::load(by, &pool.read(), id, asked, typed).await?;
    Ok(StaffPage::new("letters/desk_show.html", view).title(title))
}

/// After a deed: back to the page of the letter, or the form again with what was typed. A letter that left the desk by it
/// leads to the list.
pub(super) async fn done(
    by: &Signed,
    pool: &Pool,
    id: LetterId,
    act: Act,
    outcome: Result<()>,
    typed: &Typed,
    said: &str,
) -> Reply {
    if let Err(error) = outcome {
        return by.form(page(by, pool, id, act.key(), typed).await?, error).await;
    }
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let path = match find(&read, &desk, id).await {
        Ok(_) => format!("/console/letters/{id}"),
        Err(_) => "/console/letters".to_owned(),
    };
    by.saved(&path, said).await
}

/// The page again with something put into its form.
pub(super) async fn again(by: &Signed, pool: &Pool, id: LetterId, act: Act, typed: &Typed) -> Reply {
    by.page(page(by, pool, id, act.key(), typed).await?).await
}

/// `GET /console/letters/{letter}`: a unit that handles it has seen it thereby.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk.
pub async fn get_letter(
    by: By<ReadLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Query(asked): Query<Asked>,
) -> Reply {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let (row, _) = find(&read, &desk, *letter).await?;
    seen_here(&by, &pool).await?;
    if let Ok(proof) = by.proof::<HandleLetters>()
        && see::is_unseen(&read, &desk, &row).await?
    {
        let mut tx = pool.write(proof).await?;
        see_letter(&mut tx, &row).await?;
        tx.commit().await?;
    }
    let page = page(&by, &pool, *letter, &asked.r#do, &Typed::default()).await?;
    by.page(page).await
}

/// `POST /console/letters/{letter}/original`: the page with the original, once.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk.
pub async fn post_original(
    by: By<OpenOriginals>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let opened = async {
        let mut tx = pool.write(by.granted()).await?;
        let row = open_original(&mut tx, *letter, &typed.words).await?;
        tx.commit().await?;
        Ok(row)
    };
    match opened.await {
        Ok(row) => {
            let (title, mut view) =
                LetterDesk::load(&by, &pool.read(), *letter, "", &Typed::default()).await?;
            view.original = Some(row.into());
            by.page(StaffPage::new("letters/desk_show.html", view).title(title))
                .await
        }
        Err(error) => done(&by, &pool, *letter, Act::Original, Err(error), &typed, "").await,
    }
}

//! Choosing an answer for the common questions (常见问答).

use super::act::Act;
use super::show::done;
use super::typed::Typed;
use crate::choice::choose_answer;
use crate::permissions::AllotLetters;
use crate::pool::Pool;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply};
use kernel::LetterId;

/// `POST /console/letters/{letter}/choose`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_choose(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    letter: Path<LetterId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        choose_answer(&mut tx, *letter, typed.seen(), typed.is_shown()).await?;
        tx.commit().await
    };
    let said = "常见问答已保存。";
    done(&by, &pool, *letter, Act::Choose, outcome.await, &typed, said).await
}

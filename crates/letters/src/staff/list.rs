//! The list of letters.

use super::list_form::LetterQuery;
use super::list_view::{LetterList, my_duty};
use super::part::Part;
use crate::duty::seen_here;
use crate::permissions::{AllotLetters, ReadLetters, ReviewReplies};
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Query};
use gateway::{By, Reply, StaffPage};

/// What somebody works on when no tab is named: who allots for the group allots, who only reviews reviews.
fn usual(by: &By<ReadLetters>, desk: &Desk) -> Part {
    match (desk.whole, by.may::<AllotLetters>(), by.may::<ReviewReplies>()) {
        (true, true, _) => Part::Unallotted,
        (_, false, true) => Part::Review,
        _ => Part::Todo,
    }
}

/// `GET /console/letters`
///
/// # Errors
/// Faults of the database.
pub async fn get_letters(
    by: By<ReadLetters>,
    pool: Data<Pool>,
    Query(mut asked): Query<LetterQuery>,
) -> Reply {
    seen_here(&by, &pool).await?;
    let read = pool.read();
    if Part::parse(&asked.part).is_none() {
        let desk = Desk::of(&read, by.site.id).await?;
        asked.part = usual(&by, &desk).key().to_owned();
    }
    let mut view = LetterList::load(&by, &read, &asked).await?;
    view.my_duty = my_duty(&read, by.me.person).await?;
    if !by.may::<AllotLetters>() {
        view.on_duty.iter_mut().for_each(|row| row.url.clear());
    }
    by.page(StaffPage::new("letters/desk_list.html", view).title("信件办理"))
        .await
}

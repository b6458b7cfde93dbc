//! A delivery becomes an article, or the next edition of one. The same text again changes nothing.

use super::entity::{self, EXTERNAL};
use super::parse::Wanted;
use super::shape::Aim;
use crate::article::state::State;
use crate::article::text::Text;
use crate::article::{
    correct_article, create_article, edition, entity as article, fill_text, save_article, submit_article,
};
use crate::media::store_media;
use crate::permissions::{EditArticle, ManageMedia, WriteArticle};
use crate::refusals::PERSON_EDITING;
use crate::token;
use kernel::{ArticleId, Error, Includes, Result, Revision, Uid};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteRead, SiteWrite};

/// What came of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A new article.
    Created,
    /// Another text, or a further step.
    Updated,
    /// The same text, where it already was.
    Unchanged,
}

impl Outcome {
    const fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        }
    }
}

/// The article as it stands now, with the edition that was delivered.
pub(super) type Both = (article::Model, edition::Model);

/// Writes a delivery of `token`. `at` is what it addressed by the article's uid; without it the external number decides.
/// `seen` is the revision of `If-Match`, if there was one.
///
/// # Errors
/// What the operations on articles refuse; `article.person_editing`; `Stale`.
pub(super) async fn deliver_article<P>(
    tx: &mut SiteWrite<P>,
    token: &token::entity::Model,
    at: Option<entity::Model>,
    seen: Option<Revision>,
    wanted: &Wanted,
) -> Result<(Both, Outcome)>
where
    P: Includes<WriteArticle> + Includes<EditArticle> + Includes<ManageMedia>,
{
    for file in &wanted.files {
        store_media(tx, &file.kept, &file.words).await?;
    }
    let known = match (at, &wanted.external) {
        (Some(at), _) => Some(at),
        (None, Some(external)) => {
            entity::by_external(tx, token.unit_id, &external.system, &external.id).await?
        }
        (None, None) => None,
    };
    let (both, outcome) = match known {
        None => (create(tx, token, wanted).await?, Outcome::Created),
        Some(known) => revise(tx, &known, seen, wanted).await?,
    };
    let both = submit(tx, both, wanted.aim, outcome).await?;
    let told = serde_json::json!({ "outcome": outcome.key(), "external": wanted.external });
    tx.audit("article.delivered", &Uid(both.0.uid).to_string(), &told);
    Ok((both, outcome))
}

async fn create<P: Includes<WriteArticle>>(
    tx: &mut SiteWrite<P>,
    token: &token::entity::Model,
    wanted: &Wanted,
) -> Result<Both> {
    let both = create_article(tx, &wanted.text).await?;
    let uid = || Uid(both.0.uid).to_string();
    let (system, external_id) = match &wanted.external {
        Some(external) => (external.system.clone(), external.id.clone()),
        None => (String::new(), uid()),
    };
    let link = entity::ActiveModel {
        unit_id: Set(token.unit_id),
        system: Set(system),
        external_id: Set(external_id),
        article_id: Set(both.0.id),
        token_id: Set(token.id),
        created_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let linked = tx.insert(link).await;
    // The same number at the same moment: whoever asks again finds the article and updates it.
    linked.on_unique(EXTERNAL, || Error::Busy(Duration::from_millis(200)))?;
    Ok(both)
}

async fn revise<P>(
    tx: &mut SiteWrite<P>,
    known: &entity::Model,
    seen: Option<Revision>,
    wanted: &Wanted,
) -> Result<(Both, Outcome)>
where
    P: Includes<WriteArticle> + Includes<EditArticle>,
{
    let row = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(known.article_id))
        .found()
        .await?;
    tx.covers(kernel::ChannelId(row.channel_id))?;
    if seen.is_some_and(|seen| seen.0 != row.revision) {
        return Err(Error::Stale(Revision(row.revision)));
    }
    let last = newest(tx, &row).await?;
    let repeated = same(tx, &row, &last, &wanted.text).await?;
    if repeated && reached(last.state(), wanted.aim) {
        return Ok(((row, last), Outcome::Unchanged));
    }
    if row.draft_edition_id.is_some() && (last.author_id.is_some() || last.changed_by.is_some()) {
        return Err(PERSON_EDITING.into());
    }
    // The text stands; only a further step is wanted, and an approval it may have stays.
    if repeated && row.draft_edition_id.is_some() {
        return Ok(((row, last), Outcome::Updated));
    }
    let proof = tx.granted().as_::<EditArticle>();
    let id = ArticleId(row.id);
    let row = match row.draft_edition_id {
        Some(_) => row,
        None => {
            correct_article(tx, id, Revision(row.revision), Some(&proof))
                .await?
                .0
        }
    };
    let mut text = wanted.text.clone();
    if row.first_published_at.is_some() && text.change_note.is_empty() {
        text.change_note = "内容更新。".to_owned();
    }
    let both = save_article(tx, id, Revision(row.revision), &text, Some(&proof)).await?;
    Ok((both, Outcome::Updated))
}

/// The edition being worked on, else the newest.
pub(super) async fn newest(read: &SiteRead, row: &article::Model) -> Result<edition::Model> {
    let editions = read
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(row.id))
        .desc(edition::Column::N)
        .all()
        .await?;
    crate::article::shown(editions, |edition| edition.state()).ok_or(Error::NotFound)
}

/// Whether the text is what stands there already, whatever note came with it.
async fn same(read: &SiteRead, row: &article::Model, last: &edition::Model, text: &Text) -> Result<bool> {
    let mut text = text.clone();
    text.change_note.clone_from(&last.change_note);
    let probe = fill_text(read, &text, last.clone()).await?;
    Ok(probe.content_hash == last.content_hash && row.channel_id == text.channel.0)
}

/// Whether an edition is already as far as the delivery wants it. What was withdrawn does not come back by a repeat.
fn reached(state: State, aim: Aim) -> bool {
    match state {
        State::Published | State::Withdrawn | State::Superseded => true,
        State::Submitted | State::Approved => aim != Aim::Published,
        State::Draft | State::Returned | State::Discarded => aim == Aim::Draft && state == State::Draft,
    }
}

async fn submit<P>(tx: &mut SiteWrite<P>, both: Both, aim: Aim, outcome: Outcome) -> Result<Both>
where
    P: Includes<WriteArticle> + Includes<EditArticle>,
{
    let open = matches!(both.1.state(), State::Draft | State::Returned);
    if aim == Aim::Draft || outcome == Outcome::Unchanged || !open {
        return Ok(both);
    }
    let proof = tx.granted().as_::<EditArticle>();
    submit_article(tx, ArticleId(both.0.id), Revision(both.0.revision), Some(&proof)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_goes_on_only_from_where_a_step_is_left() {
        let table = [
            (State::Draft, [true, false, false]),
            (State::Returned, [false, false, false]),
            (State::Discarded, [false, false, false]),
            (State::Submitted, [true, true, false]),
            (State::Approved, [true, true, false]),
            (State::Published, [true, true, true]),
            (State::Superseded, [true, true, true]),
            (State::Withdrawn, [true, true, true]),
        ];
        for (state, expected) in table {
            let got = [Aim::Draft, Aim::Submitted, Aim::Published].map(|aim| reached(state, aim));
            assert_eq!(got, expected, "{state:?}");
        }
    }
}

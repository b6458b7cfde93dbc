//! Reads of the desk.

use chrono::{DateTime, Utc};
use content::article::state::State;
use kernel::{ChannelId, PersonId, Result};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use store::SiteRead;

/// An article whose draft is in some state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Waiting {
    /// The article.
    pub article_id: i64,
    /// Headline.
    pub title: String,
    /// Channel name.
    pub channel: String,
    /// Author.
    pub author_name: String,
    /// Why it came back.
    pub return_reason: String,
    /// Last change.
    pub changed_at: DateTime<Utc>,
}

/// The newest drafts in a state; only one author's when named.
///
/// # Errors
/// Faults of the database.
pub async fn waiting(
    read: &SiteRead,
    state: State,
    author: Option<PersonId>,
    scope: Option<&[ChannelId]>,
    limit: i64,
) -> Result<Vec<Waiting>> {
    let within = within(scope);
    let sql = format!(
        "select e.article_id, e.title, c.name as channel, e.author_name, e.return_reason, e.changed_at \
               from edition e join article a on a.site_id = e.site_id and a.draft_edition_id = e.id \
               join channel c on c.site_id = a.site_id and c.id = a.channel_id \
               where e.site_id = $1 and e.state = $2 and ($3 = 0 or e.author_id = $3){within} \
               order by e.changed_at desc limit $4"
    );
    let author = author.map_or(0, |person| person.0);
    read.report(&sql, vec![state.key().into(), author.into(), limit.into()])
        .await
}

/// A condition for the channels of a post; they are numbers, so nothing can be slipped in.
fn within(scope: Option<&[ChannelId]>) -> String {
    scope.map_or_else(String::new, |channels| {
        let numbers: Vec<_> = channels.iter().map(|channel| channel.0.to_string()).collect();
        // No channel at all: nothing is found.
        format!(
            " and a.channel_id in ({})",
            if numbers.is_empty() {
                "-1".to_owned()
            } else {
                numbers.join(", ")
            }
        )
    })
}

/// How many drafts are in each state, and how many articles are published (`published`).
///
/// # Errors
/// Faults of the database.
pub async fn counts(
    read: &SiteRead,
    author: PersonId,
    scope: Option<&[ChannelId]>,
) -> Result<(HashMap<String, i64>, HashMap<String, i64>)> {
    #[derive(FromQueryResult)]
    struct Count {
        state: String,
        n: i64,
        mine: i64,
    }
    let within = within(scope);
    let sql = format!(
        "select e.state as state, count(*) as n, \
               cast(sum(case when e.author_id = $2 then 1 else 0 end) as bigint) as mine \
               from edition e join article a on a.site_id = e.site_id and a.draft_edition_id = e.id \
               where e.site_id = $1{within} group by e.state \
               union all select 'published' as state, count(*) as n, cast(0 as bigint) as mine \
               from article a where a.site_id = $1 and a.live_edition_id is not null{within}"
    );
    let rows: Vec<Count> = read.report(&sql, vec![author.0.into()]).await?;
    let all = rows.iter().map(|row| (row.state.clone(), row.n)).collect();
    let mine = rows.into_iter().map(|row| (row.state, row.mine)).collect();
    Ok((all, mine))
}

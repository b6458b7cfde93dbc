//! GET /console/articles.

use super::view::{ArticleList, ArticleRow, Chip, Choice, Tab};
use crate::article::state::State;
use crate::article::{edition, entity, shown};
use crate::channel;
use crate::permissions::{ReadArticles, WriteArticle};
use actix_web::web::Query;
use gateway::{By, Reply, StaffPage};
use kernel::{ChannelId, PersonId, Result, beijing};
use sea_orm::sea_query::{IntoCondition, LikeExpr, SelectStatement};
use sea_orm::{ColumnTrait, ExprTrait, FromQueryResult};
use serde::Deserialize;
use std::collections::HashMap;
use store::SiteRead;
use theme::view::Pager;
use url::form_urlencoded::Serializer;

const SIZE: u64 = 30;

/// What narrows the list; everything may be missing or nonsense.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    state: String,
    q: String,
    channel: String,
    page: String,
}

/// A tab of the list.
struct Kind {
    key: &'static str,
    title: &'static str,
    empty: &'static str,
    next: &'static str,
}

const KINDS: [Kind; 8] = [
    Kind {
        key: "",
        title: "全部",
        empty: "还没有稿件",
        next: "点“新建文章”写第一篇。",
    },
    Kind {
        key: "mine",
        title: "我的草稿",
        empty: "您没有草稿",
        next: "点“新建文章”开始写；保存后的草稿会出现在这里。",
    },
    Kind {
        key: "submitted",
        title: "待审核",
        empty: "没有待审核的稿件",
        next: "草稿提交审核后会出现在这里。",
    },
    Kind {
        key: "returned",
        title: "已退回",
        empty: "没有退回的稿件",
        next: "审核退回的稿件会出现在这里，附有审核意见。",
    },
    Kind {
        key: "approved",
        title: "已通过",
        empty: "没有等待发布的稿件",
        next: "审核通过的稿件会出现在这里，由编辑发布。",
    },
    Kind {
        key: "published",
        title: "已发布",
        empty: "还没有发布过稿件",
        next: "稿件审核通过并发布后会出现在这里。",
    },
    Kind {
        key: "withdrawn",
        title: "已撤回",
        empty: "没有撤回的稿件",
        next: "从网站撤回的稿件会出现在这里，可以更正后重新发布。",
    },
    Kind {
        key: "discarded",
        title: "已放弃",
        empty: "没有放弃的稿件",
        next: "未发布过就放弃的稿件收在这里，可以恢复编辑。",
    },
];

const NOTHING_FOUND: (&str, &str) = ("没有符合条件的稿件", "换一个词，或清除筛选条件。");

/// The list of articles with tabs and counts.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_articles(by: By<ReadArticles>, Query(filter): Query<Filter>) -> Reply {
    let list = load(&by, &filter).await?;
    by.page(StaffPage::new("content/article_list.html", list).title("稿件"))
        .await
}

async fn load(by: &By<ReadArticles>, filter: &Filter) -> Result<ArticleList> {
    let (read, me) = (by.read(), by.me.person);
    let kind = KINDS
        .iter()
        .find(|kind| kind.key == filter.state)
        .unwrap_or(&KINDS[0]);
    let page = filter.page.parse().unwrap_or(1).clamp(1, 100_000);
    let scope = by.granted();
    let mut channels = channel::query::all(&read).await?;
    channels.retain(|row| scope.covers(ChannelId(row.id)).is_ok());
    let narrowed = |read| narrowed(read, filter, scope.scope());
    let query = of_kind(narrowed(&read), &read, kind.key, me);
    let (articles, total) = query
        .desc(entity::Column::ChangedAt)
        .desc(entity::Column::Id)
        .page(page, SIZE)
        .await?;
    let mut tabs = Vec::new();
    for tab in &KINDS {
        let count = of_kind(narrowed(&read), &read, tab.key, me).count().await?;
        let url = by.site.url(&address(filter, tab.key));
        tabs.push(Tab {
            title: tab.title,
            url,
            current: tab.key == kind.key,
            count,
        });
    }
    let names = channels.iter().map(|row| (row.id, row.name.clone())).collect();
    let is_narrowed = !filter.q.trim().is_empty() || !filter.channel.is_empty();
    let (empty_title, empty_text) = if is_narrowed {
        NOTHING_FOUND
    } else {
        (kind.empty, kind.next)
    };
    Ok(ArticleList {
        url: by.site.url("/console/articles"),
        new_url: by
            .may::<WriteArticle>()
            .then(|| by.site.url("/console/articles/new")),
        tabs,
        state: kind.key,
        channels: channels
            .iter()
            .map(|row| Choice::new(row.id, &row.name, &filter.channel))
            .collect(),
        q: filter.q.trim().to_owned(),
        narrowed: is_narrowed,
        rows: rows(&read, &articles, &names, |id| {
            by.site.url(&format!("/console/articles/{id}"))
        })
        .await?,
        pager: Pager::for_total(page, SIZE, total, &by.site.url(&address(filter, kind.key))),
        empty_title,
        empty_text,
    })
}

/// The list's address with what narrows it.
fn address(filter: &Filter, state: &str) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in [
        ("state", state),
        ("q", filter.q.trim()),
        ("channel", &filter.channel),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        none if none.is_empty() => "/console/articles".to_owned(),
        some => format!("/console/articles?{some}"),
    }
}

fn narrowed<'a>(
    read: &'a SiteRead,
    filter: &Filter,
    scope: Option<&[ChannelId]>,
) -> store::Query<'a, entity::Entity> {
    let word = Some(filter.q.trim()).filter(|word| !word.is_empty());
    let channel = Some(filter.channel.as_str()).filter(|id| !id.is_empty());
    read.find::<entity::Entity>()
        .filter_some(scope, |scope| {
            entity::Column::ChannelId.is_in(scope.iter().map(|channel| channel.0))
        })
        .filter_some(word, |word| entity::Column::Id.in_subquery(titled(read, word)))
        .filter_some(channel, |id| {
            entity::Column::ChannelId.eq(id.parse::<i64>().unwrap_or(-1))
        })
}

/// Articles one of whose editions bears the word in its headline; replaced editions do not count.
fn titled(read: &SiteRead, word: &str) -> SelectStatement {
    let mut pattern = String::from("%");
    for character in word.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    read.find::<edition::Entity>()
        .filter(edition::Column::Title.like(LikeExpr::new(pattern).escape('\\')))
        .filter(edition::Column::State.ne(State::Superseded.key()))
        .only([edition::Column::ArticleId])
        .statement()
}

fn of_kind<'a>(
    query: store::Query<'a, entity::Entity>,
    read: &SiteRead,
    kind: &str,
    me: PersonId,
) -> store::Query<'a, entity::Entity> {
    let drafts = |condition: sea_orm::Condition| {
        let editions = read
            .find::<edition::Entity>()
            .filter(condition)
            .only([edition::Column::Id]);
        entity::Column::DraftEditionId.in_subquery(editions.statement())
    };
    let in_state = |state: State| edition::Column::State.eq(state.key());
    let live = entity::Column::LiveEditionId;
    match kind {
        "mine" => {
            let mine = in_state(State::Draft).and(edition::Column::AuthorId.eq(me.0));
            query.filter(drafts(mine.into_condition()))
        }
        "submitted" => query.filter(drafts(in_state(State::Submitted).into_condition())),
        "returned" => query.filter(drafts(in_state(State::Returned).into_condition())),
        "approved" => query.filter(drafts(in_state(State::Approved).into_condition())),
        "published" => query.filter(live.is_not_null()),
        "withdrawn" => query
            .filter(live.is_null())
            .filter(entity::Column::WithdrawnAt.is_not_null()),
        "discarded" => query.filter(put_aside()),
        _ => query.filter(put_aside().not()),
    }
}

/// Never public, and nobody works on it.
fn put_aside() -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(entity::Column::DraftEditionId.is_null())
        .add(entity::Column::Version.eq(0))
}

/// What a row needs of an edition, without its body.
#[derive(FromQueryResult)]
struct Brief {
    id: i64,
    article_id: i64,
    n: i64,
    state: String,
    title: String,
    author: String,
    author_name: String,
}

impl Brief {
    fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Superseded)
    }
}

async fn rows(
    read: &SiteRead,
    articles: &[entity::Model],
    channels: &HashMap<i64, String>,
    url: impl Fn(i64) -> String,
) -> Result<Vec<ArticleRow>> {
    let ids = articles.iter().map(|article| article.id);
    let mut editions: Vec<Brief> = read
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.is_in(ids))
        .only([
            edition::Column::Id,
            edition::Column::ArticleId,
            edition::Column::N,
            edition::Column::State,
            edition::Column::Title,
            edition::Column::Author,
            edition::Column::AuthorName,
        ])
        .into()
        .all()
        .await?;
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.n));
    let row = |article: &entity::Model| {
        let own = |edition: &&Brief| edition.article_id == article.id;
        let newest = shown(editions.iter().filter(own).collect(), |edition: &&Brief| {
            edition.state()
        })?;
        Some(ArticleRow {
            url: url(article.id),
            title: newest.title.clone(),
            channel: channels.get(&article.channel_id).cloned().unwrap_or_default(),
            chips: chips(article, newest.id, newest.state()),
            author: if newest.author.is_empty() {
                newest.author_name.clone()
            } else {
                newest.author.clone()
            },
            at: beijing::minute(article.changed_at),
        })
    };
    Ok(articles.iter().filter_map(row).collect())
}

/// The states of an article: what the public sees, and what is being written.
pub(super) fn chips(article: &entity::Model, newest: i64, state: State) -> Vec<Chip> {
    let drafting = article.draft_edition_id == Some(newest);
    if !drafting || article.version == 0 {
        return vec![Chip::of(state)];
    }
    let public = if article.live_edition_id.is_some() {
        State::Published
    } else {
        State::Withdrawn
    };
    vec![Chip::of(public), Chip::correction(state)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_keeps_what_narrows_the_list() {
        let filter = Filter {
            q: " 入学 ".into(),
            channel: "2".into(),
            ..Filter::default()
        };
        assert_eq!(
            address(&filter, "mine"),
            "/console/articles?state=mine&q=%E5%85%A5%E5%AD%A6&channel=2"
        );
        assert_eq!(address(&Filter::default(), ""), "/console/articles");
    }
}

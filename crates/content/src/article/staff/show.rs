//! The article's page, and an edition's.

use super::flow;
use super::list::chips;
use super::moves::may_edit;
use super::preview::resolved;
use super::versions::side_by_side;
use super::view::*;
use crate::article::rule::stage_title;
use crate::article::state::{Move, State};
use crate::article::text::OriginClass;
use crate::article::{CLEARED, approval, edition, entity, shown};
use crate::check::staff::Panel;
use crate::check::{marked, of_edition};
use crate::media::{Attached, address, by_hash, lead_hash, staff::size_label};
use crate::permissions::{PublishArticle, ReadArticles, ReviewArticle, WithdrawArticle, WriteArticle};
use crate::{channel, placement};
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Reply, SlotAction, StaffPage};
use kernel::{ArticleId, ChannelId, EditionId, Error, Result, beijing};
use proof::Finding;
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::SiteRead;

/// The article with its history, its judgements and what one may do with it.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database or the template.
pub async fn get_article(by: By<ReadArticles>, id: Path<ArticleId>) -> Reply {
    let (title, page) = load(&by, *id).await?;
    by.page(StaffPage::new("content/article_show.html", page).title(title))
        .await
}

/// The same after a deed that was refused.
pub(crate) async fn again(who: &Signed, id: ArticleId, error: Error) -> Reply {
    let (title, page) = load(who, id).await?;
    who.form(
        StaffPage::new("content/article_show.html", page).title(title),
        error,
    )
    .await
}

/// An edition as it stood, beside the one before it.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database or the template.
pub async fn get_edition(by: By<ReadArticles>, path: Path<(ArticleId, EditionId)>) -> Reply {
    let (article, edition) = path.into_inner();
    let page = load_edition(&by, article, edition).await?;
    let title = format!("第 {} 版", page.n);
    by.page(StaffPage::new("content/edition_show.html", page).title(title))
        .await
}

/// An article of this site in a channel that the person's posts cover; any other does not exist for them.
pub(crate) async fn article(who: &Signed, read: &SiteRead, id: ArticleId) -> Result<entity::Model> {
    let article = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let proof = who.proof::<ReadArticles>()?;
    match proof.covers(ChannelId(article.channel_id)) {
        Ok(()) => Ok(article),
        Err(_outside) => Err(Error::NotFound),
    }
}

/// Every edition of an article, newest first.
pub(super) async fn editions(read: &SiteRead, id: ArticleId) -> Result<Vec<edition::Model>> {
    let editions = read
        .find::<edition::Entity>()
        .filter(edition::Column::ArticleId.eq(id.0));
    editions.desc(edition::Column::N).all().await
}

/// The edition that stands for an article.
pub(crate) async fn newest(read: &SiteRead, id: ArticleId) -> Result<edition::Model> {
    shown(editions(read, id).await?, edition::Model::state).ok_or(Error::NotFound)
}

async fn load(who: &Signed, id: ArticleId) -> Result<(String, ArticlePage)> {
    let read = who.read();
    let article = article(who, &read, id).await?;
    let channel = channel::query::get(&read, ChannelId(article.channel_id)).await?;
    let editions = editions(&read, id).await?;
    let newest = shown(editions.iter().collect(), |edition: &&edition::Model| {
        edition.state()
    })
    .ok_or_else(|| Error::fault("an article without edition"))?;
    let flow = flow::load(who, &read, &article, newest, own_hands(who, newest)).await?;
    let approvals = judgements(&read, &editions, flow.reviews).await?;
    let mut deeds = deeds(who, &article, newest, &channel);
    let found = match newest.state() {
        State::Superseded | State::Withdrawn | State::Discarded => Vec::new(),
        _ => of_edition(&read, newest).await?,
    };
    let mends = (who.may::<WriteArticle>() && (own_hand(who, newest) || may_edit(who).is_some()))
        .then(|| who.site.url(&format!("/console/articles/{id}/cure")));
    if flow.approved_by_me {
        deeds.approve = None;
    }
    let page = ArticlePage {
        back: who.site.url("/console/articles"),
        chips: chips(&article, newest.id, newest.state()),
        hint: hint(who, &article, newest, flow.approved_by_me),
        returned: if newest.state() == State::Returned {
            newest.return_reason.clone()
        } else {
            String::new()
        },
        facts: facts(&article, &channel),
        revision: article.revision,
        acts: deeds.any(),
        flow,
        deeds,
        topics: crate::topic::staff::rooms(who, &read, id, article.uid).await?,
        slots: slots(who, &read, id).await?,
        n: newest.n,
        text: text(who, &read, newest, &found).await?,
        checks: Panel::of_edition(&read, newest, &found, mends).await?,
        approvals,
        compare: (editions.len() > 1).then(|| who.site.url(&format!("/console/articles/{id}/compare"))),
        editions: editions.iter().map(|edition| history_row(who, edition)).collect(),
    };
    Ok((newest.title.clone(), page))
}

async fn load_edition(who: &Signed, id: ArticleId, wanted: EditionId) -> Result<EditionPage> {
    let read = who.read();
    let article = article(who, &read, id).await?;
    let channel = channel::query::get(&read, ChannelId(article.channel_id)).await?;
    let editions = editions(&read, id).await?;
    let at = editions
        .iter()
        .position(|edition| edition.id == wanted.0)
        .ok_or(Error::NotFound)?;
    let edition = editions.get(at).ok_or(Error::NotFound)?;
    let compared = editions
        .get(at + 1)
        .map(|before| side_by_side(&who.site, (channel.id, &channel.name), before, edition));
    let newest = shown(editions.iter().collect(), |edition: &&edition::Model| {
        edition.state()
    });
    let written = newest.is_some_and(|newest| {
        article.draft_edition_id != Some(newest.id) || newest.state().after(Move::Discard).is_ok()
    });
    let own = edition.author_id == Some(who.me.person.0) || may_edit(who).is_some();
    let can = who.may::<WriteArticle>() && own && written && article.draft_edition_id != Some(edition.id);
    Ok(EditionPage {
        back: who.site.url(&format!("/console/articles/{id}")),
        n: edition.n,
        chip: Chip::of(edition.state()),
        title: edition.title.clone(),
        text: text(who, &read, edition, &[]).await?,
        restore: can.then(|| {
            let path = format!("/console/articles/{id}/editions/{}/restore", edition.id);
            who.site.url(&path)
        }),
        revision: article.revision,
        compared,
    })
}

fn own_hand(who: &Signed, edition: &edition::Model) -> bool {
    edition.author_id == Some(who.me.person.0)
}

/// Whether the person wrote, changed or submitted the edition, so that somebody else must judge it.
fn own_hands(who: &Signed, edition: &edition::Model) -> bool {
    [edition.author_id, edition.changed_by, edition.submitted_by].contains(&Some(who.me.person.0))
}

fn deeds(
    who: &Signed,
    article: &entity::Model,
    newest: &edition::Model,
    channel: &channel::entity::Model,
) -> Deeds {
    let at = |verb: &str| who.site.url(&format!("/console/articles/{}/{verb}", article.id));
    let drafting = article.draft_edition_id == Some(newest.id);
    let can = |step: Move| drafting && newest.state().after(step).is_ok();
    let author = newest.author_id == Some(who.me.person.0) || may_edit(who).is_some();
    let writes = who.may::<WriteArticle>() && author;
    let reviews = who.may::<ReviewArticle>();
    let live = article.live_edition_id.is_some();
    Deeds {
        edit: (writes && can(Move::Save)).then(|| at("edit")),
        preview: drafting.then(|| at("preview")),
        open: article.first_published_at.filter(|_| live).map(|published| {
            who.site
                .url(&placement::path(&channel.slug, published, article.number))
        }),
        submit: (writes && can(Move::Submit)).then(|| at("submit")),
        recall: (writes && can(Move::Recall)).then(|| at("recall")),
        discard: (writes && can(Move::Discard)).then(|| at("discard")),
        approve: (reviews && can(Move::Approve) && !own_hands(who, newest)).then(|| at("approve")),
        send_back: (reviews && can(Move::SendBack)).then(|| at("return")),
        corrects: live,
        publish: (who.may::<PublishArticle>() && can(Move::Publish)).then(|| at("publish")),
        correct: (writes && !drafting).then(|| at("correct")),
        published: article.version > 0,
        withdraw: (live && who.may::<WithdrawArticle>()).then(|| at("withdraw")),
    }
}

fn hint(who: &Signed, article: &entity::Model, newest: &edition::Model, judged: bool) -> String {
    let reviews = who.may::<ReviewArticle>();
    match newest.state() {
        State::Draft => "正在编写，尚未提交审核。".into(),
        State::Submitted if reviews && own_hands(who, newest) => {
            "等待审核。这一版经您写、改或提交，须由他人审核。".into()
        }
        State::Submitted if reviews && judged => "等待下一轮审核。您已审过前一轮，须由他人审核。".into(),
        State::Submitted if reviews => "等您审核。".into(),
        State::Submitted => "等待审核人员处理。".into(),
        State::Approved => "审核已通过，等待发布。".into(),
        State::Returned => "已退回，修改后可以重新提交审核。".into(),
        State::Published => "公众可以看到这篇稿件。".into(),
        State::Superseded => String::new(),
        State::Discarded => "已放弃，没有人会看到；需要时可以恢复编辑。".into(),
        State::Withdrawn => {
            let at = article.withdrawn_at.map(beijing::minute).unwrap_or_default();
            let reason = article.withdraw_reason.as_deref().unwrap_or_default();
            format!("{at} 撤回。原因：{reason}")
        }
    }
}

fn facts(article: &entity::Model, channel: &channel::entity::Model) -> Vec<Fact> {
    let mut facts = vec![
        Fact {
            term: "编号",
            text: article.number.to_string(),
        },
        Fact {
            term: "栏目",
            text: channel.name.clone(),
        },
    ];
    let published = article.first_published_at.map(|at| Fact {
        term: "首次发布",
        text: beijing::minute(at),
    });
    facts.extend(published);
    facts.push(Fact {
        term: "最后修改",
        text: beijing::minute(article.changed_at),
    });
    if article.imported {
        facts.push(Fact {
            term: "来历",
            text: "历史导入".into(),
        });
    }
    facts
}

async fn judgements(read: &SiteRead, editions: &[edition::Model], reviews: i64) -> Result<Vec<ApprovalRow>> {
    let numbers: HashMap<i64, i64> = editions.iter().map(|edition| (edition.id, edition.n)).collect();
    let rows = read
        .find::<approval::Entity>()
        .filter(approval::Column::EditionId.is_in(numbers.keys().copied()));
    let rows = rows
        .desc(approval::Column::DecidedAt)
        .desc(approval::Column::Id)
        .all()
        .await?;
    let row = |row: approval::Model| {
        let (text, tone) = match row.decision.as_str() {
            "approved" if reviews > 1 => (format!("{}通过", stage_title(row.stage, reviews)), "ok"),
            "approved" => ("通过".to_owned(), "ok"),
            CLEARED => ("保密审查通过".to_owned(), "ok"),
            _ => ("退回".to_owned(), "warn"),
        };
        ApprovalRow {
            n: numbers.get(&row.edition_id).copied().unwrap_or_default(),
            chip: Chip { text, tone },
            person: row.person_name,
            opinion: row.opinion,
            at: beijing::minute(row.decided_at),
            voided: row.voided_at.is_some(),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

fn history_row(who: &Signed, edition: &edition::Model) -> EditionRow {
    let path = format!("/console/articles/{}/editions/{}", edition.article_id, edition.id);
    EditionRow {
        n: edition.n,
        url: who.site.url(&path),
        chip: Chip::of(edition.state()),
        title: edition.title.clone(),
        author: edition.author_name.clone(),
        note: edition.change_note.clone(),
        at: beijing::minute(edition.changed_at),
    }
}

async fn slots(who: &Signed, read: &SiteRead, id: ArticleId) -> Result<Vec<SlotAction>> {
    let mut actions = Vec::new();
    for slot in who.app.slot("article.actions", &who.site) {
        actions.extend(
            slot.provider
                .actions(read, &who.site, &who.me, &who.posts, id.0)
                .await?,
        );
    }
    Ok(actions)
}

async fn text(
    who: &Signed,
    read: &SiteRead,
    edition: &edition::Model,
    found: &[Finding],
) -> Result<EditionText> {
    let attached: Vec<Attached> = serde_json::from_str(&edition.attachments).unwrap_or_default();
    let mut facts = Vec::new();
    let class = OriginClass::parse(&edition.origin_class).map_or("", OriginClass::title);
    for (term, value) in [
        ("稿源", edition.source.as_str()),
        ("类别", class),
        ("作者", &edition.author),
        ("关键词", &edition.keywords.replace(',', "、")),
        ("摘要", &edition.summary),
        ("更正说明", &edition.change_note),
    ] {
        if !value.is_empty() {
            facts.push(Fact {
                term,
                text: value.to_owned(),
            });
        }
    }
    Ok(EditionText {
        subtitle: edition.subtitle.clone(),
        facts,
        lead: lead(who, read, edition).await?,
        body_html: resolved(who, read, &marked(&edition.body_html, found)).await?,
        files: attached.into_iter().map(|file| file_link(who, file)).collect(),
    })
}

fn file_link(who: &Signed, file: Attached) -> FileLink {
    FileLink {
        url: address(&who.site, &file.hash, &file.name),
        note: format!("{}，{}", file.kind, size_label(file.size)),
        name: file.name,
    }
}

async fn lead(who: &Signed, read: &SiteRead, edition: &edition::Model) -> Result<Option<LeadPicture>> {
    let Some(hash) = edition.lead_media.as_deref().map(lead_hash) else {
        return Ok(None);
    };
    let url = who.site.url(&format!("/media/{hash}/640.webp"));
    let files = by_hash(read, &[hash]).await?;
    let alt = files.into_iter().next().map(|file| file.alt).unwrap_or_default();
    Ok(Some(LeadPicture { url, alt }))
}

//! The writing form: GET /console/articles/new, POST /console/articles, and the same for an article that is there.

use super::compare::compare_texts;
use super::moves::may_edit;
use super::show::{article, newest};
use super::view::{ArticleForm, Choice, Compared};
use crate::article::form::TextForm;
use crate::article::state::State;
use crate::article::text::{OriginClass, Text};
use crate::article::{create_article, edition, entity, save_article, submit_article};
use crate::body::Format;
use crate::channel;
use crate::check::staff::{Panel, cured};
use crate::check::{confirm_findings, of_text};
use crate::media::{self, staff::size_label};
use crate::permissions::WriteArticle;
use crate::refusals::{NO_DRAFT, NOT_AUTHOR};
use crate::slot::staff::{Offer, keep_refused, offers, resume, sign_in_first};
use crate::slot::{self, Place};
use actix_web::HttpRequest;
use actix_web::web::{Path, Query};
use gateway::{By, Ctx, Form, HttpError, Reply, Site, StaffPage};
use kernel::{ArticleId, ChannelId, Error, Result, Revision, beijing};
use serde::Deserialize;
use store::{SiteRead, SiteWrite};

const TEMPLATE: &str = "content/article_form.html";
const SAVED: &str = "已保存为草稿。写好后请提交审核。";
const MENDED: &str = "已改正并保存。";
const NOT_MENDED: &str =
    "已保存。所选的一处不能自动改正：内容已经变化，或词语被格式隔开，请在正文中手工修改。";
const SUBMITTED: &str = "已提交审核，等待审核人员处理。";

/// How many pictures and files the form offers, newest first.
const OFFERED: u64 = 200;

/// 恢复: which unsaved text the form is to hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Resume {
    slot: Option<i64>,
}

/// What lies over the form: texts that were not saved, and whether one of them was taken up.
#[derive(Default)]
struct Unsaved {
    offers: Vec<Offer>,
    resumed: bool,
}

/// 新建文章: the empty form, or one that was not saved.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's unsaved text; faults of the database or the template.
pub async fn get_new_article(by: By<WriteArticle>, http: HttpRequest, Query(wish): Query<Resume>) -> Reply {
    let source = if by.site.unit.is_empty() {
        &by.site.name
    } else {
        &by.site.unit
    };
    let form = match wish.slot {
        Some(slot) => resume(&by, &http, slot).await?,
        None => TextForm::blank(source, &by.me.name),
    };
    let unsaved = Unsaved {
        resumed: wish.slot.is_some(),
        offers: match wish.slot {
            Some(_) => Vec::new(),
            None => offers(&by, &http, None).await?,
        },
    };
    let view = view(&by, None, form, unsaved).await?;
    by.page(StaffPage::new(TEMPLATE, view).title("新建文章")).await
}

/// Saves a new article; submits it in the same transaction if so asked.
///
/// # Errors
/// See [`create_article`] and [`submit_article`].
pub async fn post_articles(
    by: std::result::Result<By<WriteArticle>, HttpError>,
    (ctx, http): (Ctx, HttpRequest),
    Form(form): Form<TextForm>,
) -> Reply {
    let by = match by {
        Ok(by) => by,
        Err(error) => return sign_in_first(&ctx, &http, None, &form, error).await,
    };
    match create(&by, &form).await {
        Ok((id, mended)) => saved(&by, id, &form, mended).await,
        Err(error) => {
            let view = view(&by, None, form, Unsaved::default()).await?;
            by.form(StaffPage::new(TEMPLATE, view).title("新建文章"), error)
                .await
        }
    }
}

/// The form of the edition being worked on.
///
/// # Errors
/// `article.no_draft`, `article.not_author`; faults of the database or the template.
pub async fn get_edit_article(
    by: By<WriteArticle>,
    id: Path<ArticleId>,
    http: HttpRequest,
    Query(wish): Query<Resume>,
) -> Reply {
    let read = by.read();
    let (article, edition) = editable(&by, &read, *id).await?;
    let mut form = TextForm::of(article.channel_id, article.revision, &edition);
    let mut unsaved = Unsaved::default();
    match wish.slot {
        Some(slot) => {
            form = resume(&by, &http, slot).await?;
            unsaved.resumed = true;
        }
        None => unsaved.offers = offers(&by, &http, Some((*id, &form))).await?,
    }
    let view = view(&by, Some((&article, &edition)), form, unsaved).await?;
    by.page(StaffPage::new(TEMPLATE, view).title("修改稿件")).await
}

/// The article and the edition being worked on, for somebody who may write on it.
///
/// # Errors
/// [`Error::NotFound`], `article.no_draft`, `article.not_author`.
pub(crate) async fn editable(
    by: &By<WriteArticle>,
    read: &SiteRead,
    id: ArticleId,
) -> Result<(entity::Model, edition::Model)> {
    let article = article(by, read, id).await?;
    let edition = newest(read, id).await?;
    if article.draft_edition_id != Some(edition.id) {
        return Err(NO_DRAFT.into());
    }
    if edition.author_id != Some(by.me.person.0) && may_edit(by).is_none() {
        return Err(NOT_AUTHOR.into());
    }
    Ok((article, edition))
}

/// Saves over the draft; submits it in the same transaction if so asked. When somebody saved in between, both texts are
/// shown and nothing is written.
///
/// # Errors
/// See [`save_article`] and [`submit_article`].
pub async fn post_article(
    by: std::result::Result<By<WriteArticle>, HttpError>,
    (ctx, http): (Ctx, HttpRequest),
    id: Path<ArticleId>,
    Form(mut form): Form<TextForm>,
) -> Reply {
    let by = match by {
        Ok(by) => by,
        Err(error) => return sign_in_first(&ctx, &http, Some(*id), &form, error).await,
    };
    let error = match save(&by, *id, &form).await {
        Ok(mended) => return saved(&by, *id, &form, mended).await,
        Err(error) => error,
    };
    let read = by.read();
    let article = article(&by, &read, *id).await?;
    let edition = newest(&read, *id).await?;
    let conflict = match &error {
        Error::Stale(_) => {
            keep_refused(&by, &Place::Article(*id), &form).await;
            Some(conflict((&by.site, &read), &article, &edition, &form).await?)
        }
        _ => None,
    };
    if let Error::Stale(Revision(now)) = error {
        form.revision = now.to_string();
    }
    let view = ArticleForm {
        conflict,
        ..view(&by, Some((&article, &edition)), form, Unsaved::default()).await?
    };
    by.form(StaffPage::new(TEMPLATE, view).title("修改稿件"), error)
        .await
}

/// What is typed as a text, with the finding cured whose button was pressed; and whether it could be.
async fn typed(by: &By<WriteArticle>, form: &TextForm) -> Result<(Text, bool)> {
    if form.cure.is_empty() {
        return Ok((form.text()?, false));
    }
    match cured(by, form).await? {
        Some(mended) => Ok((mended.text()?, true)),
        None => Ok((form.text()?, false)),
    }
}

/// Submits what was just saved; its warnings are confirmed where a reason was written.
async fn submit(
    tx: &mut SiteWrite<WriteArticle>,
    by: &By<WriteArticle>,
    article: &entity::Model,
    reason: &str,
) -> Result<()> {
    let (id, seen) = (ArticleId(article.id), Revision(article.revision));
    if !reason.trim().is_empty() {
        confirm_findings(tx, id, seen, reason).await?;
    }
    submit_article(tx, id, seen, may_edit(by).as_ref())
        .await
        .map(drop)
}

async fn create(by: &By<WriteArticle>, form: &TextForm) -> Result<(ArticleId, bool)> {
    let (text, mended) = typed(by, form).await?;
    let mut tx = by.write().await?;
    let (article, _) = create_article(&mut tx, &text).await?;
    let id = ArticleId(article.id);
    slot::staff::saved(&mut tx, &form.slot, None).await?;
    if form.submit {
        submit(&mut tx, by, &article, &form.confirm_reason).await?;
    }
    tx.commit().await?;
    Ok((id, mended))
}

async fn save(by: &By<WriteArticle>, id: ArticleId, form: &TextForm) -> Result<bool> {
    let (text, mended) = typed(by, form).await?;
    let may_edit = may_edit(by);
    let mut tx = by.write().await?;
    let (article, _) = save_article(&mut tx, id, form.seen(), &text, may_edit.as_ref()).await?;
    slot::staff::saved(&mut tx, &form.slot, Some(id)).await?;
    if form.submit {
        submit(&mut tx, by, &article, &form.confirm_reason).await?;
    }
    tx.commit().await?;
    Ok(mended)
}

/// After a save one goes on writing; after 提交审核 one sees how things stand.
async fn saved(by: &By<WriteArticle>, id: ArticleId, form: &TextForm, mended: bool) -> Reply {
    if !form.cure.is_empty() {
        let said = if mended { MENDED } else { NOT_MENDED };
        return by.saved(&format!("/console/articles/{id}/edit"), said).await;
    }
    if form.submit {
        by.saved(&format!("/console/articles/{id}"), SUBMITTED).await
    } else {
        by.saved(&format!("/console/articles/{id}/edit"), SAVED).await
    }
}

/// What stands now beside what was typed.
async fn conflict(
    (site, read): (&Site, &SiteRead),
    article: &entity::Model,
    edition: &edition::Model,
    mine: &TextForm,
) -> Result<Compared> {
    let theirs = TextForm::of(article.channel_id, article.revision, edition);
    let channels = channel::query::all(read).await?;
    let lines = |form: &TextForm| {
        let channel = channels.iter().find(|row| row.id.to_string() == form.channel);
        form.as_lines(channel.map_or("", |row| row.name.as_str()))
    };
    let (left_html, right_html) = compare_texts(site, &lines(&theirs), &lines(mine));
    Ok(Compared {
        left_title: format!(
            "系统中现有的内容（{} {} 保存）",
            edition_hand(read, edition).await?,
            beijing::minute(edition.changed_at)
        ),
        right_title: "您填写的内容".into(),
        left_html,
        right_html,
    })
}

/// Who saved an edition last, by name, as far as content knows names: its author's, and those of slots.
async fn edition_hand(read: &SiteRead, edition: &edition::Model) -> Result<String> {
    Ok(match edition.changed_by {
        Some(person) if edition.author_id != Some(person) => {
            slot::query::name_of(read, kernel::PersonId(person))
                .await?
                .unwrap_or_else(|| "他人".into())
        }
        _ => edition.author_name.clone(),
    })
}

async fn view(
    by: &By<WriteArticle>,
    there: Option<(&entity::Model, &edition::Model)>,
    mut form: TextForm,
    unsaved: Unsaved,
) -> Result<ArticleForm> {
    let read = by.read();
    let id = there.map(|(article, _)| ArticleId(article.id));
    let place = id
        .map(Place::Article)
        .or_else(|| Place::parse(&form.slot).filter(|place| place.article().is_none()));
    form.slot = place.unwrap_or_else(Place::fresh).word();
    let state = there.map(|(_, edition)| edition.state());
    let at = |path: &str| by.site.url(&format!("/console/articles{path}"));
    let page = there.map(|(article, _)| format!("/{}", article.id));
    Ok(ArticleForm {
        action: at(page.as_deref().unwrap_or_default()),
        back: at(page.as_deref().unwrap_or_default()),
        back_title: if page.is_some() {
            "返回稿件"
        } else {
            "全部稿件"
        },
        preview_url: page.as_deref().map(|page| at(&format!("{page}/preview"))),
        media_url: by.site.url("/console/media"),
        pictures_at: by.site.url("/media/"),
        slot_url: at("/slot"),
        sign_in_url: {
            let next: String =
                url::form_urlencoded::byte_serialize(b"/console/articles/slot/signed-in").collect();
            by.site.url(&format!("/console/login?next={next}"))
        },
        fresh: there.is_none(),
        others: match id {
            Some(id) => slot::query::others(&read, by.me.person, id).await?.join("、"),
            None => String::new(),
        },
        offers: unsaved.offers,
        resumed: unsaved.resumed,
        channels: channels(by, &read, &form).await?,
        origins: OriginClass::ALL
            .map(|class| Choice::new(class.key(), class.title(), &form.origin))
            .to_vec(),
        formats: Format::ALL
            .map(|format| Choice::new(format.key(), format.title(), &form.body_format))
            .to_vec(),
        pictures: pictures(&read, &form.lead).await?,
        files: files(&read, &form.attachments).await?,
        correction: there.is_some_and(|(article, _)| article.version > 0),
        returned: there
            .map(|(_, edition)| edition.return_reason.clone())
            .unwrap_or_default(),
        voids: matches!(state, Some(State::Submitted | State::Approved)),
        conflict: None,
        checks: checks(&read, &form).await?,
        form,
    })
}

/// What the checks say of what is typed; nothing of an empty form.
async fn checks(read: &SiteRead, form: &TextForm) -> Result<Panel> {
    match form.text() {
        Ok(text) if !form.is_blank() => Ok(Panel::of(&of_text(read, &text).await?)),
        Ok(_) | Err(Error::Invalid(_)) => Ok(Panel::default()),
        Err(other) => Err(other),
    }
}

/// The channels in use that the person may write into; the one chosen stays in the list.
async fn channels(by: &By<WriteArticle>, read: &SiteRead, form: &TextForm) -> Result<Vec<Choice>> {
    let granted = by.granted();
    let rows = channel::query::open(read).await?;
    let mine = rows
        .iter()
        .filter(|row| granted.covers(ChannelId(row.id)).is_ok() || row.id.to_string() == form.channel);
    Ok(mine
        .map(|row| Choice::new(row.id, &row.name, &form.channel))
        .collect())
}

async fn pictures(read: &SiteRead, chosen: &str) -> Result<Vec<Choice>> {
    let (mut rows, _) = media::query::list(read, Some(media::PICTURE), "", 1, OFFERED).await?;
    if !chosen.is_empty() && !rows.iter().any(|row| row.hash == chosen) {
        rows.extend(media::by_hash(read, &[chosen.to_owned()]).await?);
    }
    let words = |row: &media::entity::Model| {
        let words = if row.alt.is_empty() { &row.name } else { &row.alt };
        format!("{words}（{}×{}）", row.width, row.height)
    };
    Ok(rows
        .iter()
        .map(|row| Choice::new(&row.hash, words(row), chosen))
        .collect())
}

/// The files to attach, the chosen ones first and in their order.
async fn files(read: &SiteRead, chosen: &[String]) -> Result<Vec<Choice>> {
    let (offered, _) = media::query::list(read, Some(media::ATTACHMENT), "", 1, OFFERED).await?;
    let mut rows = media::by_hash(read, chosen).await?;
    rows.sort_by_key(|row| chosen.iter().position(|hash| *hash == row.hash));
    rows.extend(offered.into_iter().filter(|row| !chosen.contains(&row.hash)));
    let choice = |row: &media::entity::Model| Choice {
        value: row.hash.clone(),
        label: row.name.clone(),
        checked: chosen.contains(&row.hash),
        help: format!(
            "{}，{}",
            media::kind_label(&row.content_type),
            size_label(row.size)
        ),
    };
    Ok(rows.iter().map(choice).collect())
}

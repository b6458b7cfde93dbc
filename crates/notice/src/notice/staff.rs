//! Handlers of the pages 应急与哀悼.

use super::entity::Model;
use super::form::{Bounds, EndForm, ExtendForm, NoticeForm, SeenForm};
use super::query::{self, Shelf};
use super::view::{NoticeEdit, NoticeList, NoticeShow, reachable};
use super::{
    Kind, ask_extension, decline_extension, draft_notice, drop_notice, edit_notice, end_notice, overlay,
    release_extension, release_notice,
};
use crate::permissions::{DraftNotice, EndNotice, ReadNotices, ReleaseNotice};
use actix_web::web::{Data, Path, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Page, Reply, StaffPage};
use kernel::{Error, Permission, Result, Revision, SiteId, beijing};
use serde::Deserialize;
use store::HubStore;
use theme::view::PreviewShow;

/// The door through which a site sees what the group set over it.
pub struct Group(pub HubStore);

/// What of the list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    state: String,
    page: Option<u64>,
}

/// What a new notice begins with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    kind: String,
    replaces: Option<i64>,
}

async fn edit(by: &Signed, typed: NoticeForm, id: Option<i64>) -> Result<StaffPage<NoticeEdit>> {
    let old = match typed.replaces.parse::<i64>() {
        Ok(old) => query::notice(&by.read(), old).await?.title,
        Err(_) => String::new(),
    };
    let mut view = NoticeEdit::of(by, typed, id);
    view.replaces = old;
    let title = match (view.is_banner, id) {
        (true, None) => "拟写应急公告",
        (false, None) => "拟写哀悼",
        (true, Some(_)) => "修改应急公告",
        (false, Some(_)) => "修改哀悼",
    };
    Ok(StaffPage::new("notice/form.html", view).title(title))
}

async fn show(by: &Signed, id: i64) -> Result<StaffPage<NoticeShow>> {
    let view = NoticeShow::load(by, id).await?;
    let title = view.row.title.clone();
    Ok(StaffPage::new("notice/show.html", view).title(title))
}

/// What was written, as the form shows it.
async fn typed(by: &Signed, row: &Model) -> Result<NoticeForm> {
    let time = |at| beijing::minute(at).replace(' ', "T");
    let sites = query::sites(&by.read(), row.id).await?;
    Ok(NoticeForm {
        kind: row.kind.clone(),
        level: row.level.clone(),
        title: row.title.clone(),
        body: row.body.clone(),
        link_url: row.link_url.clone(),
        link_title: row.link_title.clone(),
        reach: row.reach.clone(),
        sites: sites.iter().map(SiteId::to_string).collect(),
        begins: row.begins_at.map(time).unwrap_or_default(),
        ends: time(row.ends_at),
        replaces: row.replaces_id.map(|id| id.to_string()).unwrap_or_default(),
        revision: row.revision.to_string(),
    })
}

/// After an act: its page with a notice, or with the reason why not and what was typed.
async fn answer(
    by: &Signed,
    id: i64,
    done: Result<()>,
    said: &str,
    keep: impl FnOnce(&mut NoticeShow),
) -> Reply {
    match done {
        Ok(()) => by.saved(&format!("/console/notices/{id}"), said).await,
        Err(error) => {
            let mut view = NoticeShow::load(by, id).await?;
            keep(&mut view);
            let title = view.row.title.clone();
            by.form(StaffPage::new("notice/show.html", view).title(title), error)
                .await
        }
    }
}

fn nothing(_: &mut NoticeShow) {}

/// `GET /console/notices`
///
/// # Errors
/// Faults.
pub async fn get_notices(hub: Data<Group>, by: By<ReadNotices>, asked: Query<ListQuery>) -> Reply {
    let shelf = Shelf::ALL.into_iter().find(|shelf| shelf.key() == asked.state);
    let page = asked.page.unwrap_or(1).max(1);
    let view = NoticeList::load(&by, &hub.0, shelf.unwrap_or_default(), page).await?;
    by.page(StaffPage::new("notice/list.html", view).title("应急与哀悼"))
        .await
}

/// `GET /console/notices/new`: empty, or with the words of the one it takes the place of.
///
/// # Errors
/// [`Error::NotFound`] for one of another site.
pub async fn get_new_notice(by: By<DraftNotice>, asked: Query<NewQuery>) -> Reply {
    let form = match asked.replaces {
        Some(old) => NoticeForm {
            replaces: old.to_string(),
            begins: String::new(),
            revision: String::new(),
            ..typed(&by, &query::notice(&by.read(), old).await?).await?
        },
        None => NoticeForm {
            kind: Kind::parse(&asked.kind).unwrap_or(Kind::Banner).key().into(),
            ..NoticeForm::default()
        },
    };
    by.page(edit(&by, form, None).await?).await
}

/// `POST /console/notices`
///
/// # Errors
/// See [`draft_notice`].
pub async fn post_notices(by: By<DraftNotice>, Form(form): Form<NoticeForm>) -> Reply {
    let made = async {
        let mut tx = by.write().await?;
        let sites: Vec<SiteId> = reachable(&by).iter().map(|site| site.id).collect();
        let wanted = form.parse(&Bounds {
            sites: &sites,
            now: tx.now(),
        })?;
        let row = draft_notice(&mut tx, &wanted).await?;
        tx.commit().await?;
        Ok::<_, Error>(row.id)
    };
    match made.await {
        Ok(id) => {
            by.saved(&format!("/console/notices/{id}"), "已拟写，请另一人核发。")
                .await
        }
        Err(error) => by.form(edit(&by, form, None).await?, error).await,
    }
}

/// `GET /console/notices/{notice}`
///
/// # Errors
/// [`Error::NotFound`] for one of another site.
pub async fn get_notice(by: By<ReadNotices>, notice: Path<i64>) -> Reply {
    by.page(show(&by, *notice).await?).await
}

/// `GET /console/notices/{notice}/edit`
///
/// # Errors
/// [`Error::NotFound`] for one of another site.
pub async fn get_edit_notice(by: By<DraftNotice>, notice: Path<i64>) -> Reply {
    let row = query::notice(&by.read(), *notice).await?;
    let form = typed(&by, &row).await?;
    by.page(edit(&by, form, Some(row.id)).await?).await
}

/// `POST /console/notices/{notice}`
///
/// # Errors
/// See [`edit_notice`].
pub async fn post_edit_notice(by: By<DraftNotice>, notice: Path<i64>, Form(form): Form<NoticeForm>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let sites: Vec<SiteId> = reachable(&by).iter().map(|site| site.id).collect();
        let now = tx.now();
        query::notice(&tx, *notice).await?;
        let wanted = form.parse(&Bounds { sites: &sites, now })?;
        edit_notice(&mut tx, *notice, form.seen(), &wanted).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            by.saved(&format!("/console/notices/{notice}"), "已修改，请另一人核发。")
                .await
        }
        Err(Error::NotFound) => Err(Error::NotFound.into()),
        Err(error) => by.form(edit(&by, form, Some(*notice)).await?, error).await,
    }
}

/// `POST /console/notices/{notice}/drop`
///
/// # Errors
/// See [`drop_notice`].
pub async fn post_drop_notice(by: By<DraftNotice>, notice: Path<i64>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        drop_notice(&mut tx, *notice).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&by, *notice, done, "已放弃这份拟稿。", nothing).await
}

/// `POST /console/notices/{notice}/release`
///
/// # Errors
/// See [`release_notice`].
pub async fn post_release_notice(
    by: By<ReleaseNotice>,
    notice: Path<i64>,
    Form(form): Form<SeenForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        release_notice(&mut tx, *notice, Revision(form.revision)).await?;
        tx.commit().await
    };
    let done = done.await;
    let said = "已核发，到开始时间自动显示，到结束时间自动恢复。";
    answer(&by, *notice, done, said, nothing).await
}

/// `POST /console/notices/{notice}/end`
///
/// # Errors
/// See [`end_notice`].
pub async fn post_end_notice(by: By<EndNotice>, notice: Path<i64>, Form(form): Form<EndForm>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        end_notice(&mut tx, *notice, &form.parse()?).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&by, *notice, done, "已结束，各网站已恢复。", |view| {
        view.end = form
    })
    .await
}

/// `POST /console/notices/{notice}/extend`
///
/// # Errors
/// See [`ask_extension`].
pub async fn post_extend_notice(
    by: By<DraftNotice>,
    notice: Path<i64>,
    Form(form): Form<ExtendForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let (until, reason) = form.parse(query::notice(&tx, *notice).await?.ends_at)?;
        ask_extension(&mut tx, *notice, until, &reason).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(
        &by,
        *notice,
        done,
        "已申请延长，请另一人核发。",
        |view| view.extend = form,
    )
    .await
}

/// `POST /console/notices/{notice}/release-extension`
///
/// # Errors
/// See [`release_extension`].
pub async fn post_release_extension(
    by: By<ReleaseNotice>,
    notice: Path<i64>,
    Form(form): Form<SeenForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        release_extension(&mut tx, *notice, Revision(form.revision)).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&by, *notice, done, "已延长。", nothing).await
}

async fn decline<P: Permission>(by: &Signed, id: i64) -> Result<()> {
    let mut tx = by.store.write(by.proof::<P>()?).await?;
    decline_extension(&mut tx, id).await?;
    tx.commit().await
}

/// `POST /console/notices/{notice}/decline-extension`: by who may release it, or by who may ask.
///
/// # Errors
/// See [`decline_extension`].
pub async fn post_decline_extension(by: By<ReadNotices>, notice: Path<i64>) -> Reply {
    let done = if by.may::<ReleaseNotice>() {
        decline::<ReleaseNotice>(&by, *notice).await
    } else {
        decline::<DraftNotice>(&by, *notice).await
    };
    answer(&by, *notice, done, "已退回延长申请。", nothing).await
}

/// `GET /console/notices/{notice}/preview`: a public page of this site with it, and with nothing else, over it.
///
/// # Errors
/// [`Error::NotFound`] for one of another site.
pub async fn get_preview_notice(by: By<ReadNotices>, notice: Path<i64>) -> Reply {
    let row = query::notice(&by.read(), *notice).await?;
    let tried = by.trying(&overlay::overlay(&row, Vec::new()));
    let view = PreviewShow {
        back: by.site.url(&format!("/console/notices/{notice}")),
    };
    tried
        .page(Page::new("preview.html", view).title("预览").kind("preview"))
        .await
}

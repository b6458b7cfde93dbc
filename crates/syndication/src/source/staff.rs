//! Handlers of the register of outside sources (稿源).

use super::form::SourceForm;
use super::view::{SourceList, SourceShow};
use super::{
    FEED_LIMIT, Terms, ask_source, edit_source, pause_source, query, register_source, remove_source,
    resume_source,
};
use crate::permissions::ManageSources;
use actix_web::web::{Data, Path};
use gateway::outbound::{Guarded, Settings};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Error, Result};

/// What the operator lets the guarded client reach.
pub struct Outbound(pub Settings);

impl Outbound {
    /// Refuses an address inside while the form is still open.
    async fn admits(&self, terms: Terms) -> Result<Terms> {
        let guarded = Guarded::new(FEED_LIMIT, &self.0)?;
        match guarded.admits(&terms.url).await {
            Ok(()) => Ok(terms),
            Err(error) => Err(Error::field("url", error.sentence())),
        }
    }
}

async fn list(by: &By<ManageSources>, typed: SourceForm) -> Result<StaffPage<SourceList>> {
    let granted = by.granted();
    let view = SourceList::load(&by.read(), &by.site, granted.scope(), typed).await?;
    Ok(StaffPage::new("syndication/source_list.html", view).title("稿源"))
}

async fn show(by: &By<ManageSources>, id: i64, typed: Option<SourceForm>) -> Result<StaffPage<SourceShow>> {
    let (read, granted) = (by.read(), by.granted());
    let source = query::listed(&read, id).await?;
    granted.covers(ChannelId(source.channel_id))?;
    let view = SourceShow::load(&read, &by.site, granted.scope(), source, typed).await?;
    let title = view.row.name.clone();
    Ok(StaffPage::new("syndication/source_show.html", view).title(title))
}

/// `GET /console/sources`
///
/// # Errors
/// Faults.
pub async fn get_sources(by: By<ManageSources>) -> Reply {
    let page = list(&by, SourceForm::default()).await?;
    by.page(page).await
}

/// `POST /console/sources`
///
/// # Errors
/// See [`register_source`].
pub async fn post_sources(
    outbound: Data<Outbound>,
    by: By<ManageSources>,
    Form(form): Form<SourceForm>,
) -> Reply {
    let made = async {
        let terms = outbound.admits(form.parse()?).await?;
        let mut tx = by.write().await?;
        let row = register_source(&mut tx, terms).await?;
        tx.commit().await?;
        Ok(row)
    };
    match made.await {
        Ok(row) => {
            let path = format!("/console/sources/{}", row.id);
            by.saved(&path, "已登记，稍后自动抓取。").await
        }
        Err(error) => {
            let page = list(&by, form).await?;
            by.form(page, error).await
        }
    }
}

/// `GET /console/sources/{source}`
///
/// # Errors
/// [`Error::NotFound`] for a source of another site; [`Error::Forbidden`] for one of a channel that the post does not cover.
pub async fn get_source(by: By<ManageSources>, source: Path<i64>) -> Reply {
    let page = show(&by, *source, None).await?;
    by.page(page).await
}

/// `POST /console/sources/{source}`
///
/// # Errors
/// See [`edit_source`].
pub async fn post_edit_source(
    outbound: Data<Outbound>,
    by: By<ManageSources>,
    source: Path<i64>,
    Form(form): Form<SourceForm>,
) -> Reply {
    let before = query::listed(&by.read(), *source).await?;
    by.granted().covers(ChannelId(before.channel_id))?;
    let saved = async {
        let terms = outbound.admits(form.parse()?).await?;
        let mut tx = by.write().await?;
        edit_source(&mut tx, *source, terms).await?;
        tx.commit().await
    };
    match saved.await {
        Ok(()) => by.saved(&format!("/console/sources/{source}"), "已保存。").await,
        Err(error) => {
            let page = show(&by, *source, Some(form)).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/sources/{source}/ask`
///
/// # Errors
/// See [`ask_source`].
pub async fn post_ask_source(by: By<ManageSources>, source: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    ask_source(&mut tx, *source).await?;
    tx.commit().await?;
    let path = format!("/console/sources/{source}");
    by.saved(&path, "已安排抓取，稍后刷新查看结果。").await
}

/// `POST /console/sources/{source}/pause`
///
/// # Errors
/// See [`pause_source`].
pub async fn post_pause_source(by: By<ManageSources>, source: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    pause_source(&mut tx, *source).await?;
    tx.commit().await?;
    let path = format!("/console/sources/{source}");
    by.saved(&path, "已暂停抓取。").await
}

/// `POST /console/sources/{source}/resume`
///
/// # Errors
/// See [`resume_source`].
pub async fn post_resume_source(by: By<ManageSources>, source: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    resume_source(&mut tx, *source).await?;
    tx.commit().await?;
    let path = format!("/console/sources/{source}");
    by.saved(&path, "已恢复抓取。").await
}

/// `POST /console/sources/{source}/remove`
///
/// # Errors
/// See [`remove_source`].
pub async fn post_remove_source(by: By<ManageSources>, source: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    remove_source(&mut tx, *source).await?;
    tx.commit().await?;
    by.saved("/console/sources", "已移除，已收到的内容保留。").await
}

//! Handlers of the boxes; on the portal.

use super::form::SeatForm;
use super::view::{Asked, BoxList, BoxText, Seats};
use super::{
    BoxForm, Stage, add_member, entity, query, recall_text, remove_member, save_text, send_text, write_text,
};
use crate::permissions::{ManageBoxes, WriteBox};
use crate::refusals::BOX_NO_POST;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path, Query};
use content::media::form::WordsForm;
use content::media::{keep, prepare, store_media};
use gateway::staff::Colleague;
use gateway::{By, Form, Reply, StaffPage, Upload, Uploading};
use kernel::policy::decide;
use kernel::{Actor, BoxMemberId, BoxTextId, Error, Result};
use serde::Deserialize;

const TEMPLATE: &str = "syndication/postbox_text.html";
const SAVED: &str = "已保存。写好后请投送门户。";
const SENT: &str = "已投送门户采编台，处理结果会显示在这里。";

/// Which texts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoxQuery {
    state: String,
    since: String,
    earned: String,
    page: String,
}

/// `GET /console/postbox`
///
/// # Errors
/// Faults.
pub async fn get_postbox(hub: Data<Register>, by: By<WriteBox>, Query(query): Query<BoxQuery>) -> Reply {
    let asked = Asked {
        stage: (!query.state.is_empty()).then(|| Stage::parse(&query.state)),
        since: query.since.parse().ok(),
        earned: query.earned == "1",
        page: query.page.parse().unwrap_or(1).max(1),
    };
    let view = BoxList::load(&hub.0.read(), &by.read(), &by.site, by.me.person, &asked).await?;
    by.page(StaffPage::new("syndication/postbox_list.html", view).title("我的投稿"))
        .await
}

async fn page(by: &By<WriteBox>, text: Option<&entity::Model>, form: BoxForm) -> Result<StaffPage<BoxText>> {
    let view = BoxText::load(&by.read(), &by.site, by.me.person, text, form).await?;
    let title = text.map_or("写稿".to_owned(), |text| text.title.clone());
    Ok(StaffPage::new(TEMPLATE, view).title(title))
}

/// A text of the writer's own units.
async fn own(by: &By<WriteBox>, id: BoxTextId) -> Result<entity::Model> {
    let read = by.read();
    let units = query::units_of(&read, by.me.person).await?;
    query::find_text(&read, id, &units).await
}

/// `GET /console/postbox/new`
///
/// # Errors
/// Faults.
pub async fn get_new_text(by: By<WriteBox>) -> Reply {
    let units = query::units_of(&by.read(), by.me.person).await?;
    let mut form = BoxForm {
        unit: units.first().map(|unit| unit.id.to_string()).unwrap_or_default(),
        ..BoxForm::default()
    };
    form.text.author.clone_from(&by.me.name);
    form.text.body_format = content::body::Format::Markdown.key().into();
    by.page(page(&by, None, form).await?).await
}

/// `POST /console/postbox`: saves a new text; sends it in the same transaction if so asked.
///
/// # Errors
/// Faults; those of [`write_text`] and [`send_text`] are shown with the form.
pub async fn post_texts(by: By<WriteBox>, Form(form): Form<BoxForm>) -> Reply {
    let done = async {
        let (unit, text) = (form.unit()?, form.text()?);
        let mut tx = by.write().await?;
        let made = write_text(&mut tx, unit, &text).await?;
        if form.text.submit {
            send_text(&mut tx, BoxTextId(made.id)).await?;
        }
        tx.commit().await?;
        Ok(made.id)
    };
    match done.await {
        Ok(id) => saved(&by, BoxTextId(id), form.text.submit).await,
        Err(error) => by.form(page(&by, None, form).await?, error).await,
    }
}

async fn saved(by: &By<WriteBox>, id: BoxTextId, sent: bool) -> Reply {
    let notice = if sent { SENT } else { SAVED };
    by.saved(&format!("/console/postbox/{id}"), notice).await
}

/// `GET /console/postbox/{text}`
///
/// # Errors
/// [`Error::NotFound`] for a text of another unit.
pub async fn get_text(by: By<WriteBox>, text: Path<BoxTextId>) -> Reply {
    let text = own(&by, *text).await?;
    let form = BoxForm::of(&text);
    by.page(page(&by, Some(&text), form).await?).await
}

/// `POST /console/postbox/{text}`: saves; sends in the same transaction if so asked.
///
/// # Errors
/// [`Error::NotFound`] for a text of another unit; the others are shown with the form.
pub async fn post_text(by: By<WriteBox>, text: Path<BoxTextId>, Form(form): Form<BoxForm>) -> Reply {
    let id = *text;
    let done = async {
        let text = form.text()?;
        let mut tx = by.write().await?;
        save_text(&mut tx, id, form.text.seen(), &text).await?;
        if form.text.submit {
            send_text(&mut tx, id).await?;
        }
        tx.commit().await
    };
    match done.await {
        Ok(()) => saved(&by, id, form.text.submit).await,
        Err(error) => {
            let text = own(&by, id).await?;
            by.form(page(&by, Some(&text), form).await?, error).await
        }
    }
}

/// `POST /console/postbox/{text}/recall`
///
/// # Errors
/// Refusals of [`recall_text`]; [`Error::NotFound`] for a text of another unit.
pub async fn post_recall_text(by: By<WriteBox>, text: Path<BoxTextId>) -> Reply {
    let mut tx = by.write().await?;
    recall_text(&mut tx, *text).await?;
    tx.commit().await?;
    by.saved(&format!("/console/postbox/{text}"), "已取回，可以修改后再投送。")
        .await
}

/// `POST /console/postbox/{text}/files`: a picture or an attachment of the writer's.
///
/// # Errors
/// [`Error::NotFound`] for a text of another unit; what is wrong with the file is shown with the form.
pub async fn post_text_files(by: By<WriteBox>, text: Path<BoxTextId>, upload: Uploading) -> Reply {
    let text = own(&by, *text).await?;
    let upload = upload.read().await?;
    match stored(&by, &upload).await {
        Ok(()) => {
            let notice = "已上传，请在稿件中选用并保存。";
            by.saved(&format!("/console/postbox/{}", text.id), notice).await
        }
        Err(error) => {
            let form = BoxForm::of(&text);
            by.form(page(&by, Some(&text), form).await?, error).await
        }
    }
}

async fn stored(by: &By<WriteBox>, upload: &Upload) -> Result<()> {
    let file = upload.files.first().cloned();
    let file = file.ok_or_else(|| Error::field("file", "请选择要上传的文件。"))?;
    let prepared = actix_web::web::block(move || prepare(&file.name, &file.bytes))
        .await
        .map_err(Error::fault)?;
    let prepared = prepared.map_err(|error| match error {
        Error::TooLarge(_) | Error::UnsupportedType(_) | Error::Refused(_) => {
            Error::field("file", error.sentence())
        }
        other => other,
    })?;
    let kept = keep(by.store.files(), prepared).await?;
    let mut tx = by.write().await?;
    store_media(&mut tx, &kept, &WordsForm::of_upload(upload).words()).await?;
    tx.commit().await
}

async fn seats(by: &By<ManageBoxes>, form: SeatForm) -> Result<StaffPage<Seats>> {
    let view = Seats::load(&by.read(), &by.site, form).await?;
    Ok(StaffPage::new("syndication/postbox_seats.html", view).title("投稿箱"))
}

/// `GET /console/postboxes`
///
/// # Errors
/// Faults.
pub async fn get_postboxes(by: By<ManageBoxes>) -> Reply {
    by.page(seats(&by, SeatForm::default()).await?).await
}

/// `POST /console/postboxes`: a seat for somebody who holds the post of a box writer here.
///
/// # Errors
/// Faults; the refusals are shown with the form.
pub async fn post_postboxes(by: By<ManageBoxes>, Form(form): Form<SeatForm>) -> Reply {
    let done = async {
        let unit = form.unit()?;
        let who = box_writer(&by, &form.account).await?;
        let mut tx = by.write().await?;
        add_member(&mut tx, unit, &who).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/postboxes", "投稿员已设立。").await,
        Err(error) => by.form(seats(&by, form).await?, error).await,
    }
}

async fn box_writer(by: &By<ManageBoxes>, account: &str) -> Result<Colleague> {
    let found = by.app.staff.account(account.trim()).await?.ok_or(BOX_NO_POST)?;
    let posts = by.app.staff.posts(found.person).await?;
    let actor = Actor::Person {
        id: found.person,
        name: found.name.clone(),
    };
    if decide::<WriteBox>(&actor, by.site.id, &posts).is_err() {
        return Err(BOX_NO_POST.into());
    }
    Ok(found)
}

/// `POST /console/postboxes/{seat}/remove`
///
/// # Errors
/// [`Error::NotFound`] for a seat of another site.
pub async fn post_remove_seat(by: By<ManageBoxes>, seat: Path<BoxMemberId>) -> Reply {
    let mut tx = by.write().await?;
    remove_member(&mut tx, *seat).await?;
    tx.commit().await?;
    by.saved("/console/postboxes", "已撤销，其写过的稿件仍在投稿箱。")
        .await
}

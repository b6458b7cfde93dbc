//! Handlers of the page 内容共享.

use super::ask_view::ShareAsk;
use super::form::{AskForm, BackForm, DecideForm, OfferForm, Typed};
use super::view::ShareList;
use super::{ask_channel, decide_request, end_offer, leave_request, offer_channel, query, take_back};
use crate::permissions::ManageShares;
use crate::receiver::list_receivers;
use crate::rule::staff::Register;
use crate::rule::{Preview, Source, imagined, preview};
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Error, Result, SiteId};
use serde::Deserialize;

const PATH: &str = "/console/shares";

async fn page(hub: &Register, by: &By<ManageShares>, typed: &Typed) -> Result<StaffPage<ShareList>> {
    let view = ShareList::load(&by.read(), &hub.0.read(), &by.site, typed).await?;
    Ok(StaffPage::new("syndication/share_list.html", view).title("内容共享"))
}

async fn answer(
    hub: &Register,
    by: &By<ManageShares>,
    done: Result<()>,
    notice: &str,
    typed: Typed,
) -> Reply {
    match done {
        Ok(()) => by.saved(PATH, notice).await,
        Err(error) => by.form(page(hub, by, &typed).await?, error).await,
    }
}

/// `GET /console/shares`
///
/// # Errors
/// Faults.
pub async fn get_shares(hub: Data<Register>, by: By<ManageShares>) -> Reply {
    by.page(page(&hub, &by, &Typed::default()).await?).await
}

/// `POST /console/shares`
///
/// # Errors
/// Refusals of [`offer_channel`].
pub async fn post_shares(hub: Data<Register>, by: By<ManageShares>, Form(form): Form<OfferForm>) -> Reply {
    let done = async {
        let wanted = form.parse(&list_receivers(&hub.0.read(), by.site.id).await?)?;
        let mut tx = by.write().await?;
        offer_channel(&mut tx, &wanted).await?;
        tx.commit().await
    }
    .await;
    let typed = Typed {
        offer: form,
        ..Typed::default()
    };
    answer(&hub, &by, done, "已共享，其他网站可以看到。", typed).await
}

/// `POST /console/shares/offers/{offer}/end`
///
/// # Errors
/// [`Error::NotFound`] for an offer of another site.
pub async fn post_end_offer(by: By<ManageShares>, offer: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    end_offer(&mut tx, *offer).await?;
    tx.commit().await?;
    by.saved(PATH, "已停止共享这个栏目；已同意的网站不受影响，可分别收回。")
        .await
}

/// Which offer is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskQuery {
    offer: String,
}

async fn asking(
    hub: &Register,
    by: &By<ManageShares>,
    form: &AskForm,
    seen: Option<Preview>,
) -> Result<StaffPage<ShareAsk>> {
    let view = ShareAsk::load(&by.read(), &hub.0.read(), &by.site, form, seen).await?;
    let title = if view.free { "订阅栏目" } else { "申请共享" };
    Ok(StaffPage::new("syndication/share_ask.html", view).title(title))
}

/// `GET /console/shares/requests/new`
///
/// # Errors
/// [`Error::NotFound`] for an offer that is not for this site.
pub async fn get_new_request(
    hub: Data<Register>,
    by: By<ManageShares>,
    Query(asked): Query<AskQuery>,
) -> Reply {
    by.page(asking(&hub, &by, &AskForm::about(asked.offer), None).await?)
        .await
}

/// `POST /console/shares/requests`
///
/// # Errors
/// Refusals of [`ask_channel`].
pub async fn post_requests(hub: Data<Register>, by: By<ManageShares>, Form(form): Form<AskForm>) -> Reply {
    let done = async {
        let asked = form.parse()?;
        let read = hub.0.read();
        if form.preview {
            let offer = query::find_offer_to(&read, asked.offer, by.site.id).await?;
            let source = Source {
                site: SiteId(offer.site_id),
                channel: ChannelId(offer.channel_id),
            };
            let rule = imagined(source, by.site.id, asked.into, read.now());
            return preview(&read, &rule, &asked.terms).await.map(Some);
        }
        let mut tx = by.write().await?;
        ask_channel(&mut tx, &read, &asked).await?;
        tx.commit().await.map(|()| None)
    };
    let notice = "已提交。公开共享的栏目随即生效，其他的等对方同意。";
    match done.await {
        Ok(None) => by.saved(PATH, notice).await,
        Ok(seen) => by.page(asking(&hub, &by, &form, seen).await?).await,
        Err(error) => by.form(asking(&hub, &by, &form, None).await?, error).await,
    }
}

/// `POST /console/shares/requests/{request}/end`
///
/// # Errors
/// Refusals of [`leave_request`].
pub async fn post_end_request(hub: Data<Register>, by: By<ManageShares>, request: Path<i64>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        leave_request(&mut tx, *request).await?;
        tx.commit().await
    }
    .await;
    let notice = "已退订，已汇聚的稿件保留，并继续跟随来源。";
    answer(&hub, &by, done, notice, Typed::default()).await
}

/// `POST /console/shares/decisions`
///
/// # Errors
/// Refusals of [`decide_request`].
pub async fn post_decisions(
    hub: Data<Register>,
    by: By<ManageShares>,
    Form(form): Form<DecideForm>,
) -> Reply {
    let done = async {
        let request = form.request.parse().ok().ok_or(Error::NotFound)?;
        let agree = form.deed == "agree";
        let mut tx = by.write().await?;
        decide_request(&mut tx, &hub.0.read(), request, agree, &form.reason).await?;
        tx.commit().await
    }
    .await;
    let typed = Typed {
        decide: form,
        ..Typed::default()
    };
    answer(&hub, &by, done, "已答复，对方会看到。", typed).await
}

/// `POST /console/shares/agreements/{agreement}/end`
///
/// # Errors
/// Refusals of [`take_back`].
pub async fn post_end_consent(
    hub: Data<Register>,
    by: By<ManageShares>,
    agreement: Path<i64>,
    Form(form): Form<BackForm>,
) -> Reply {
    let done = async {
        query::find_consent(&by.read(), *agreement).await?;
        let wanted = form.parse()?;
        let mut tx = by.write().await?;
        take_back(&mut tx, *agreement, &wanted).await?;
        tx.commit().await
    }
    .await;
    let typed = Typed {
        back: (*agreement, form),
        ..Typed::default()
    };
    answer(&hub, &by, done, "已收回，对方的汇聚随即停止。", typed).await
}

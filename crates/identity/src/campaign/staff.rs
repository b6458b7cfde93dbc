//! `/console/campaigns`, on the portal: the security administrator begins re-registrations and sees how they go.

use super::entity::Model as Campaign;
use super::site_staff::{Typed, decisions, words};
use super::view::{CampaignHead, CampaignShow, CampaignsShow, TypedCampaign, Wanted};
use super::{NewCampaign, State, decide_administrators, open_campaign, query};
use crate::door::{self, Door};
use crate::membership::view::Choice;
use crate::permissions::ManagePolicy;
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Result, SiteId};
use serde::Deserialize;

/// Which lines are shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    site: String,
    state: String,
}

/// All, and the form of a new one.
pub async fn get_campaigns(by: By<ManagePolicy>, door: Data<Door>) -> Reply {
    let page = list(&by, &door, TypedCampaign::default()).await?;
    by.page(page).await
}

/// Begins one.
pub async fn post_campaign(by: By<ManagePolicy>, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    match open(&by, &door, &typed).await {
        Ok(id) => {
            by.saved(&format!("/console/campaigns/{id}"), "重新登记已发起。")
                .await
        }
        Err(error) => {
            let text = |name: &str| typed.get(name).cloned().unwrap_or_default();
            let again = TypedCampaign {
                name: text("name"),
                note: text("note"),
                due: text("due"),
                scope: text("scope"),
            };
            let page = list(&by, &door, again).await?;
            by.form(page, error).await
        }
    }
}

async fn open(by: &By<ManagePolicy>, door: &Door, typed: &Typed) -> Result<i64> {
    let text = |name: &str| typed.get(name).map_or("", String::as_str);
    let site = |(field, _): (&String, &String)| field.strip_prefix("site_")?.parse().ok().map(SiteId);
    let some = (text("scope") == "some").then(|| typed.iter().filter_map(site).collect());
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let new = NewCampaign::parse(text("name"), text("note"), text("due"), some, tx.now())?;
    let id = open_campaign(&mut tx, &by.granted(), new).await?;
    tx.commit().await?;
    Ok(id)
}

async fn list(by: &By<ManagePolicy>, door: &Door, typed: TypedCampaign) -> Result<StaffPage<CampaignsShow>> {
    let db = door.identity.hub.read();
    let url = by.site.url("/console/campaigns");
    let head = |row: Campaign| CampaignHead::new(&row, format!("{url}/{}", row.id), db.now());
    let sites = by.app.directory.all();
    let view = CampaignsShow {
        campaigns: query::all(&db).await?.into_iter().map(head).collect(),
        sites: sites
            .iter()
            .map(|site| Choice {
                value: site.id.to_string(),
                label: site.name.clone(),
            })
            .collect(),
        url: url.clone(),
        typed,
    };
    Ok(StaffPage::new("identity/campaigns.html", view).title("重新登记"))
}

/// How one goes.
pub async fn get_campaign(
    by: By<ManagePolicy>,
    request: HttpRequest,
    door: Data<Door>,
    path: Path<i64>,
) -> Reply {
    let page = show(&by, &request, &door, path.into_inner()).await?;
    by.page(page).await
}

/// Decides about site administrators' own posts.
pub async fn post_campaign_posts(
    by: By<ManagePolicy>,
    request: HttpRequest,
    door: Data<Door>,
    path: Path<i64>,
    Form(typed): Form<Typed>,
) -> Reply {
    let id = path.into_inner();
    match decide(&by, &door, id, &typed).await {
        Ok(notice) => by.saved(&format!("/console/campaigns/{id}"), &notice).await,
        Err(error) => {
            let page = show(&by, &request, &door, id).await?;
            by.form(page, error).await
        }
    }
}

async fn decide(by: &By<ManagePolicy>, door: &Door, id: i64, typed: &Typed) -> Result<String> {
    let decisions = decisions(typed)?;
    let signed = typed.get("signed").map_or("", String::as_str);
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let (confirmed, ended) = decide_administrators(&mut tx, &by.granted(), id, &decisions, signed).await?;
    tx.commit().await?;
    Ok(words(confirmed, ended))
}

async fn show(
    by: &By<ManagePolicy>,
    request: &HttpRequest,
    door: &Door,
    id: i64,
) -> Result<StaffPage<CampaignShow>> {
    let asked: Asked = door::query(request.query_string())?;
    let db = door.identity.hub.read();
    let campaign = query::by_id(&db, id).await?;
    let lines = query::lines(&db, id).await?;
    let wanted = Wanted {
        site: by.app.directory.by_slug(&asked.site).map(|site| site.id),
        state: State::parse(&asked.state),
    };
    let back = by.site.url("/console/campaigns");
    let urls = (format!("{back}/{id}"), back);
    let me = (by.me.person, by.me.name.as_str());
    let view = CampaignShow::new(&by.app, &campaign, &lines, &wanted, me, urls, db.now());
    Ok(StaffPage::new("identity/campaign.html", view).title(campaign.name))
}

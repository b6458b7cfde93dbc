//! `/console/sessions` on the portal: everybody's sign-ins, for the security administrator.

use super::entity::{Column, Entity, Model};
use super::view::SignInRow;
use super::{Realm, end_any};
use crate::door::Door;
use crate::factor;
use crate::permissions::ManageSessions;
use crate::person::{self, Account, entity as people};
use crate::refusals::NO_SUCH_ACCOUNT;
use crate::settings::Settings;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Utc};
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;
use sea_orm::{ColumnTrait, ExprTrait};
use serde::{Deserialize, Serialize};
use store::HubRead;
use theme::view::Pager;

const SIZE: u64 = 30;

/// The query of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    q: String,
    page: u64,
}

/// `identity/sessions.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SessionsShow {
    /// Words searched for.
    pub q: String,
    /// The page's own address.
    pub url: String,
    /// The sign-ins.
    pub rows: Vec<SignInRow>,
    /// Pages.
    pub pager: Pager,
    /// Account typed into the form for a lost second factor.
    pub account: String,
}

impl SessionsShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            q: String::new(),
            url: "/console/sessions".into(),
            rows: vec![SignInRow::sample(true), SignInRow::sample(false)],
            pager: Pager::for_total(1, SIZE, 2, "/console/sessions?q="),
            account: String::new(),
        }
    }
}

/// The form of a lost second factor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Lost {
    account: String,
}

/// The list.
pub async fn get_sessions(by: By<ManageSessions>, door: Data<Door>, Query(wish): Query<Wish>) -> Reply {
    let page = page(&by, &door, &wish, String::new()).await?;
    by.page(page).await
}

/// Ends anybody's sign-in.
pub async fn post_end(by: By<ManageSessions>, door: Data<Door>, path: Path<i64>) -> Reply {
    let granted = by.granted();
    let mut tx = door.identity.hub.write(granted.actor().clone()).await?;
    end_any(&mut tx, &granted, path.into_inner()).await?;
    tx.commit().await?;
    by.saved("/console/sessions", "该登录已退出。").await
}

/// Takes away the second factor of somebody who lost it.
pub async fn post_lost_factor(by: By<ManageSessions>, door: Data<Door>, Form(lost): Form<Lost>) -> Reply {
    match remove(&by, &door, &lost.account).await {
        Ok(person) => {
            let said = format!(
                "已移除{}（{}）的二次验证，其全部登录已退出。",
                person.name, person.account
            );
            by.saved("/console/sessions", &said).await
        }
        Err(error) => {
            let page = page(&by, &door, &Wish::default(), lost.account).await?;
            by.form(page, error).await
        }
    }
}

async fn remove(by: &By<ManageSessions>, door: &Door, account: &str) -> Result<people::Model> {
    let granted = by.granted();
    let mut tx = door.identity.hub.write(granted.actor().clone()).await?;
    let person = person::query::by_account(&tx, &Account::parse(account)?)
        .await?
        .ok_or(NO_SUCH_ACCOUNT)?;
    let person = factor::remove_all(&mut tx, &granted, person.person()).await?;
    let identity = &door.identity;
    let what = "安全管理员已移除全部二次验证方式";
    factor::tell(&mut tx, &identity.settings, &person, what, identity.now()).await?;
    tx.commit().await?;
    Ok(person)
}

async fn page(
    by: &By<ManageSessions>,
    door: &Door,
    wish: &Wish,
    account: String,
) -> Result<StaffPage<SessionsShow>> {
    let identity = &door.identity;
    let db = identity.hub.read();
    let number = if wish.page == 0 { 1 } else { wish.page };
    let (found, total) = list(&db, &identity.settings, &wish.q, number, identity.now()).await?;
    let sites = by.app.directory.all();
    let url = by.site.url("/console/sessions");
    let mut rows = Vec::with_capacity(found.len());
    for (first, whole, person) in &found {
        let group: Vec<&Model> = std::iter::once(first).chain(whole).collect();
        let mut row = SignInRow::new(&sites, &group, |id| format!("{url}/{id}/end"));
        row.name.clone_from(&person.name);
        row.account.clone_from(&person.account);
        rows.push(row);
    }
    let q: String = url::form_urlencoded::byte_serialize(wish.q.as_bytes()).collect();
    let view = SessionsShow {
        q: wish.q.clone(),
        rows,
        pager: Pager::for_total(number, SIZE, total, &format!("{url}?q={q}")),
        url,
        account,
    };
    Ok(StaffPage::new("identity/sessions.html", view).title("登录管理"))
}

type Found = (Model, Vec<Model>, people::Model);

/// A page of all live sign-ins, the last used first: the portal's session, those of hosts, the person.
async fn list(
    db: &HubRead,
    settings: &Settings,
    words: &str,
    page: u64,
    now: DateTime<Utc>,
) -> Result<(Vec<Found>, u64)> {
    let mut live = db
        .find::<Entity>()
        .filter(Column::Realm.eq(Realm::Provider.key()))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::SeenAt.gt(now - settings.idle));
    let words = words.trim();
    if !words.is_empty() {
        let known = people::Column::Account
            .contains(words)
            .or(people::Column::Name.contains(words));
        let found = db.find::<people::Entity>().filter(known).limit(500).all().await?;
        live = live.filter(Column::PersonId.is_in(found.iter().map(|person| person.id)));
    }
    let (rows, total) = live.desc(Column::SeenAt).page(page, SIZE).await?;
    let people = db
        .find::<people::Entity>()
        .filter(people::Column::Id.is_in(rows.iter().map(|row| row.person_id)))
        .all()
        .await?;
    let hosts = db
        .find::<Entity>()
        .filter(Column::GroupSession.is_in(rows.iter().map(|row| row.group_session.clone())))
        .filter(Column::Realm.eq(Realm::Staff.key()))
        .all()
        .await?;
    let whole = rows.into_iter().filter_map(|row| {
        let person = people.iter().find(|person| person.id == row.person_id)?.clone();
        let group = hosts
            .iter()
            .filter(|host| host.group_session == row.group_session)
            .cloned()
            .collect();
        Some((row, group, person))
    });
    Ok((whole.collect(), total))
}

//! `/console/people/{person}/handover`, on the portal.

use super::hand_over;
use super::view::{HandoverShow, SiteHolding};
use crate::door::Door;
use crate::membership::entity as membership;
use crate::membership::query::current;
use crate::membership::view::Choice;
use crate::permissions::ManagePeople;
use crate::person::entity::{self as person, Model as Person};
use crate::person::{State, query};
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{PersonId, Result, Role, SiteId};
use sea_orm::ColumnTrait;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::HubRead;
use store::handover::Holding;

/// The form: `successor_<site>` → person.
type Typed = HashMap<String, String>;

/// What is in hand, and who may follow.
pub async fn get_handover(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let page = page(&by, &door, path.into_inner(), &Typed::new()).await?;
    by.page(page).await
}

/// Hands over, ends the posts and closes the account.
pub async fn post_handover(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Reply {
    let person = path.into_inner();
    match done(&by, &door, person, &typed).await {
        Ok(notice) => by.saved(&format!("/console/people/{person}"), &notice).await,
        Err(error) => {
            let page = page(&by, &door, person, &typed).await?;
            by.form(page, error).await
        }
    }
}

async fn done(by: &By<ManagePeople>, door: &Door, person: PersonId, typed: &Typed) -> Result<String> {
    let chosen = |(field, to): (&String, &String)| {
        let site = field.strip_prefix("successor_")?.parse().ok()?;
        Some((SiteId(site), PersonId(to.parse().ok()?)))
    };
    let successors: BTreeMap<SiteId, PersonId> = typed.iter().filter_map(chosen).collect();
    let identity = &door.identity;
    let mut tx = identity.hub.write(by.me.actor()).await?;
    let done = hand_over(&mut tx, &by.granted(), &identity.holdings, person, &successors).await?;
    tx.commit().await?;
    Ok(format!(
        "已交接 {} 件，{} 个岗位已终止，账号已停用。",
        done.moved, done.posts
    ))
}

async fn page(
    by: &By<ManagePeople>,
    door: &Door,
    person: PersonId,
    typed: &Typed,
) -> Result<StaffPage<HandoverShow>> {
    let db = door.identity.hub.read();
    let leaver = query::by_id(&db, person).await?;
    let mut held: Vec<Holding> = Vec::new();
    for kind in &door.identity.holdings {
        held.extend(kind.list(&db, person).await?);
    }
    let sites = sites(by, &db, &leaver, &held, typed).await?;
    let url = by.site.url(&format!("/console/people/{person}"));
    let view = HandoverShow {
        name: leaver.name,
        account: leaver.account,
        url: format!("{url}/handover"),
        back: url,
        stuck: sites
            .iter()
            .any(|site| !site.holdings.is_empty() && site.people.is_empty()),
        sites,
    };
    Ok(StaffPage::new("identity/handover.html", view).title("离岗交接"))
}

async fn sites(
    by: &By<ManagePeople>,
    db: &HubRead,
    leaver: &Person,
    held: &[Holding],
    typed: &Typed,
) -> Result<Vec<SiteHolding>> {
    let mine = db
        .find::<membership::Entity>()
        .filter(membership::Column::PersonId.eq(leaver.id))
        .filter(current(db.now()))
        .all()
        .await?;
    let ids: BTreeSet<i64> = mine
        .iter()
        .map(|row| row.site_id)
        .chain(held.iter().map(|held| held.site.0))
        .collect();
    let colleagues = db
        .find::<membership::Entity>()
        .filter(membership::Column::SiteId.is_in(ids.clone()))
        .filter(membership::Column::PersonId.ne(leaver.id))
        .filter(current(db.now()))
        .all()
        .await?;
    let people = db
        .find::<person::Entity>()
        .filter(person::Column::Id.is_in(colleagues.iter().map(|row| row.person_id)))
        .filter(person::Column::State.eq(State::Active.key()))
        .asc(person::Column::Account)
        .all()
        .await?;
    let site = |id: i64| {
        let field = format!("successor_{id}");
        SiteHolding {
            site: by
                .app
                .directory
                .get(SiteId(id))
                .map_or_else(|| format!("站点 {id}"), |site| site.name.clone()),
            posts: roles(mine.iter().filter(|row| row.site_id == id)),
            holdings: held
                .iter()
                .filter(|held| held.site.0 == id)
                .map(|held| format!("{} {} 件", held.what, held.count))
                .collect(),
            people: choices(&people, &colleagues, id),
            chosen: typed.get(&field).cloned().unwrap_or_default(),
            field,
        }
    };
    Ok(ids.into_iter().map(site).collect())
}

fn choices(people: &[Person], posts: &[membership::Model], site: i64) -> Vec<Choice> {
    let there = |person: &&Person| {
        posts
            .iter()
            .any(|post| post.site_id == site && post.person_id == person.id)
    };
    let choice = |person: &Person| {
        let mine = posts
            .iter()
            .filter(|post| post.site_id == site && post.person_id == person.id);
        Choice {
            value: person.id.to_string(),
            label: format!("{}（{}，{}）", person.name, person.account, roles(mine)),
        }
    };
    people.iter().filter(there).map(choice).collect()
}

fn roles<'a>(posts: impl Iterator<Item = &'a membership::Model>) -> String {
    let words: Vec<&str> = posts
        .filter_map(|post| Role::parse(&post.role))
        .map(Role::title)
        .collect();
    words.join("、")
}

//! `boxes.toml`: a unit without a site sends to the portal, and the portal asks units for pieces.

use super::portal_id;
use super::staff::{People, Somebody};
use crate::sites::Sites;
use crate::wire::Town;
use chrono::Duration;
use gateway::site::entity as site;
use gateway::staff::Colleague;
use gateway::unit::entity as unit;
use kernel::calendar::Calendar;
use kernel::clock::Hand;
use kernel::{Actor, BoxTextId, Error, Result, SiteId, UnitId, beijing, policy};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use syndication::commission::{Kind, NewCommission, Receiver, give_commission};
use syndication::permissions::{GiveTasks, ManageBoxes, WriteBox};
use syndication::postbox::{BoxForm, add_member, send_text, write_text};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BoxFile {
    seat: Vec<Seat>,
    text: Vec<Piece>,
    commission: Vec<Wish>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seat {
    unit: String,
    account: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    unit: String,
    account: String,
    hours_ago: i64,
    title: String,
    body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    account: String,
    kind: String,
    title: String,
    wanted: String,
    working_days: u32,
    sites: Vec<String>,
    units: Vec<String>,
}

pub(super) async fn set_up(town: &Town, sites: &Sites, people: &People, hand: &Hand) -> Result<()> {
    let file: BoxFile = toml::from_str(&sites.text("boxes.toml")?)
        .map_err(|error| Error::field("boxes.toml", format!("无法读取：{}", error.message())))?;
    let portal = portal_id(&town.base).await?;
    for seat in &file.seat {
        give_seat(town, portal, people, seat).await?;
    }
    let now = hand.now();
    for piece in &file.text {
        hand.advance(now - Duration::hours(piece.hours_ago) - hand.now());
        send(town, portal, people, piece).await?;
    }
    hand.advance(now - hand.now());
    for wish in &file.commission {
        give(town, portal, people, wish).await?;
    }
    Ok(())
}

fn somebody<'a>(people: &'a People, account: &str) -> Result<&'a Somebody> {
    let found = people.get(account);
    found.ok_or_else(|| Error::field("account", format!("没有账号 {account}。")))
}

async fn unit_of(town: &Town, key: &str) -> Result<unit::Model> {
    let named = unit::Column::Key.eq(key);
    town.base
        .hub
        .read()
        .find::<unit::Entity>()
        .filter(named)
        .found()
        .await
}

async fn give_seat(town: &Town, portal: SiteId, people: &People, seat: &Seat) -> Result<()> {
    let Actor::Person { id, name } = &somebody(people, &seat.account)?.actor else {
        return Err(Error::field("account", "投稿员应为个人账号。"));
    };
    let who = Colleague {
        person: *id,
        name: name.clone(),
    };
    let by = policy::decide::<ManageBoxes>(&Actor::operator("demo"), portal, &[])?;
    let mut tx = town.base.store.write(by).await?;
    add_member(&mut tx, UnitId(unit_of(town, &seat.unit).await?.id), &who).await?;
    tx.commit().await
}

async fn send(town: &Town, portal: SiteId, people: &People, piece: &Piece) -> Result<()> {
    let writer = somebody(people, &piece.account)?;
    let by = policy::decide::<WriteBox>(&writer.actor, portal, &writer.posts)?;
    let form = BoxForm::from(vec![
        ("title".to_owned(), piece.title.clone()),
        ("author".to_owned(), writer.actor.label()),
        ("body".to_owned(), piece.body.clone()),
    ]);
    let mut tx = town.base.store.write(by).await?;
    let unit = UnitId(unit_of(town, &piece.unit).await?.id);
    let made = write_text(&mut tx, unit, &form.text()?).await?;
    send_text(&mut tx, BoxTextId(made.id)).await?;
    tx.commit().await
}

async fn give(town: &Town, portal: SiteId, people: &People, wish: &Wish) -> Result<()> {
    let mut receivers = Vec::new();
    for slug in &wish.sites {
        let named = site::Column::Slug.eq(slug.as_str());
        let row = town
            .base
            .hub
            .read()
            .find::<site::Entity>()
            .filter(named)
            .found()
            .await?;
        receivers.push(Receiver {
            site: row.id,
            unit: None,
            person: None,
            name: row.short_name,
        });
    }
    for key in &wish.units {
        let row = unit_of(town, key).await?;
        receivers.push(Receiver {
            site: portal.0,
            unit: Some(row.id),
            person: None,
            name: format!("{}（投稿箱）", row.short_name),
        });
    }
    let giver = somebody(people, &wish.account)?;
    let by = policy::decide::<GiveTasks>(&giver.actor, portal, &giver.posts)?;
    let mut tx = town.base.store.write(by).await?;
    let today = beijing::day(tx.now());
    let new = NewCommission {
        title: wish.title.clone(),
        wanted: wish.wanted.clone(),
        kind: Kind::parse(&wish.kind).ok_or_else(|| Error::field("kind", "没有这个类别。"))?,
        due: Calendar::shipped()?
            .after_working_days(today, wish.working_days)
            .due,
        attachments: Vec::new(),
        receivers,
    };
    give_commission(&mut tx, &new).await?;
    tx.commit().await
}

//! Walking every route that a feature declares, with objects of one site and a person of another.

use crate::people::{Answer, Staff};
use crate::program::Places;
use crate::town::Town;
use content::{article, channel, media, redirect};
use gateway::feature::Access;
use gateway::{Route, SiteKind};
use identity::{membership, session};
use kernel::SiteId;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ColumnTrait};
use std::collections::BTreeMap;
use syndication::{desk, rule};

/// The objects of one site, by the noun that names them in routes: an address's own words in public routes, numbers in
/// the console.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    staff: BTreeMap<&'static str, String>,
    public: BTreeMap<&'static str, String>,
}

impl Objects {
    /// Finds an object of each noun on the site; public words are such that the sites in `others` do not use them too.
    pub async fn of(town: &Town, site: &str, others: &[&str]) -> Self {
        let here = town.site(site);
        let read = town.inner.base.store.read(here);
        let mut others_slugs = Vec::new();
        let mut others_numbers = 0;
        for other in others {
            let read = town.inner.base.store.read(town.site(other));
            others_slugs.extend(
                read.find::<channel::entity::Entity>()
                    .all()
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|row| row.slug),
            );
            let rows = read
                .find::<content::placement::entity::Entity>()
                .all()
                .await
                .unwrap();
            others_numbers = rows
                .iter()
                .map(|row| row.number)
                .chain([others_numbers])
                .max()
                .unwrap();
        }
        let mut objects = Self::default();
        let channels = read.find::<channel::entity::Entity>().all().await.unwrap();
        let channel = channels
            .iter()
            .find(|row| !others_slugs.contains(&row.slug))
            .expect("a channel of its own");
        objects.staff.insert("channel", channel.id.to_string());
        objects.public.insert("channel", channel.slug.clone());
        let articles = read
            .find::<article::entity::Entity>()
            .filter(article::entity::Column::LiveEditionId.is_not_null());
        let piece = articles
            .desc(article::entity::Column::Number)
            .limit(1)
            .found()
            .await
            .unwrap();
        objects.staff.insert("article", piece.id.to_string());
        objects
            .staff
            .insert("edition", piece.live_edition_id.unwrap().to_string());
        // Numbers count from one on every site; one that no other site has reached stands for this site alone.
        objects
            .public
            .insert("n", (piece.number + others_numbers).to_string());
        objects.public.insert("year", "2026".to_owned());
        objects.public.insert("month", "11".to_owned());
        let picture = read
            .find::<media::entity::Entity>()
            .limit(1)
            .found()
            .await
            .unwrap();
        objects
            .staff
            .insert("place", a_place(town, here, channel.id).await);
        objects.staff.insert("media", picture.id.to_string());
        objects.public.insert("hash", picture.hash.clone());
        objects.public.insert("name", picture.name.clone());
        let member = read
            .find::<membership::entity::Entity>()
            .limit(1)
            .found()
            .await
            .unwrap();
        objects.staff.insert("member", member.id.to_string());
        objects.staff.insert("person", member.person_id.to_string());
        objects.staff.insert("duty", a_duty(town, here).await);
        objects.staff.insert("import", an_import(town, here).await);
        let old = read
            .find::<redirect::entity::Entity>()
            .limit(1)
            .found()
            .await
            .unwrap();
        objects
            .public
            .insert("path", old.from_path.trim_start_matches('/').to_owned());
        objects.public.insert("invitation", "0".repeat(43));
        objects.public.insert("upstream", "nobody".to_owned());
        let hub = town.inner.base.hub.read();
        let live = hub
            .find::<session::entity::Entity>()
            .limit(1)
            .found()
            .await
            .unwrap();
        objects.staff.insert("session", live.id.to_string());
        objects.staff.insert("passkey", a_passkey(town, here).await);
        objects.staff.insert("client", a_client(town).await);
        objects
            .staff
            .insert("consent", a_consent(town, member.person_id).await);
        objects.staff.insert("campaign", a_campaign(town).await);
        objects
            .staff
            .insert("token", a_token(town, here).await.0.to_string());
        let (webhook, delivery) = a_webhook(town, here).await;
        objects.staff.insert("webhook", webhook);
        objects.staff.insert("delivery", delivery);
        objects.staff.insert("peer", a_pairing(town, here).await);
        let (letter, address) = a_letter(town, here).await;
        objects.staff.insert("claim", a_claim(town, here, &letter).await);
        let (file, file_address) = an_attachment(town, here, &letter).await;
        objects.staff.insert("attachment", file);
        objects.public.insert("attachment", file_address);
        objects.staff.insert("letter", letter);
        objects.public.insert("letter", address);
        objects.public.insert("unit", a_unit(town, here).await);
        objects.staff.insert("phrase", a_phrase(town, here).await);
        let (board, class) = a_board(town, here).await;
        objects.staff.insert("board", board);
        objects.staff.insert("class", class);
        objects.public.insert("key", a_key(town, here).await);
        let (topic, word) = a_topic(town, here).await;
        objects.staff.insert("topic", topic);
        objects.public.insert("topic", word);
        objects
            .staff
            .insert("repost", a_repost(town, here, piece.id).await);
        let notice = a_notice(town, here, member.person_id).await;
        objects.staff.insert("notice", notice);
        let (source, arrival) = a_source(town, here, channel.id).await;
        objects.staff.insert("source", source);
        objects.staff.insert("arrival", arrival);
        objects
            .public
            .insert("article", a_delivery(town, here, &piece).await);
        let (text, seat) = a_postbox(town, here).await;
        objects.staff.insert("text", text);
        objects.staff.insert("seat", seat);
        let (commission, task) = a_task(town, here, &picture.hash).await;
        objects.staff.insert("commission", commission);
        objects.staff.insert("task", task);
        objects.staff.insert("hash", picture.hash.clone());
        let (offer, request, consent) = a_share(town, here, channel.id).await;
        objects.staff.insert("offer", offer);
        objects.staff.insert("request", request);
        let rule = a_rule(town, here, channel.id, &consent).await;
        objects.staff.insert("rule", rule);
        objects.staff.insert("agreement", consent);
        objects.add_hub_duties(town, here).await;
        objects
    }

    /// What belongs to the portal, or to a desk.
    async fn add_hub_duties(&mut self, town: &Town, site: SiteId) {
        self.staff.insert("item", a_desk_line(town, site).await);
        self.staff.insert("piece", a_published_piece(town, site).await);
        if let Some(sent) = a_submission(town, site).await {
            self.staff.insert("sent", sent);
        }
        let (mandate, push) = a_push(town, site).await;
        self.staff.insert("mandate", mandate);
        self.staff.insert("push", push);
    }

    /// The route's path with an object for each noun.
    ///
    /// # Errors
    /// The noun that has no builder.
    pub fn fill(&self, route: &Route) -> Result<String, String> {
        let known = if route.access == Access::Staff {
            &self.staff
        } else {
            &self.public
        };
        let mut path = route.path.to_owned();
        for noun in nouns(route.path) {
            let object = known.get(noun.as_str()).ok_or_else(|| {
                format!("{route:?}: no builder makes a {noun}: add one to tests/src/walk.rs")
            })?;
            let start = path.find('{').unwrap();
            let end = start + path[start..].find('}').unwrap();
            path.replace_range(start..=end, object);
        }
        Ok(path)
    }
}

/// A published article of another site, as the pool of a portal names it.
async fn a_published_piece(town: &Town, here: SiteId) -> String {
    use content::library::entity;
    let item = town
        .inner
        .base
        .hub
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::OriginSiteId.ne(here.0))
        .filter(entity::Column::State.eq("live"))
        .limit(1)
        .found()
        .await
        .unwrap();
    item.id.to_string()
}

/// Something that was sent to a portal, by its uid.
async fn a_submission(town: &Town, here: SiteId) -> Option<String> {
    use syndication::submission::entity;
    let read = town.inner.base.hub.read();
    let sent = read
        .find::<entity::Entity>()
        .filter(entity::Column::TargetSiteId.eq(here.0))
        .limit(1);
    sent.one().await.unwrap().map(|row| row.uid.to_string())
}

/// A line of a site's desk.
async fn a_desk_line(town: &Town, site: SiteId) -> String {
    use content::library::entity as library;
    use sea_orm::Set;
    let read = town.inner.base.store.read(site);
    if let Some(line) = read.find::<desk::entity::Entity>().limit(1).one().await.unwrap() {
        return line.id.to_string();
    }
    let hub = &town.inner.base.hub;
    let items = hub.read();
    let items = items.find::<library::Entity>();
    let of_others = items.filter(library::Column::OriginSiteId.ne(site.0)).limit(1);
    let item = of_others.found().await.unwrap();
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = desk::entity::ActiveModel {
        site_id: Set(site.0),
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        source_name: Set("测试".to_owned()),
        title: Set(item.title),
        state: Set("waiting".to_owned()),
        submitted: Set(true),
        picked: Set(false),
        reason: Set(String::new()),
        decided_by_name: Set(String::new()),
        arrived_at: Set(tx.now()),
        origin_site_id: Set(item.origin_site_id),
        origin_channel: Set(item.origin_channel),
        ..Default::default()
    };
    let line = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    line.id.to_string()
}

/// A task as its giver keeps it, and as the same site has it to answer.
async fn a_task(town: &Town, site: SiteId, file: &str) -> (String, String) {
    use sea_orm::Set;
    use syndication::commission::entity;
    use syndication::task::entity as task;
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let now = tx.now();
    let words = || Set("来往任务".to_owned());
    let uid = uuid::Uuid::new_v4();
    let given = entity::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uid),
        title: words(),
        wanted: words(),
        kind: Set("news".to_owned()),
        due_on: Set("2030-01-02".to_owned()),
        attachments: Set("[]".to_owned()),
        receivers: Set("[]".to_owned()),
        state: Set("open".to_owned()),
        close_reason: Set(String::new()),
        given_by_name: Set("测试".to_owned()),
        given_at: Set(now),
        ..Default::default()
    };
    let given = tx.insert(given).await.unwrap();
    let attached = serde_json::json!([{ "hash": file, "name": "图.jpg", "kind": "JPG", "size": 1 }]);
    let row = task::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uid),
        receiver: Set("site".to_owned()),
        giver_site_id: Set(site.0),
        receiver_name: Set("测试".to_owned()),
        title: words(),
        wanted: words(),
        kind: Set("news".to_owned()),
        due_on: Set("2030-01-02".to_owned()),
        attachments: Set(attached.to_string()),
        given_by_name: Set("测试".to_owned()),
        given_at: Set(now),
        state: Set("given".to_owned()),
        reason: Set(String::new()),
        answered_by_name: Set(String::new()),
        piece_title: Set(String::new()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    (given.id.to_string(), row.id.to_string())
}

/// A text of a submission box and a seat at it.
async fn a_postbox(town: &Town, site: SiteId) -> (String, String) {
    use sea_orm::Set;
    use syndication::postbox::{entity, member};
    let hub = &town.inner.base.hub;
    let read = hub.read();
    let unit = read
        .find::<gateway::unit::entity::Entity>()
        .filter(gateway::unit::entity::Column::Key.eq("minjian"))
        .found()
        .await
        .unwrap();
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let now = tx.now();
    let words = || Set("来往单位的稿件".to_owned());
    let text = entity::ActiveModel {
        site_id: Set(site.0),
        unit_id: Set(unit.id),
        uid: Set(uuid::Uuid::new_v4()),
        title: words(),
        subtitle: Set(String::new()),
        summary: Set(String::new()),
        body_format: Set("markdown".to_owned()),
        body_source: words(),
        body_html: words(),
        author: Set(String::new()),
        keywords: Set(String::new()),
        attachments: Set("[]".to_owned()),
        state: Set("draft".to_owned()),
        reason: Set(String::new()),
        revision: Set(1),
        written_by_name: Set("测试".to_owned()),
        sent_by_name: Set(String::new()),
        created_at: Set(now),
        changed_at: Set(now),
        ..Default::default()
    };
    let text = tx.insert(text).await.unwrap();
    let seat = member::ActiveModel {
        site_id: Set(site.0),
        unit_id: Set(unit.id),
        person_id: Set(-text.id),
        person_name: Set("测试".to_owned()),
        added_by_name: Set("测试".to_owned()),
        added_at: Set(now),
        ..Default::default()
    };
    let seat = tx.insert(seat).await.unwrap();
    tx.commit().await.unwrap();
    (text.id.to_string(), seat.id.to_string())
}

/// A token of a site with every scope: its number and itself.
async fn a_token(town: &Town, site: SiteId) -> (i64, String) {
    use content::token::{Scope, command};
    let scopes: Vec<String> = Scope::ALL.iter().map(|scope| scope.key().to_owned()).collect();
    let wanted = command::Wanted {
        unit: None,
        name: "来往系统",
        scopes: &scopes,
        channels: &[],
        days: 30,
    };
    let issued = command::add(&town.inner.base.store, site, wanted).await.unwrap();
    (issued.row.id, issued.token)
}

/// A place on the site of an article that another site wrote.
async fn a_place(town: &Town, site: SiteId, channel: i64) -> String {
    use content::{library::entity as library, placement::entity};
    use sea_orm::{IntoActiveModel, NotSet, Set};
    let hub = &town.inner.base.hub;
    let read = hub.read();
    let placed = entity::Column::LibraryItemId.is_not_null();
    let here = town.inner.base.store.read(site);
    let own = here.find::<entity::Entity>().filter(placed.clone()).limit(1);
    if let Some(row) = own.one().await.unwrap() {
        return row.id.to_string();
    }
    let item = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.ne(site.0))
        .limit(1)
        .found()
        .await
        .unwrap();
    let elsewhere = read.find::<entity::Entity>().filter(placed).limit(1);
    let example = elsewhere.found().await.unwrap().into_active_model();
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let number = tx.take_numbers(site, "article", 1).await.unwrap();
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: Set(site.0),
        channel_id: Set(channel),
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        number: Set(number),
        title: Set(item.title),
        rule_id: Set(None),
        lead_media: Set(None),
        ..example
    };
    let row = tx.insert(row.reset_all()).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// A system of others that signs its people in here.
async fn a_client(town: &Town) -> String {
    use identity::provider::entity::client;
    use sea_orm::{IntoActiveModel, NotSet, Set};
    let hub = &town.inner.base.hub;
    let outside = client::Column::OwnSite.eq(false);
    let read = hub.read();
    let known = read.find::<client::Entity>().filter(outside).limit(1);
    if let Some(row) = known.one().await.unwrap() {
        return row.id.to_string();
    }
    let example = read.find::<client::Entity>().limit(1).found().await.unwrap();
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = client::ActiveModel {
        id: NotSet,
        client_id: Set("outside".to_owned()),
        name: Set("市政务服务系统".to_owned()),
        own_site: Set(false),
        ..example.into_active_model()
    };
    let row = tx.insert(row.reset_all()).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// An article that a business system of the site delivered, as the interface names it.
async fn a_delivery(town: &Town, site: SiteId, piece: &article::entity::Model) -> String {
    use content::api::entity;
    use sea_orm::Set;
    let uid = kernel::Uid(piece.uid).to_string();
    let read = town.inner.base.store.read(site);
    let known = read
        .find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(piece.id));
    if known.exists().await.unwrap() {
        return uid;
    }
    let (token, _) = a_token(town, site).await;
    let token = read
        .find::<content::token::entity::Entity>()
        .filter(content::token::entity::Column::Id.eq(token))
        .found()
        .await
        .unwrap();
    let mut tx = town
        .inner
        .base
        .hub
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        unit_id: Set(token.unit_id),
        system: Set(String::new()),
        external_id: Set(uid.clone()),
        article_id: Set(piece.id),
        token_id: Set(token.id),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    uid
}

/// A pairing of a site with a portal on another box; it rests.
async fn a_pairing(town: &Town, site: SiteId) -> String {
    use sea_orm::Set;
    use syndication::peer::entity::{cursor, peer};
    let mut tx = town
        .inner
        .base
        .hub
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let row = peer::ActiveModel {
        uid: Set(uuid::Uuid::new_v4()),
        own_uid: Set(uuid::Uuid::new_v4().to_string()),
        role: Set(peer::HUB.to_owned()),
        site_id: Set(site.0),
        far_site_id: Set(site.0),
        name: Set("来往门户".to_owned()),
        url: Set("http://127.0.0.1:9".to_owned()),
        own_url: Set("https://site.example".to_owned()),
        own_key: Set(String::new()),
        their_key: Set(String::new()),
        state: Set(peer::PAUSED.to_owned()),
        created_at: Set(tx.now()),
        seen_at: Set(None),
        failures: Set(0),
        last_error: Set(String::new()),
        failed_at: Set(None),
        ..Default::default()
    };
    let made = tx.insert(row).await.unwrap();
    let row = cursor::ActiveModel {
        peer_id: Set(made.id),
        log: Set(String::new()),
        position: Set(0),
        replaying: Set(false),
        replayed_to: Set(None),
        news_log: Set(String::new()),
        news_position: Set(0),
        moved_at: Set(tx.now()),
        replay_after: Set(None),
        replay_wanted: Set(false),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    made.id.to_string()
}

/// The unit of a site.
async fn a_unit(town: &Town, site: SiteId) -> String {
    let row = town
        .inner
        .base
        .hub
        .read()
        .find::<gateway::site::entity::Entity>()
        .filter(gateway::site::entity::Column::Id.eq(site.0))
        .found()
        .await
        .unwrap();
    row.unit_id.unwrap().to_string()
}

/// A text for replies to letters.
async fn a_phrase(town: &Town, site: SiteId) -> String {
    use letters::phrase::{NewPhrase, save_phrase};
    let by = kernel::policy::decide(&kernel::Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = town.inner.base.store.write(by).await.unwrap();
    let new = NewPhrase {
        name: uuid::Uuid::new_v4().to_string(),
        body: "您好，来信收悉。".to_owned(),
        unit: None,
    };
    let row = save_phrase(&mut tx, None, new).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// Another unit says that the letter is its own.
async fn a_claim(town: &Town, site: SiteId, letter: &str) -> String {
    use letters::claim::{OPEN, entity};
    use sea_orm::Set;
    let read = town.inner.base.hub.read();
    let unit = read
        .find::<gateway::unit::entity::Entity>()
        .limit(1)
        .found()
        .await
        .unwrap();
    let mut tx = town
        .inner
        .base
        .hub
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        letter_id: Set(letter.parse().unwrap()),
        unit_id: Set(unit.id),
        words: Set("属于本单位职责。".to_owned()),
        state: Set(OPEN.to_owned()),
        made_by_name: Set("顾青禾".to_owned()),
        made_at: Set(tx.now()),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        opinion: Set(String::new()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// A topic that visitors of the site see: its number and its word.
async fn a_topic(town: &Town, site: SiteId) -> (String, String) {
    use content::topic::{BlockForm, TopicForm, create_topic, query};
    let known = query::filled(&town.inner.base.store.read(site)).await.unwrap();
    if let Some((row, _)) = known.into_iter().next() {
        return (row.id.to_string(), row.slug);
    }
    let by = kernel::policy::decide::<content::permissions::ManageTopics>(
        &kernel::Actor::operator("demo"),
        site,
        &[],
    )
    .unwrap();
    let mut tx = town.inner.base.store.write(by).await.unwrap();
    let form = TopicForm {
        title: "供检查的专题".to_owned(),
        slug: format!("t{}", &uuid::Uuid::new_v4().simple().to_string()[..12]),
        starts_on: "2026-01-01".to_owned(),
        ends_on: "2099-12-31".to_owned(),
        state: "public".to_owned(),
        blocks: vec![BlockForm {
            kind: "text".to_owned(),
            heading: "说明".to_owned(),
            body: "供检查的文字。".to_owned(),
            ..BlockForm::default()
        }],
        ..TopicForm::default()
    };
    let row = create_topic(&mut tx, &form.wanted().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    (row.id.to_string(), row.slug)
}

/// A board of letters with its first class.
async fn a_board(town: &Town, site: SiteId) -> (String, String) {
    use letters::board::{Kind, NewBoard, class, save_board};
    let by = kernel::policy::decide(&kernel::Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = town.inner.base.store.write(by).await.unwrap();
    let mark = uuid::Uuid::new_v4().simple().to_string();
    let new = NewBoard {
        key: format!("b{}", &mark[..12]),
        name: "读者来信".to_owned(),
        kind: Kind::Letters,
        unit: None,
        intro: String::new(),
        private_only: false,
        private_default: false,
        hours: (String::new(), String::new()),
        closed: false,
        position: 9,
    };
    let board = save_board(&mut tx, None, new).await.unwrap();
    tx.commit().await.unwrap();
    let read = town.inner.base.store.read(site);
    let class = read
        .find::<class::Entity>()
        .filter(class::Column::BoardId.eq(board.id))
        .limit(1)
        .found()
        .await
        .unwrap();
    (board.id.to_string(), class.id.to_string())
}

/// A public letter of a site, by its number in the database and by an address that no other site has reached.
async fn a_letter(town: &Town, site: SiteId) -> (String, String) {
    use kernel::{Actor, LetterId, Revision, policy};
    use letters::letter::{NewLetter, entity, register_letter, write_letter};
    use letters::permissions::{AllotLetters, WriteLetter};
    use sea_orm::Set;
    let pool = letters::pool::Pool::new(town.inner.base.hub.clone());
    let key = letters::code::CodeKey::new(&[7; 32]);
    let new = NewLetter {
        board: String::new(),
        class: "咨询".to_owned(),
        unit: None,
        title: "图书馆开放时间".to_owned(),
        body: "请问图书馆周末几点开放？".to_owned(),
        name: "何某".to_owned(),
        phone: "0510-80000101".to_owned(),
        mail: String::new(),
        wants_public: true,
        citizen: None,
        submission: None,
    };
    let by = policy::decide::<WriteLetter>(&Actor::Public, site, &[]).unwrap();
    let mut tx = pool.write(by).await.unwrap();
    let (letter, _) = write_letter(&mut tx, &key, new).await.unwrap();
    tx.commit().await.unwrap();
    let by = policy::decide::<AllotLetters>(&Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = pool.write(by).await.unwrap();
    let id = LetterId(letter.id);
    register_letter(&mut tx, id, Revision(letter.revision), true)
        .await
        .unwrap();
    let row = entity::ActiveModel {
        n: Set(1_000_000 * site.0 + letter.n),
        ..Default::default()
    };
    tx.update_where(row, entity::Column::Id.eq(letter.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (letter.id.to_string(), (1_000_000 * site.0 + letter.n).to_string())
}

/// A webhook of a site and a delivery to it that was given up.
async fn a_webhook(town: &Town, site: SiteId) -> (String, String) {
    use sea_orm::Set;
    use syndication::webhook::entity::{self, delivery};
    let mut tx = town
        .inner
        .base
        .hub
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uuid::Uuid::new_v4()),
        name: Set("来往系统".to_owned()),
        url: Set(format!("https://hook.example/{}", uuid::Uuid::new_v4())),
        base: Set("https://site.example".to_owned()),
        events: Set("article.withdrawn".to_owned()),
        secret: Set("whsec_AAAA".to_owned()),
        state: Set(entity::ACTIVE.to_owned()),
        created_by_name: Set("测试".to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let hook = tx.insert(row).await.unwrap();
    let row = delivery::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uuid::Uuid::new_v4()),
        webhook_id: Set(hook.id),
        kind: Set("article.withdrawn".to_owned()),
        payload: Set("{}".to_owned()),
        state: Set(delivery::FAILED.to_owned()),
        attempts: Set(8),
        error: Set(String::new()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let told = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    (hook.id.to_string(), told.id.to_string())
}

/// A file in quarantine that came with a letter, by its number and by its address.
async fn an_attachment(town: &Town, site: SiteId, letter: &str) -> (String, String) {
    use letters::attachment::{QUARANTINE, entity};
    use sea_orm::Set;
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uuid::Uuid::new_v4()),
        letter_id: Set(letter.parse().unwrap()),
        name: Set("照片.png".to_owned()),
        content_type: Set("image/png".to_owned()),
        size: Set(1),
        hash: Set("0".repeat(64)),
        sent_by: Set("writer".to_owned()),
        state: Set(QUARANTINE.to_owned()),
        note: Set(String::new()),
        looked_by_name: Set(String::new()),
        created_at: Set(tx.now()),
        shown: Set(false),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    (row.id.to_string(), row.uid.to_string())
}

/// The key by which a site proves itself to search engines.
async fn a_key(town: &Town, site: SiteId) -> String {
    use sea_orm::Set;
    use syndication::announce::{Kind, entity};
    let read = town.inner.base.store.read(site);
    if let Some(row) = read.find::<entity::Entity>().limit(1).one().await.unwrap() {
        return row.secret;
    }
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        kind: Set(Kind::IndexNow.key().to_owned()),
        endpoint: Set("https://engine.example/indexnow".to_owned()),
        base: Set("https://site.example".to_owned()),
        secret: Set(uuid::Uuid::new_v4().simple().to_string()),
        created_at: Set(tx.now()),
        finding: Set(String::new()),
        told: Set(0),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    row.secret
}

/// The draft of a banner.
async fn a_notice(town: &Town, site: SiteId, person: i64) -> String {
    use kernel::policy::{Membership, decide};
    use notice::notice::{Kind, Level, Reach, Wanted, draft_notice};
    let actor = kernel::Actor::Person {
        id: kernel::PersonId(person),
        name: "测试".to_owned(),
    };
    let post = Membership {
        site,
        role: kernel::Role::Editor,
        channels: None,
    };
    let by = decide::<notice::permissions::DraftNotice>(&actor, site, &[post]).unwrap();
    let mut tx = town.inner.base.store.write(by).await.unwrap();
    let wanted = Wanted {
        kind: Kind::Banner,
        level: Some(Level::Yellow),
        title: "大雾弥漫，出行注意安全".to_owned(),
        body: "能见度不足 200 米。".to_owned(),
        link: None,
        reach: Reach::Own,
        sites: Vec::new(),
        begins: None,
        ends: tx.now() + chrono::Duration::days(1),
        replaces: None,
    };
    let row = draft_notice(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// A source of a site, and something it brought.
async fn a_source(town: &Town, site: SiteId, channel: i64) -> (String, String) {
    use sea_orm::Set;
    use syndication::arrival::{State as Arrival, entity as item};
    use syndication::source::{State, entity};
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let now = tx.now();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        channel_id: Set(channel),
        url: Set(format!("https://news.example/{}", uuid::Uuid::new_v4())),
        name: Set("某报".to_owned()),
        licence: Set(String::new()),
        granted_by: Set(String::new()),
        reference: Set(String::new()),
        interval_minutes: Set(60),
        first_limit: Set(20),
        automatic: Set(false),
        state: Set(State::Paused.key().to_owned()),
        finding: Set(String::new()),
        failures: Set(0),
        next_at: Set(now),
        set_by_name: Set("测试".to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    let brought = item::ActiveModel {
        site_id: Set(site.0),
        source_id: Set(row.id),
        identity: Set("0".repeat(64)),
        link: Set("https://news.example/1".to_owned()),
        title: Set("外来的题目".to_owned()),
        summary: Set(String::new()),
        author: Set(String::new()),
        body_html: Set("<p>外来的正文。</p>".to_owned()),
        content_hash: Set("0".repeat(64)),
        state: Set(Arrival::Waiting.key().to_owned()),
        newer: Set(false),
        note: Set(String::new()),
        decided_by_name: Set(String::new()),
        reason: Set(String::new()),
        arrived_at: Set(now),
        changed_at: Set(now),
        ..Default::default()
    };
    let brought = tx.insert(brought).await.unwrap();
    tx.commit().await.unwrap();
    (row.id.to_string(), brought.id.to_string())
}

/// A line of a site's register of reposts.
async fn a_repost(town: &Town, site: SiteId, article: i64) -> String {
    use sea_orm::Set;
    use syndication::repost::entity;
    let mut tx = town
        .inner
        .base
        .hub
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        site_id: Set(site.0),
        article_id: Set(article),
        medium: Set("某网".to_owned()),
        title: Set("转载的题目".to_owned()),
        url: Set(format!("https://news.example/{}", uuid::Uuid::new_v4())),
        reposted_at: Set(tx.now()),
        note: Set(String::new()),
        created_by_name: Set("测试".to_owned()),
        created_at: Set(tx.now()),
        finding: Set(String::new()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// A mandatory channel that a site declared, and something it pushed into it.
async fn a_push(town: &Town, site: SiteId) -> (String, String) {
    use sea_orm::Set;
    use syndication::{mandate, push};
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = mandate::entity::ActiveModel {
        site_id: Set(site.0),
        slug: Set(uuid::Uuid::new_v4().simple().to_string()),
        note: Set(String::new()),
        state: Set(mandate::entity::ACTIVE.to_owned()),
        by_name: Set("测试".to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let mandate = tx.insert(row).await.unwrap();
    let row = push::entity::ActiveModel {
        site_id: Set(site.0),
        uid: Set(uuid::Uuid::new_v4()),
        mandate_id: Set(mandate.id),
        title: Set("下发的题目".to_owned()),
        note: Set(String::new()),
        state: Set(push::entity::ACTIVE.to_owned()),
        by_name: Set("测试".to_owned()),
        created_at: Set(tx.now()),
        revoked_at: Set(None),
        revoke_reason: Set(String::new()),
        ended: Set(0),
        ..Default::default()
    };
    let push = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    (mandate.id.to_string(), push.id.to_string())
}

/// A rule of a site; where it has none, one that works by its consent.
async fn a_rule(town: &Town, site: SiteId, channel: i64, consent: &str) -> String {
    use sea_orm::Set;
    let read = town.inner.base.store.read(site);
    let known = read.find::<rule::entity::Entity>().limit(1).one().await.unwrap();
    if let Some(rule) = known {
        return rule.id.to_string();
    }
    let hub = &town.inner.base.hub;
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = rule::entity::ActiveModel {
        site_id: Set(site.0),
        source_site_id: Set(site.0),
        source_channel_id: Set(channel),
        channel_id: Set(channel),
        mode: Set(rule::Mode::Desk.key().to_owned()),
        state: Set(rule::entity::ACTIVE.to_owned()),
        created_at: Set(tx.now()),
        hold_major: Set(false),
        time_of_arrival: Set(false),
        order_of_arrival: Set(false),
        consent_id: Set(Some(consent.parse().unwrap())),
        edited: Set(false),
        ..Default::default()
    };
    let made = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    made.id.to_string()
}

/// What a site offers, asks for and agreed to.
async fn a_share(town: &Town, site: SiteId, channel: i64) -> (String, String, String) {
    use sea_orm::Set;
    use syndication::share::State;
    use syndication::share::entity::{consent, offer, request};
    let hub = &town.inner.base.hub;
    let read = town.inner.base.store.read(site);
    let known = read.find::<offer::Entity>().limit(1).one().await.unwrap();
    if let Some(offer) = known {
        let request = read.find::<request::Entity>().limit(1).found().await.unwrap();
        let consent = read.find::<consent::Entity>().limit(1).found().await.unwrap();
        return (
            offer.id.to_string(),
            request.id.to_string(),
            consent.id.to_string(),
        );
    }
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = offer::ActiveModel {
        site_id: Set(site.0),
        channel_id: Set(channel),
        free: Set(false),
        to_all: Set(false),
        note: Set(String::new()),
        state: Set(offer::ACTIVE.to_owned()),
        by_name: Set("测试".to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let offer = tx.insert(row).await.unwrap();
    let row = request::ActiveModel {
        site_id: Set(site.0),
        source_site_id: Set(site.0),
        source_channel_id: Set(channel),
        channel_id: Set(channel),
        note: Set(String::new()),
        state: Set(State::Waiting.key().to_owned()),
        reason: Set(String::new()),
        by_name: Set("测试".to_owned()),
        asked_at: Set(tx.now()),
        ended: Set(0),
        ..Default::default()
    };
    let request = tx.insert(row).await.unwrap();
    let row = consent::ActiveModel {
        site_id: Set(site.0),
        request_id: Set(request.id),
        place_site_id: Set(site.0),
        channel_id: Set(channel),
        state: Set(State::Agreed.key().to_owned()),
        reason: Set(String::new()),
        keep: Set(true),
        by_name: Set("测试".to_owned()),
        decided_at: Set(tx.now()),
        ..Default::default()
    };
    let consent = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    (
        offer.id.to_string(),
        request.id.to_string(),
        consent.id.to_string(),
    )
}

/// Visits a route of the interface for programs with a token.
async fn visit_as_program(staff: &Staff, method: &str, url: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let verb = if method == "GET" {
        Method::GET
    } else {
        Method::POST
    };
    let body = (method != "GET").then(|| "{\"reason\": \"陌生系统的理由。\"}".as_bytes().to_vec());
    staff.ask(verb, url, &headers, body).await
}

/// A re-registration of staff.
async fn a_campaign(town: &Town) -> String {
    use identity::campaign::entity;
    use sea_orm::Set;
    let hub = &town.inner.base.hub;
    if let Some(row) = hub.read().find::<entity::Entity>().limit(1).one().await.unwrap() {
        return row.id.to_string();
    }
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = entity::ActiveModel {
        uid: Set(uuid::Uuid::new_v4()),
        name: Set("重新登记".to_owned()),
        note: Set(String::new()),
        state: Set(entity::CLOSED.to_owned()),
        opened_at: Set(tx.now()),
        due_at: Set(tx.now()),
        opened_by_name: Set("测试".to_owned()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// What somebody allowed an outside system.
async fn a_consent(town: &Town, person: i64) -> String {
    use identity::provider::entity::consent;
    use sea_orm::Set;
    let hub = &town.inner.base.hub;
    let all = hub.read();
    if let Some(row) = all.find::<consent::Entity>().limit(1).one().await.unwrap() {
        return row.id.to_string();
    }
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = consent::ActiveModel {
        person_id: Set(person),
        client_id: Set("walk".to_owned()),
        scope: Set("openid".to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// A duty of a site.
async fn a_duty(town: &Town, site: SiteId) -> String {
    use identity::duty::{NewDuty, save_duty};
    let by = kernel::policy::decide(&kernel::Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = town.inner.base.store.write(by).await.unwrap();
    let new = NewDuty::parse("website", "办公室主任", "", ("", ""), true).unwrap();
    let duty = save_duty(&mut tx, None, new).await.unwrap();
    tx.commit().await.unwrap();
    duty.id.to_string()
}

/// A passkey of somebody who never signs in: the walk needs its number only.
async fn a_passkey(town: &Town, site: SiteId) -> String {
    use identity::factor::entity::passkey;
    use identity::person::{NewPerson, create_person};
    use sea_orm::Set;
    let hub = &town.inner.base.hub;
    let all = hub.read();
    if let Some(row) = all.find::<passkey::Entity>().limit(1).one().await.unwrap() {
        return row.id.to_string();
    }
    let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
    let new = NewPerson::parse("walk.passkey", "顾青禾", "").unwrap();
    let person = create_person(&mut tx, site, new).await.unwrap();
    let row = passkey::ActiveModel {
        person_id: Set(person.id),
        credential_id: Set("walk".into()),
        credential: Set("{}".into()),
        name: Set("通行密钥".into()),
        rp_id: Set("elsewhere.localhost".into()),
        created_at: Set(tx.now()),
        used_at: Set(None),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    row.id.to_string()
}

/// The nouns of a path, in order: `/console/articles/{article}` has one.
#[must_use]
pub fn nouns(path: &str) -> Vec<String> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|noun| noun.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

/// Whether a route stands only on the portal.
#[must_use]
pub fn is_hub(route: &Route) -> bool {
    route.kinds == [SiteKind::Portal]
}

/// What a browser would send with a form of this route if everything on it was filled in.
#[must_use]
pub fn plausible_fields(proof: &(String, String)) -> Vec<(String, String)> {
    let mut fields = vec![proof.clone()];
    for (name, value) in [
        ("revision", "1"),
        ("title", "陌生人的标题"),
        ("channel", "1"),
        ("source", "陌生人"),
        ("origin", "own"),
        ("body_format", "markdown"),
        ("body", "陌生人的正文。"),
        ("reason", "陌生人的理由。"),
        ("opinion", "陌生人的意见。"),
        ("own_title", "陌生人的题目"),
        ("alt", "陌生人的说明"),
        ("caption", ""),
        ("credit", ""),
        ("name", "陌生栏目"),
        ("slug", "stranger"),
        ("description", "陌生人的栏目说明。"),
        ("keywords", "陌生"),
        ("kind", "政务动态"),
        ("group", "news"),
        ("function_group", "news"),
        ("position", "10"),
        ("order", "10"),
        ("role", "editor"),
        ("site", "1"),
        ("account", "stranger.account"),
        ("password", "a-Stranger-2026"),
        ("password_again", "a-Stranger-2026"),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

/// Visits a path as somebody: GET, or POST with the proof of their session and plausible fields.
pub async fn visit(staff: &Staff, method: &str, url: &str, proof: &(String, String)) -> Answer {
    if method == "GET" {
        return staff
            .ask(Method::GET, url, &[("accept", "text/html")], None)
            .await;
    }
    staff.try_post(url, &plausible_fields(proof)).await.unwrap()
}

/// Visits every route that names an object, at `places`, with objects of `owner` and as people of `home`: on the
/// outsider's own site with the other's objects, and (console routes) on the owner's site itself. Answers how many
/// visits were made and what was not a 404.
pub async fn walk(
    town: &Town,
    places: &impl Places,
    routes: &[(&'static str, Route)],
    home: &str,
    objects: &BTreeMap<&str, Objects>,
) -> (usize, Vec<String>) {
    let mut faults = Vec::new();
    let mut visits = 0;
    let mut people = BTreeMap::new();
    for site in [home, "edu", "portal"] {
        let staff = town.outsider(home, site).await;
        let proof = proof_for(town, &staff, home).await;
        people.insert(site, (staff.moving_to(places, site), proof));
    }
    let (_, token) = a_token(town, town.site(home)).await;
    for (feature, route) in routes {
        if nouns(route.path).is_empty() {
            continue;
        }
        let owner = if is_hub(route) { "portal" } else { "edu" };
        let path = match objects[owner].fill(route) {
            Ok(path) => path,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let stops: &[&str] = if route.access == Access::Staff {
            &[home, owner]
        } else {
            &[home]
        };
        for stop in stops {
            let (staff, proof) = &people[stop];
            let url = places.url(stop, &path);
            let answer = if route.path.starts_with("/api/v1/") {
                visit_as_program(staff, route.method.as_str(), &url, &token).await
            } else {
                visit(staff, route.method.as_str(), &url, proof).await
            };
            visits += 1;
            if answer.status != 404 {
                faults.push(format!(
                    "{feature}: {route:?} as {} of {home} at {url}: {}",
                    staff.account,
                    answer.summary().chars().take(200).collect::<String>()
                ));
            }
        }
    }
    (visits, faults)
}

/// The proof of a session, as the person's own console shows it; on a site where they hold no post it is made from the
/// session as the program makes it.
pub async fn proof_for(town: &Town, staff: &Staff, home: &str) -> (String, String) {
    if staff.site() == home {
        return staff.proof().await;
    }
    let host = staff
        .at("/")
        .parse::<url::Url>()
        .unwrap()
        .host_str()
        .unwrap()
        .to_owned();
    let name = town.inner.app.settings.cookie_name("staff");
    let cookie = staff.cookie(&host, &name).unwrap_or_default();
    let token = gateway::http::csrf::token(&town.inner.app.settings.secret, &cookie);
    (gateway::http::csrf::FIELD.to_owned(), token)
}

/// The report of an import that somebody ran.
async fn an_import(town: &Town, site: SiteId) -> String {
    use kernel::{Actor, policy};
    let by = policy::decide::<content::permissions::ImportArticles>(&Actor::operator("import"), site, &[]);
    let by = by.unwrap();
    let run = content::import::runs::begin_run(&town.inner.base.store, &by, "wxr", "old.xml").await;
    run.unwrap().to_string()
}

//! A newsroom: two sites, a channel or two, and the people who work there.

use content::article::state::State;
use content::article::text::{RawText, Text};
use content::article::{self, edition, entity as article_row};
use content::channel::{self, ChannelFile};
use content::media::{self, Words};
use content::permissions::{
    ApplySite, EditArticle, ManageChannels, ManageMedia, PublishArticle, ReviewArticle, WithdrawArticle,
    WriteArticle,
};
use content::placement::entity as placement;
use gateway::site::entity as site;
use kernel::policy::{Membership, decide};
use kernel::{
    Actor, ArticleId, ChannelId, Clocks, Granted, Permission, PersonId, Result, Revision, Role, SiteId, Uid,
};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;
use store::testing::TestStore;

pub type Both = (article_row::Model, edition::Model);

/// Somebody who works on a site.
#[derive(Clone, Debug)]
pub struct Staff {
    pub id: i64,
    pub name: &'static str,
    pub role: Role,
}

pub const WRITER: Staff = Staff {
    id: 1,
    name: "吴小满",
    role: Role::Contributor,
};
pub const STRANGER: Staff = Staff {
    id: 2,
    name: "郑一鸣",
    role: Role::Contributor,
};
pub const EDITOR: Staff = Staff {
    id: 3,
    name: "沈秋白",
    role: Role::Editor,
};
pub const REVIEWER: Staff = Staff {
    id: 4,
    name: "周若溪",
    role: Role::Reviewer,
};
pub const ADMIN: Staff = Staff {
    id: 5,
    name: "钱立新",
    role: Role::SiteAdmin,
};

pub struct Newsroom {
    pub test: TestStore,
    pub site: SiteId,
    pub other: SiteId,
    pub news: ChannelId,
    pub notices: ChannelId,
}

pub const CHANNELS: &str = r#"
[[channel]]
slug = "news"
name = "教育要闻"
description = "发布全市教育系统重要工作。"
keywords = "教育新闻,教育动态"
type = "政务动态"
nav = true
group = "news"
order = 10

[[channel]]
slug = "notices"
name = "通知公告"
type = "通知公告"
nav = true
order = 20
"#;

impl Newsroom {
    pub async fn new() -> Self {
        Self::on(Clocks::system()).await
    }

    pub async fn on(clocks: Clocks) -> Self {
        let test = TestStore::with_clocks::<migrations::Migrator>(clocks)
            .await
            .unwrap();
        let other = open_site(&test, "portal.localhost", "/").await;
        let site = open_site(&test, "edu.localhost", "/").await;
        let mut room = Self {
            test,
            site,
            other,
            news: ChannelId(0),
            notices: ChannelId(0),
        };
        room.apply(other).await;
        room.apply(site).await;
        (room.news, room.notices) = (
            room.channel(site, "news").await,
            room.channel(site, "notices").await,
        );
        room
    }

    pub async fn apply(&self, site: SiteId) -> channel::Applied {
        let granted = decide::<ApplySite>(&Actor::operator("demo"), site, &[]).unwrap();
        let mut tx = self.test.store.write(granted).await.unwrap();
        let applied = channel::apply_channels(&mut tx, &ChannelFile::parse(CHANNELS).unwrap())
            .await
            .unwrap();
        tx.audit("test", "channels", &());
        tx.commit().await.unwrap();
        applied
    }

    pub async fn channel(&self, site: SiteId, slug: &str) -> ChannelId {
        let found = channel::query::by_slug(&self.test.store.read(site), slug)
            .await
            .unwrap();
        ChannelId(found.unwrap().id)
    }

    pub fn granted<P: Permission>(&self, who: &Staff) -> Granted<P> {
        granted_on(who, self.site)
    }

    pub async fn write<P: Permission>(&self, who: &Staff) -> SiteWrite<P> {
        self.test.store.write(self.granted::<P>(who)).await.unwrap()
    }

    pub fn text(&self, title: &str) -> RawText {
        RawText {
            channel: self.news.0,
            title: title.into(),
            body: "全市中小学自下周一起实行新的**课后服务**时间。".into(),
            source: "陶都市教育局".into(),
            origin: "own".into(),
            keywords: "课后服务".into(),
            ..RawText::default()
        }
    }

    pub async fn draft(&self, raw: RawText) -> Result<Both> {
        let text = Text::parse(raw)?;
        let mut tx = self.write::<WriteArticle>(&WRITER).await;
        let both = article::create_article(&mut tx, &text).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn save(&self, who: &Staff, at: &Both, raw: RawText) -> Result<Both> {
        let may = decide::<EditArticle>(&actor(who), self.site, &[post(who, self.site)]).ok();
        let mut tx = self.write::<WriteArticle>(who).await;
        let both = article::save_article(&mut tx, id(at), seen(at), &Text::parse(raw)?, may.as_ref()).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn submit(&self, who: &Staff, at: &Both) -> Result<Both> {
        let may = decide::<EditArticle>(&actor(who), self.site, &[post(who, self.site)]).ok();
        let mut tx = self.write::<WriteArticle>(who).await;
        let both = article::submit_article(&mut tx, id(at), seen(at), may.as_ref()).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn recall(&self, who: &Staff, at: &Both) -> Result<Both> {
        let mut tx = self.write::<WriteArticle>(who).await;
        let both = article::recall_article(&mut tx, id(at), seen(at), None).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn discard(&self, who: &Staff, at: &Both) -> Result<Both> {
        let mut tx = self.write::<WriteArticle>(who).await;
        let both = article::discard_draft(&mut tx, id(at), seen(at), None).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn approve(&self, who: &Staff, at: &Both) -> Result<Both> {
        let mut tx = self.write::<ReviewArticle>(who).await;
        let both = article::approve_article(&mut tx, id(at), seen(at), "同意").await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn send_back(&self, at: &Both, reason: &str) -> Result<Both> {
        let mut tx = self.write::<ReviewArticle>(&REVIEWER).await;
        let both = article::send_back_article(&mut tx, id(at), seen(at), reason).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn publish(&self, at: &Both) -> Result<Both> {
        let mut tx = self.write::<PublishArticle>(&EDITOR).await;
        let both = article::publish_article(&mut tx, id(at), seen(at)).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn withdraw(&self, at: &Both, reason: &str) -> Result<Both> {
        let mut tx = self.write::<WithdrawArticle>(&EDITOR).await;
        let both = article::withdraw_article(&mut tx, id(at), seen(at), reason).await?;
        tx.commit().await?;
        Ok(both)
    }

    pub async fn correct(&self, at: &Both) -> Result<Both> {
        let may = self.granted::<EditArticle>(&EDITOR);
        let mut tx = self.write::<WriteArticle>(&EDITOR).await;
        let both = article::correct_article(&mut tx, id(at), seen(at), Some(&may)).await?;
        tx.commit().await?;
        Ok(both)
    }

    /// An article whose newest edition is in `state`.
    pub async fn article_in(&self, state: State) -> Both {
        let draft = self.draft(self.text("课后服务时间调整")).await.unwrap();
        self.bring(draft, state).await
    }

    /// An article that is published with this text.
    pub async fn published(&self, raw: RawText) -> Both {
        let draft = self.draft(raw).await.unwrap();
        self.bring(draft, State::Published).await
    }

    /// Confirms the warnings of the checks.
    pub async fn confirm(&self, who: &Staff, at: &Both, reason: &str) -> Result<()> {
        let mut tx = self.write::<WriteArticle>(who).await;
        content::check::confirm_findings(&mut tx, id(at), seen(at), reason).await?;
        tx.commit().await
    }

    pub async fn bring(&self, draft: Both, state: State) -> Both {
        if state == State::Draft {
            return draft;
        }
        if state == State::Discarded {
            return self.discard(&WRITER, &draft).await.unwrap();
        }
        let submitted = self.submit(&WRITER, &draft).await.unwrap();
        if state == State::Submitted {
            return submitted;
        }
        if state == State::Returned {
            return self.send_back(&submitted, "数字有误").await.unwrap();
        }
        let approved = self.approve(&REVIEWER, &submitted).await.unwrap();
        if state == State::Approved {
            return approved;
        }
        let published = self.publish(&approved).await.unwrap();
        match state {
            State::Withdrawn => self.withdraw(&published, "内容有误").await.unwrap(),
            _ => published,
        }
    }

    pub async fn placement(&self, at: &Both) -> placement::Model {
        let read = self.test.store.read(self.site);
        let own = placement::Column::ArticleId.eq(at.0.id);
        read.find::<placement::Entity>()
            .filter(own)
            .found()
            .await
            .unwrap()
    }

    pub async fn edition(&self, id: i64) -> edition::Model {
        let read = self.test.store.read(self.site);
        read.find::<edition::Entity>()
            .filter(edition::Column::Id.eq(id))
            .found()
            .await
            .unwrap()
    }

    /// The kinds of all events, oldest first.
    pub async fn events(&self) -> Vec<String> {
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            kind: String,
        }
        let sql = "select kind from event where kind like 'article.%' order by id";
        let rows: Vec<Row> = self.test.hub().read().report(sql, Vec::new()).await.unwrap();
        rows.into_iter().map(|row| row.kind).collect()
    }

    pub async fn store_picture(&self, site: SiteId, width: u32, words: Words) -> media::entity::Model {
        let prepared = media::prepare("窑场.png", &png(width, 90)).unwrap();
        self.store_file(site, prepared, words).await
    }

    pub async fn store_file(
        &self,
        site: SiteId,
        file: media::Prepared,
        words: Words,
    ) -> media::entity::Model {
        let kept = media::keep(self.test.store.files(), file).await.unwrap();
        let mut tx = self
            .test
            .store
            .write(granted_on::<ManageMedia>(&EDITOR, site))
            .await
            .unwrap();
        let row = media::store_media(&mut tx, &kept, &words).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    pub async fn is_public(&self, hash: &str) -> bool {
        let read = self.test.store.read(self.site);
        media::by_hash(&read, &[hash.to_owned()]).await.unwrap()[0].public
    }

    pub async fn close_channel(&self, channel: ChannelId) -> Result<()> {
        let mut tx = self.write::<ManageChannels>(&ADMIN).await;
        channel::close_channel(&mut tx, channel).await?;
        tx.commit().await
    }
}

pub fn png(width: u32, height: u32) -> bytes::Bytes {
    picture::Picture::sample(width, height).png().unwrap()
}

pub fn id(at: &Both) -> ArticleId {
    ArticleId(at.0.id)
}

pub fn seen(at: &Both) -> Revision {
    Revision(at.0.revision)
}

pub fn actor(who: &Staff) -> Actor {
    Actor::Person {
        id: PersonId(who.id),
        name: who.name.into(),
    }
}

pub fn post(who: &Staff, site: SiteId) -> Membership {
    Membership {
        site,
        role: who.role,
        channels: None,
    }
}

pub fn granted_on<P: Permission>(who: &Staff, site: SiteId) -> Granted<P> {
    decide(&actor(who), site, &[post(who, site)]).unwrap()
}

pub async fn open_site(test: &TestStore, host: &str, mount: &str) -> SiteId {
    let mut tx = test.hub().write(Actor::operator("init")).await.unwrap();
    let now = tx.now();
    let name = mount.trim_matches('/');
    let slug = if name.is_empty() {
        host.split('.').next().unwrap()
    } else {
        name
    };
    let kind = if slug == "portal" { "portal" } else { "department" };
    let row = site::ActiveModel {
        uid: Set(Uid::at(now).0),
        slug: Set(slug.into()),
        kind: Set(kind.into()),
        name: Set(format!("陶都市 {slug}")),
        short_name: Set(slug.into()),
        theme: Set(kind.into()),
        unit_id: Set(None),
        host: Set(host.into()),
        mount: Set(mount.into()),
        state: Set("open".into()),
        settings: Set("{}".into()),
        edited_fields: Set("[]".into()),
        revision: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.audit(None, "site.made", slug, &());
    tx.commit().await.unwrap();
    SiteId(row.id)
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(kernel::Error::Refused(refusal)) => refusal.code,
        other => panic!("no refusal: {other:?}"),
    }
}

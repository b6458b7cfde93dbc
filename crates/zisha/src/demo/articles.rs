//! `articles/*.md`: written, submitted, approved and published by the site's own people, oldest first.

use super::pictures::{self, Pictures};
use super::site_id;
use super::staff::{People, Somebody};
use crate::sites::Sites;
use crate::wire::Town;
use chrono::{DateTime, Duration, Utc};
use content::article::text::{RawText, Text};
use content::permissions::{PublishArticle, ReviewArticle, WriteArticle};
use kernel::clock::Hand;
use kernel::{ArticleId, Error, Permission, Result, Revision, SiteId, beijing, policy};
use serde::Deserialize;
use store::SiteWrite;
use syndication::permissions::SubmitUpward;

/// An article file: TOML between `+++` lines, then Markdown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Front {
    key: String,
    channel: String,
    title: String,
    #[serde(default)]
    subtitle: String,
    summary: String,
    pub(super) source: String,
    origin: String,
    author: String,
    keywords: Vec<String>,
    /// Day of publication; of a piece under way, of its last step.
    published_at: String,
    #[serde(default)]
    state: Standing,
    picture: Option<String>,
    #[serde(default)]
    pub(super) picture_alt: String,
    #[serde(default)]
    pub(super) picture_caption: String,
}

/// How far a piece has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    #[default]
    Published,
    Draft,
    Submitted,
    Returned,
}

/// A file of the folder.
pub(super) struct Piece {
    site: String,
    pub(super) front: Front,
    body: String,
    at: DateTime<Utc>,
}

pub(super) async fn publish_all(
    town: &Town,
    sites: &Sites,
    people: &People,
    hand: &Hand,
    now: DateTime<Utc>,
    progress: &dyn Fn(&str),
) -> Result<bool> {
    let mut pieces = Vec::new();
    for slug in sites.slugs()? {
        for path in sites.list(&format!("{slug}/articles"), ".md")? {
            pieces.push(read(&slug, &path, &sites.text(&path)?)?);
        }
    }
    pieces.retain(|piece| piece.at <= now);
    pieces.sort_by_key(|piece| piece.at);
    let mut missing = Vec::new();
    for piece in &pieces {
        let site = site_id(&town.base, &piece.site).await?;
        if !is_there(town, site, &piece.front.title).await? {
            missing.push(piece);
        }
    }
    if missing.is_empty() {
        return Ok(false);
    }
    progress("图片");
    let mut pictures = pictures::prepare_all(sites, &missing).await?;
    let total = missing.len();
    for (n, piece) in missing.into_iter().enumerate() {
        publish(town, &mut pictures, people, hand, piece).await?;
        if (n + 1) % 20 == 0 || n + 1 == total {
            progress(&format!("稿件 {}/{total}", n + 1));
        }
    }
    Ok(true)
}

/// Key and headline of an article file.
pub(super) fn called(path: &str, text: &str) -> Result<(String, String)> {
    let piece = read("", path, text)?;
    Ok((piece.front.key, piece.front.title))
}

fn read(slug: &str, path: &str, text: &str) -> Result<Piece> {
    let wrong = |why: String| Error::field(path, why);
    let rest = text
        .strip_prefix("+++\n")
        .ok_or_else(|| wrong("应以 +++ 开头。".into()))?;
    let (front, body) = rest
        .split_once("\n+++\n")
        .ok_or_else(|| wrong("缺少第二行 +++。".into()))?;
    let front: Front = toml::from_str(front).map_err(|error| wrong(error.message().to_owned()))?;
    let at = beijing::parse(&front.published_at).ok_or_else(|| wrong("published_at 无法识别。".into()))?;
    Ok(Piece {
        site: slug.to_owned(),
        front,
        body: body.to_owned(),
        at,
    })
}

async fn is_there(town: &Town, site: SiteId, title: &str) -> Result<bool> {
    use content::article::edition;
    use sea_orm::ColumnTrait;
    town.base
        .store
        .read(site)
        .find::<edition::Entity>()
        .filter(edition::Column::Title.eq(title))
        .exists()
        .await
}

/// Writer, reviewer and editor of the site, each with the own account, on the day of the file.
async fn publish(
    town: &Town,
    pictures: &mut Pictures,
    people: &People,
    hand: &Hand,
    piece: &Piece,
) -> Result<()> {
    let site = site_id(&town.base, &piece.site).await?;
    let who = |role: &str| {
        let account = format!("{}.{role}", piece.site);
        people
            .get(&account)
            .cloned()
            .ok_or_else(|| Error::fault(format!("the demo has no {account}")))
    };
    let (writer, reviewer, editor) = (who("writer")?, who("reviewer")?, who("editor")?);
    hand.advance(piece.at - Duration::hours(3) - hand.now());
    let lead = pictures::enter(town, pictures, site, &writer, piece).await?;
    let text = piece.text(town, site, lead).await?;
    let mut tx = open::<WriteArticle>(town, site, &writer).await?;
    let (article, _) = content::article::create_article(&mut tx, &text).await?;
    let id = ArticleId(article.id);
    if piece.front.state == Standing::Draft {
        return tx.commit().await;
    }
    let (article, _) =
        content::article::submit_article(&mut tx, id, Revision(article.revision), None).await?;
    tx.commit().await?;
    if piece.front.state == Standing::Submitted {
        return Ok(());
    }
    hand.advance(Duration::hours(2));
    let mut tx = open::<ReviewArticle>(town, site, &reviewer).await?;
    let seen = Revision(article.revision);
    if piece.front.state == Standing::Returned {
        content::article::send_back_article(
            &mut tx,
            id,
            seen,
            "请补充联系电话和办理时间，数字与附表核对后再报。",
        )
        .await?;
        return tx.commit().await;
    }
    let (article, _) = content::article::approve_article(&mut tx, id, seen, "内容属实，同意发布。").await?;
    tx.commit().await?;
    hand.advance(piece.at - hand.now());
    let mut tx = open::<PublishArticle>(town, site, &editor).await?;
    content::article::publish_article(&mut tx, id, Revision(article.revision)).await?;
    tx.commit().await?;
    if piece.site == "portal" || piece.front.channel == "news" {
        return Ok(());
    }
    // What no rule carries to the portal the writer sends up by hand.
    let portal = super::portal_id(&town.base).await?;
    let mut tx = open::<SubmitUpward>(town, site, &writer).await?;
    syndication::submission::submit_upward(&mut tx, id, portal).await?;
    tx.commit().await
}

async fn open<P: Permission>(town: &Town, site: SiteId, who: &Somebody) -> Result<SiteWrite<P>> {
    town.base
        .store
        .write(policy::decide::<P>(&who.actor, site, &who.posts)?)
        .await
}

impl Piece {
    pub(super) fn picture_path(&self) -> Option<String> {
        self.front
            .picture
            .as_deref()
            .map(|file| format!("{}/assets/pictures/{file}", self.site))
    }

    /// The picture stands at the head of the text.
    fn body_with(&self, picture: Option<&str>) -> String {
        match picture {
            Some(hash) => format!("![{}](media:{hash})\n\n{}", self.front.picture_alt, self.body),
            None => self.body.clone(),
        }
    }

    async fn text(&self, town: &Town, site: SiteId, lead: Option<String>) -> Result<Text> {
        let read = town.base.store.read(site);
        let channel = content::channel::query::by_slug(&read, &self.front.channel).await?;
        let channel = channel.ok_or_else(|| {
            Error::field(
                "channel",
                format!("{}：没有栏目 {}。", self.front.key, self.front.channel),
            )
        })?;
        let front = &self.front;
        Text::parse(RawText {
            channel: channel.id,
            title: front.title.clone(),
            subtitle: front.subtitle.clone(),
            summary: front.summary.clone(),
            format: "markdown".into(),
            body: self.body_with(lead.as_deref()),
            source: front.source.clone(),
            origin: front.origin.clone(),
            author: front.author.clone(),
            keywords: front.keywords.join(","),
            lead: lead.unwrap_or_default(),
            ..RawText::default()
        })
    }
}

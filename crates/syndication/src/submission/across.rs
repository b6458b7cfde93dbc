//! Sending to a neighbour's desk by hand (送稿): the article's page leads here, handlers of the page.

use super::across_view::Across;
use super::{query, recall_submission, send_across};
use crate::permissions::SendAcross;
use crate::rule::staff::Register;
use crate::share::query::neighbours;
use actix_web::web::{Data, Path};
use content::article::entity as article;
use gateway::{By, Form, Reply, Site, SlotAction, SlotProvider, StaffPage, StaffSession};
use kernel::policy::{self, Membership};
use kernel::{ArticleId, ChannelId, Error, Result, SiteId, SubmissionId};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use store::{HubStore, SiteRead};

/// The form of the page, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AcrossForm {
    /// Number of the site.
    pub site: String,
}

impl AcrossForm {
    fn neighbour(&self) -> Result<SiteId> {
        let site = self.site.parse().ok();
        site.ok_or_else(|| Error::field("site", "请选择网站。"))
    }
}

/// An article of this site in a channel that the person's posts cover.
async fn find(by: &By<SendAcross>, id: ArticleId) -> Result<article::Model> {
    let wanted = article::Column::Id.eq(id.0);
    let found = by.read().find::<article::Entity>().filter(wanted).found().await?;
    match by.granted().covers(ChannelId(found.channel_id)) {
        Ok(()) => Ok(found),
        Err(_outside) => Err(Error::NotFound),
    }
}

async fn page(
    hub: &Register,
    by: &By<SendAcross>,
    id: ArticleId,
    form: &AcrossForm,
) -> Result<StaffPage<Across>> {
    let article = find(by, id).await?;
    let view = Across::load(&by.read(), &hub.0.read(), &by.site, &article, &form.site).await?;
    Ok(StaffPage::new("syndication/across.html", view).title("送稿到其他网站"))
}

/// `GET /console/articles/{article}/across`
///
/// # Errors
/// [`Error::NotFound`] for an article of another site.
pub async fn get_across(hub: Data<Register>, by: By<SendAcross>, article: Path<ArticleId>) -> Reply {
    by.page(page(&hub, &by, *article, &AcrossForm::default()).await?)
        .await
}

/// `POST /console/articles/{article}/across`
///
/// # Errors
/// Faults; [`Error::NotFound`] for an article of another site.
pub async fn post_across(
    hub: Data<Register>,
    by: By<SendAcross>,
    article: Path<ArticleId>,
    Form(form): Form<AcrossForm>,
) -> Reply {
    find(&by, *article).await?;
    let done = async {
        let neighbour = form.neighbour()?;
        let mut tx = by.write().await?;
        send_across(&mut tx, &hub.0.read(), *article, neighbour).await?;
        tx.commit().await
    };
    let path = format!("/console/articles/{article}/across");
    match done.await {
        Ok(()) => by.saved(&path, "已送到对方采编台，结果会显示在这里。").await,
        Err(error) => by.form(page(&hub, &by, *article, &form).await?, error).await,
    }
}

/// `POST /console/articles/{article}/across/recall`
///
/// # Errors
/// Refusals of [`recall_submission`]; [`Error::NotFound`] when it was not sent there.
pub async fn post_recall_across(
    hub: Data<Register>,
    by: By<SendAcross>,
    article: Path<ArticleId>,
    Form(form): Form<AcrossForm>,
) -> Reply {
    find(&by, *article).await?;
    let done = async {
        let mut tx = by.write().await?;
        let sent = query::sent_across(&tx, *article).await?;
        let sent = sent
            .into_iter()
            .find(|row| row.target_site_id.to_string() == form.site);
        recall_submission(&mut tx, SubmissionId(sent.ok_or(Error::NotFound)?.id)).await?;
        tx.commit().await
    };
    let path = format!("/console/articles/{article}/across");
    match done.await {
        Ok(()) => by.saved(&path, "已取回。").await,
        Err(error) => {
            by.form(page(&hub, &by, *article, &AcrossForm::default()).await?, error)
                .await
        }
    }
}

/// Fills `article.actions`, where a neighbour receives from this site or something was sent.
pub struct AcrossSlot(pub HubStore);

#[async_trait::async_trait]
impl SlotProvider for AcrossSlot {
    async fn actions(
        &self,
        read: &SiteRead,
        site: &Site,
        person: &StaffSession,
        posts: &[Membership],
        id: i64,
    ) -> Result<Vec<SlotAction>> {
        if policy::decide::<SendAcross>(&person.actor(), site.id, posts).is_err() {
            return Ok(Vec::new());
        }
        let sent = query::sent_across(read, ArticleId(id)).await?.len();
        if sent == 0 && neighbours(read, &self.0.read()).await?.is_empty() {
            return Ok(Vec::new());
        }
        let note = if sent == 0 {
            "送到订阅本站栏目的网站的采编台，由对方决定是否采用。".to_owned()
        } else {
            format!("已送 {sent} 个网站，点开看结果。")
        };
        Ok(vec![SlotAction {
            label: "送稿到其他网站".into(),
            page: site.url(&format!("/console/articles/{id}/across")),
            note,
            ..SlotAction::default()
        }])
    }
}

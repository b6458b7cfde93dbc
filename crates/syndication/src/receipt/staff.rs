//! Handlers of the source's page 转发情况.

use super::view::Spread;
use crate::authorization::{Reason, grant_again, revoke};
use crate::permissions::RevokePlaces;
use crate::rule::staff::Register;
use crate::ui::PageQuery;
use actix_web::web::{Data, Path, Query};
use content::article::entity as article;
use content::permissions::ReadArticles;
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ArticleId, ChannelId, Error, Result, SiteId};
use sea_orm::ColumnTrait;
use serde::Deserialize;

/// The forms 撤销授权 and 恢复授权, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RevokeForm {
    /// A site, or empty for all.
    site: String,
    reason: String,
}

impl RevokeForm {
    fn place(&self) -> Result<Option<SiteId>> {
        match self.site.as_str() {
            "" | "all" => Ok(None),
            typed => match typed.parse() {
                Ok(site) => Ok(Some(site)),
                Err(_not_a_number) => Err(Error::field("site", "请选择网站。")),
            },
        }
    }
}

/// An article of this site in a channel that the person's posts cover.
async fn find(who: &Signed, id: ArticleId) -> Result<article::Model> {
    let article = who
        .read()
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id.0))
        .found()
        .await?;
    match who.proof::<ReadArticles>()?.covers(ChannelId(article.channel_id)) {
        Ok(()) => Ok(article),
        Err(_outside) => Err(Error::NotFound),
    }
}

async fn page(
    who: &Signed,
    hub: &Register,
    id: ArticleId,
    form: &RevokeForm,
    number: u64,
) -> Result<StaffPage<Spread>> {
    let article = find(who, id).await?;
    let may = who.may::<RevokePlaces>();
    let view = Spread::load(who, hub, &article, may, (&form.site, &form.reason), number).await?;
    Ok(StaffPage::new("syndication/spread.html", view).title("转发情况"))
}

/// `GET /console/articles/{article}/places`
///
/// # Errors
/// [`Error::NotFound`] for an article of another site.
pub async fn get_spread(
    hub: Data<Register>,
    by: By<ReadArticles>,
    article: Path<ArticleId>,
    Query(asked): Query<PageQuery>,
) -> Reply {
    let page = page(&by, &hub, *article, &RevokeForm::default(), asked.number()).await?;
    by.page(page).await
}

/// `POST /console/articles/{article}/revoke`
///
/// # Errors
/// Refusals of [`revoke`].
pub async fn post_revoke(
    hub: Data<Register>,
    by: By<RevokePlaces>,
    article: Path<ArticleId>,
    Form(form): Form<RevokeForm>,
) -> Reply {
    let done = async {
        let (place, reason) = (form.place()?, Reason::parse(&form.reason)?);
        let mut tx = by.write().await?;
        revoke(&mut tx, *article, place, &reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            let path = format!("/console/articles/{article}/places");
            by.saved(&path, "已撤销转发授权，对方页面随即撤下。").await
        }
        Err(error) => by.form(page(&by, &hub, *article, &form, 1).await?, error).await,
    }
}

/// `POST /console/articles/{article}/grant`
///
/// # Errors
/// Refusals of [`grant_again`].
pub async fn post_grant(
    by: By<RevokePlaces>,
    article: Path<ArticleId>,
    Form(form): Form<RevokeForm>,
) -> Reply {
    let place = form.place()?;
    let mut tx = by.write().await?;
    grant_again(&mut tx, *article, place).await?;
    tx.commit().await?;
    let path = format!("/console/articles/{article}/places");
    by.saved(&path, "已恢复转发授权。").await
}

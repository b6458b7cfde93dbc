//! Handlers of slots: the form's script keeps its text here every few seconds; what was kept is offered and dropped.

use super::{Place, clear_slot, drop_slot, entity, keep_text, lay_aside, query};
use crate::article::form::TextForm;
use crate::article::staff::editable;
use crate::permissions::{KeepText, WriteArticle};
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway::staff::COOKIE;
use gateway::{By, Ctx, Form, HttpError, Reply, StaffPage};
use kernel::{Actor, ArticleId, Error, PersonId, Result, beijing, policy};
use rand::TryRng;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};

/// Name of the cookie with a browser's secret, before [`gateway::Settings::cookie_name`].
const ASIDE: &str = "aside";

#[derive(Serialize)]
struct Kept {
    at: String,
    others: Vec<String>,
    revision: Option<i64>,
}

/// Keeps the form as it stands.
///
/// # Errors
/// [`Error::NotFound`] for an article that is not here; see [`keep_text`].
pub async fn post_slot(by: By<WriteArticle>, Form(form): Form<TextForm>) -> Reply {
    let place = Place::parse(&form.slot).ok_or_else(|| Error::field("slot", "表单已失效，请重新打开。"))?;
    let read = by.read();
    let (others, revision) = match &place {
        Place::Article(id) => {
            let (article, _) = editable(&by, &read, *id).await?;
            (
                query::others(&read, by.me.person, *id).await?,
                Some(article.revision),
            )
        }
        Place::New(_) => (Vec::new(), None),
    };
    drop(read);
    let at = if place.article().is_none() && form.is_blank() {
        by.read().now()
    } else {
        let mut tx = by.write().await?;
        let slot = keep_text(&mut tx, &place, &form).await?;
        tx.commit().await?;
        slot.seen_at
    };
    let at = beijing::minute(at).split_off("2026-11-23 ".len());
    Ok(HttpResponse::Ok().json(Kept { at, others, revision }))
}

#[derive(Serialize)]
struct Back {
    csrf: String,
}

/// Whether the session is back, and the proof for its forms.
///
/// # Errors
/// [`Error::Unauthenticated`] while it is not.
pub async fn get_slot(by: By<WriteArticle>) -> Reply {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "private, no-store"));
    Ok(answer.json(Back {
        csrf: by.csrf().to_owned(),
    }))
}

/// `content/signed_in.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    /// The list of articles, for who came here otherwise.
    pub articles_url: String,
}

/// Where the small window ends after signing in again.
///
/// # Errors
/// Faults of the template.
pub async fn get_signed_in(by: By<WriteArticle>) -> Reply {
    let view = SignedIn {
        articles_url: by.site.url("/console/articles"),
    };
    by.page(StaffPage::new("content/signed_in.html", view).title("已登录"))
        .await
}

/// Which slot to drop.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    id: i64,
}

/// 丢弃.
///
/// # Errors
/// [`Error::NotFound`] for a slot that is not the person's own.
pub async fn post_discard_slot(by: By<WriteArticle>, http: HttpRequest, Form(which): Form<Which>) -> Reply {
    let secret = secret(&by.ctx, &http);
    let mut tx = by.write().await?;
    let slot = drop_slot(&mut tx, which.id, secret.as_deref()).await?;
    tx.commit().await?;
    let back = slot
        .article_id
        .map_or_else(|| "new".to_owned(), |id| format!("{id}/edit"));
    by.saved(&format!("/console/articles/{back}"), "已丢弃未保存的文字。")
        .await
}

/// Keeps what a save refused, so that it is offered again whatever becomes of the page. A fault here must not hide why
/// the save itself was refused.
pub(crate) async fn keep_refused(by: &By<WriteArticle>, place: &Place, form: &TextForm) {
    let kept = async {
        let mut tx = by.write().await?;
        keep_text(&mut tx, place, form).await?;
        tx.commit().await
    };
    let kept: Result<()> = kept.await;
    if let Err(error) = kept {
        tracing::warn!(%error, "A refused text could not be kept in its slot");
    }
}

/// The form is saved: its slot goes.
pub(crate) async fn saved(
    tx: &mut store::SiteWrite<WriteArticle>,
    word: &str,
    id: Option<ArticleId>,
) -> Result<()> {
    let places = [Place::parse(word), id.map(Place::Article)];
    for place in places.iter().flatten() {
        clear_slot(tx, place).await?;
    }
    Ok(())
}

/// A form came without a session. The text is laid aside, and the way leads over the sign-in back to it. Only a form that
/// this server drew for a session gets here: its proof was checked in front.
///
/// # Errors
/// Whatever kept the person out, if it was not the end of the session.
pub(crate) async fn sign_in_first(
    ctx: &Ctx,
    http: &HttpRequest,
    article: Option<ArticleId>,
    form: &TextForm,
    error: HttpError,
) -> Reply {
    let had_session = http.cookie(&ctx.app.settings.cookie_name(COOKIE)).is_some();
    if !matches!(error.0, Error::Unauthenticated) || !had_session || gateway::wants_json(http) {
        return Err(error);
    }
    let mut bytes = [0_u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    let secret = URL_SAFE_NO_PAD.encode(bytes);
    let granted = policy::decide::<KeepText>(&Actor::Public, ctx.site.id, &[])?;
    let mut tx = ctx.store.write(granted).await?;
    lay_aside(&mut tx, &secret, article, form).await?;
    tx.commit().await?;
    let page = article.map_or_else(
        || "/console/articles/new".to_owned(),
        |id| format!("/console/articles/{id}/edit"),
    );
    let next: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((
        header::LOCATION,
        ctx.site.url(&format!("/console/login?next={next}")),
    ));
    answer.insert_header((header::CACHE_CONTROL, "private, no-store"));
    answer.cookie(cookie(ctx, secret));
    Ok(answer.finish())
}

fn cookie(ctx: &Ctx, secret: String) -> Cookie<'static> {
    Cookie::build(ctx.app.settings.cookie_name(ASIDE), secret)
        .path("/")
        .http_only(true)
        .secure(ctx.app.settings.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(1))
        .finish()
}

/// The browser's secret, if it laid something aside.
pub(crate) fn secret(ctx: &Ctx, http: &HttpRequest) -> Option<String> {
    let cookie = http.cookie(&ctx.app.settings.cookie_name(ASIDE))?;
    Some(cookie.value().to_owned()).filter(|value| value.len() == 43)
}

/// An unsaved text that is offered over the form.
#[derive(Clone, Debug, Serialize)]
pub struct Offer {
    /// Its number.
    pub id: i64,
    /// Headline, or the beginning of the body.
    pub title: String,
    /// When it was typed.
    pub at: String,
    /// It came after the session had run out.
    pub aside: bool,
    /// 恢复: the form with this text.
    pub take: String,
}

/// The unsaved texts for a form: of the article, or those that are no articles yet.
pub(crate) async fn offers(
    by: &By<WriteArticle>,
    http: &HttpRequest,
    article: Option<(ArticleId, &TextForm)>,
) -> Result<Vec<Offer>> {
    let read = by.read();
    let me: PersonId = by.me.person;
    let mut slots: Vec<entity::Model> = match article {
        Some((id, _)) => query::of_article(&read, me, id).await?.into_iter().collect(),
        None => query::new_texts(&read, me).await?,
    };
    if let Some(secret) = secret(&by.ctx, http) {
        let aside = query::laid_aside(&read, &secret).await?;
        slots.extend(aside.filter(|slot| slot.article_id == article.map(|(id, _)| id.0)));
    }
    let page = article.map_or_else(|| "new".to_owned(), |(id, _)| format!("{id}/edit"));
    let offer = |slot: entity::Model| {
        let form = TextForm::kept(&slot);
        let told = article.is_some_and(|(_, saved)| saved.says_the_same(&form));
        (!told && !form.is_blank()).then(|| Offer {
            id: slot.id,
            title: form.called(),
            at: beijing::minute(slot.changed_at),
            aside: slot.person_id.is_none(),
            take: by.site.url(&format!("/console/articles/{page}?slot={}", slot.id)),
        })
    };
    Ok(slots.into_iter().filter_map(offer).collect())
}

/// 恢复: the text of a slot in place of what is saved. The revision is the one its writer saw, so that saving it over a
/// newer text is noticed.
pub(crate) async fn resume(by: &By<WriteArticle>, http: &HttpRequest, id: i64) -> Result<TextForm> {
    let secret = secret(&by.ctx, http);
    let slot = query::own(&by.read(), id, Some(by.me.person), secret.as_deref()).await?;
    // Saving the form is to remove this very slot; one that was laid aside ends by its time.
    let word = slot.key.split_once(':').map(|(_, word)| word.to_owned());
    Ok(TextForm {
        slot: word.filter(|_| slot.person_id.is_some()).unwrap_or_default(),
        ..TextForm::kept(&slot)
    })
}

//! Who asks: the token of the `Authorization` header, on the site of the request.

use super::limit::Limits;
use crate::permissions::UseToken;
use crate::token::{Given, entity, query, read_given};
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use chrono::Duration;
use gateway::{Ctx, HttpError, Problem};
use kernel::policy::{self, TokenRights};
use kernel::{Actor, Error, Granted, Permission, Result, Uid};
use sea_orm::{Set, Unchanged};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use store::SiteWrite;

/// A business system that proved who it is.
pub struct Bearer {
    /// The site.
    pub ctx: Ctx,
    /// Its token.
    pub token: entity::Model,
    actor: Actor,
    rights: TokenRights,
}

impl Bearer {
    /// The proof that the token may do `P` here.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn proof<P: Permission>(&self) -> Result<Granted<P>> {
        policy::decide_token(&self.actor, self.ctx.site.id, &self.rights)
    }

    /// Opens the writing door.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Busy`] or a fault.
    pub async fn write<P: Permission>(&self) -> Result<SiteWrite<P>> {
        self.ctx.store.write(self.proof::<P>()?).await
    }

    /// Notes that the token was used, once a minute at most.
    async fn note_use(&self) -> Result<()> {
        let now = self.ctx.store.clocks().security.now();
        if self
            .token
            .used_at
            .is_some_and(|at| now - at < Duration::minutes(1))
        {
            return Ok(());
        }
        let mut tx = self.write::<UseToken>().await?;
        tx.exempt("token_use")?;
        let used = entity::ActiveModel {
            id: Unchanged(self.token.id),
            used_at: Set(Some(now)),
            ..entity::ActiveModel::default()
        };
        tx.update(used).await?;
        tx.commit().await
    }
}

async fn bearer(request: HttpRequest) -> Result<Bearer, Denied> {
    let ctx = Ctx::extract(&request).await?;
    let header = request.headers().get(header::AUTHORIZATION);
    let kept = match read_given(header.and_then(|value| value.to_str().ok()), ctx.site.uid) {
        Given::Here(kept) => kept,
        // To a token of another site nothing exists here.
        Given::Elsewhere => return Err(Error::NotFound.into()),
        Given::Nothing => return Err(Denied::token("token.missing", "请求缺少令牌，或令牌格式不正确。")),
    };
    let Some(token) = query::by_hash(&ctx.read(), &kept).await? else {
        return Err(Denied::token("token.unknown", "本站没有这个令牌。"));
    };
    if !token.is_live(ctx.store.clocks().security.now()) {
        return Err(Denied::token(
            "token.over",
            "令牌已停用或到期，请向本站管理员申请新的令牌。",
        ));
    }
    if let Some(limits) = request.app_data::<Data<Limits>>() {
        limits.take(token.id)?;
    }
    let actor = Actor::Token {
        uid: Uid(token.uid),
        name: token.name.clone(),
    };
    gateway::staff::act_as(&request, actor.clone());
    let rights = TokenRights {
        site: ctx.site.id,
        scopes: token
            .scopes()
            .iter()
            .map(|scope| scope.key().to_owned())
            .collect(),
        channels: token.channels(),
    };
    let bearer = Bearer {
        ctx,
        token,
        actor,
        rights,
    };
    bearer.note_use().await?;
    Ok(bearer)
}

impl FromRequest for Bearer {
    type Error = Denied;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Denied>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(bearer(request.clone()))
    }
}

/// Why a token opens nothing.
#[derive(Debug)]
pub enum Denied {
    /// Code and words of a 401.
    Token(&'static str, &'static str),
    /// Something else.
    Other(HttpError),
}

impl Denied {
    fn token(code: &'static str, words: &'static str) -> Self {
        Self::Token(code, words)
    }
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<HttpError> for Denied {
    fn from(error: HttpError) -> Self {
        Self::Other(error)
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(code, _) => f.write_str(code),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl ResponseError for Denied {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Token(..) => StatusCode::UNAUTHORIZED,
            Self::Other(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let (code, words) = match self {
            Self::Token(code, words) => (*code, *words),
            Self::Other(error) => return error.error_response(),
        };
        let problem = Problem {
            title: "令牌无效".into(),
            detail: words.into(),
            code: code.into(),
            ..Problem::of(&Error::Unauthenticated)
        };
        let mut response = super::answer::problem(&problem);
        let ask = HeaderValue::from_static("Bearer realm=\"zisha\", error=\"invalid_token\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        response
    }
}

//! The only translation from [`kernel::Error`] to HTTP. Pages for people are drawn by [`super::front`], which knows
//! the site; here stand the status and the machine's form (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use kernel::{Error, FieldError};
use serde::Serialize;
use std::fmt;
use tracing::error;

/// What a handler answers.
pub type Reply = Result<HttpResponse, HttpError>;

/// An error on its way out.
#[derive(Debug)]
pub struct HttpError(pub Error);

impl From<Error> for HttpError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<store::WriteError> for HttpError {
    fn from(error: store::WriteError) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A problem detail (RFC 9457); also the note by which `front` draws the page.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// Always `about:blank`; `code` tells more.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Short words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do or why not.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// Fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// The problem of an error.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        let (status, title, code) = match error {
            Error::NotFound => (StatusCode::NOT_FOUND, "没有找到", "not_found"),
            Error::Gone => (StatusCode::GONE, "内容已撤下", "gone"),
            Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "请先登录", "unauthenticated"),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, "没有权限", "forbidden"),
            Error::Refused(refusal) => (StatusCode::CONFLICT, "不能这样办", refusal.code),
            Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "填写有误", "invalid"),
            Error::Stale(_) => (StatusCode::CONFLICT, "内容已被修改", "stale"),
            Error::Unproven => (StatusCode::FORBIDDEN, "请确认身份", "unproven"),
            Error::ForeignForm => (StatusCode::FORBIDDEN, "表单已失效", "foreign_form"),
            Error::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "内容过大", "too_large"),
            Error::UnsupportedType(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "类型不受理",
                "unsupported_type",
            ),
            Error::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "尝试过多", "too_many"),
            Error::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "系统繁忙", "busy"),
            Error::ReadOnly(_) => (StatusCode::SERVICE_UNAVAILABLE, "暂停写入", "read_only"),
            Error::Timeout => (StatusCode::SERVICE_UNAVAILABLE, "处理超时", "timeout"),
            Error::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "系统故障", "fault"),
        };
        let errors = match error {
            Error::Invalid(fields) => fields.clone(),
            _ => Vec::new(),
        };
        Self {
            kind: "about:blank",
            title: title.into(),
            status: status.as_u16(),
            detail: error.sentence(),
            code: code.into(),
            errors,
        }
    }

    /// The problem of an answer that came without one: what the framework itself refused, or a host nobody owns.
    pub(super) fn of_status(status: StatusCode) -> Self {
        let (title, detail, code) = match status {
            StatusCode::NOT_FOUND => return Self::of(&Error::NotFound),
            StatusCode::MISDIRECTED_REQUEST => (
                "没有这个网站",
                "本服务器上没有您要访问的网站，请检查地址。",
                "misdirected",
            ),
            status if status.is_client_error() => {
                ("请求有误", "请求的格式不正确，请检查参数。", "bad_request")
            }
            _ => ("系统故障", "系统出现故障，请稍后再试。", "fault"),
        };
        Self {
            kind: "about:blank",
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.into(),
            errors: Vec::new(),
        }
    }

    /// As programs read it.
    pub(super) fn answer(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        HttpResponse::build(status)
            .content_type("application/problem+json; charset=utf-8")
            .json(self)
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(Problem::of(&self.0).status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Error::Fault(cause) = &self.0 {
            error!(?cause, "A request failed");
        }
        let problem = Problem::of(&self.0);
        let mut response = HttpResponse::build(self.status_code())
            .content_type("application/problem+json; charset=utf-8")
            .json(&problem);
        let wait = match &self.0 {
            Error::TooMany(wait) | Error::Busy(wait) => Some(wait.as_secs().max(1)),
            Error::ReadOnly(_) | Error::Timeout => Some(30),
            _ => None,
        };
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(problem);
        response
    }
}

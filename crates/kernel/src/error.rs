//! The one closed error. It is matched without a wildcard wherever it is translated, so a new
//! variant makes every translator fail to compile.

use crate::{Refusal, Revision};
use std::fmt;
use std::time::Duration;

/// What an operation or a query answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A field of a form (or of a file's line) and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// One plain Chinese sentence.
    pub text: String,
}

impl FieldError {
    /// Names the field and says what is wrong.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            text: text.into(),
        }
    }
}

/// Everything that can go wrong, as far as anyone outside has to know.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or not for this site: the two look the same.
    NotFound,
    /// It was here and was withdrawn.
    Gone,
    /// Nobody is signed in.
    Unauthenticated,
    /// Somebody is signed in who may not; names the permission.
    Forbidden(&'static str),
    /// A rule of the house said no.
    Refused(Refusal),
    /// The input is not acceptable; names each field.
    Invalid(Vec<FieldError>),
    /// Somebody saved in between; carries what stands now.
    Stale(Revision),
    /// A dangerous act by somebody who proved long ago who sits there.
    Unproven,
    /// A form came without its proof of origin.
    ForeignForm,
    /// Larger than allowed, in bytes.
    TooLarge(u64),
    /// A kind of content that is not taken.
    UnsupportedType(String),
    /// Too many tries.
    TooMany(Duration),
    /// The database is busy; try again.
    Busy(Duration),
    /// Writes are refused for the moment (disk full, restore under way); says why.
    ReadOnly(String),
    /// The request took too long.
    Timeout,
    /// A fault of ours or of the machine; the cause is logged once, never shown.
    Fault(Fault),
}

/// The hidden cause of a fault.
pub struct Fault(Box<dyn std::error::Error + Send + Sync>);

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&*self.0);
        let mut first = true;
        while let Some(error) = source {
            if !first {
                f.write_str(": ")?;
            }
            write!(f, "{error}")?;
            first = false;
            source = error.source();
        }
        Ok(())
    }
}

impl Error {
    /// Wraps a foreign error as a fault.
    pub fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(Fault(cause.into()))
    }

    /// One field is wrong.
    pub fn field(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, text)])
    }

    /// The plain sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NotFound => "没有找到您要的内容。".into(),
            Self::Gone => "该内容已撤下。".into(),
            Self::Unauthenticated => "请先登录。".into(),
            Self::Forbidden(_) => "您没有办理此事的权限。".into(),
            Self::Refused(refusal) => refusal.text.into(),
            Self::Invalid(fields) => fields
                .iter()
                .map(|field| field.text.as_str())
                .collect::<Vec<_>>()
                .join(""),
            Self::Stale(_) => "您打开之后，有人保存过新的内容。".into(),
            Self::Unproven => "办理此事需要再次确认您的身份。".into(),
            Self::ForeignForm => "表单已失效，请返回重新打开后再提交。".into(),
            Self::TooLarge(limit) => format!("内容过大，上限 {} MB。", limit / 1_048_576),
            Self::UnsupportedType(kind) => format!("不接受这种类型的文件：{kind}。"),
            Self::TooMany(wait) => format!("尝试次数过多，请 {} 秒后再试。", wait.as_secs().max(1)),
            Self::Busy(_) => "系统繁忙，请稍后再试。".into(),
            Self::ReadOnly(reason) => format!("系统暂停写入：{reason}。"),
            Self::Timeout => "处理超时，请稍后再试。".into(),
            Self::Fault(_) => "系统出现故障，已记录。".into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{} ({})", refusal.text, refusal.code),
            Self::Invalid(fields) => {
                for field in fields {
                    write!(f, "{}: {} ", field.field, field.text)?;
                }
                Ok(())
            }
            Self::Fault(cause) => write!(f, "{cause:?}"),
            other => f.write_str(&other.sentence()),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if matches!(
            error.kind(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
        ) {
            return Self::ReadOnly("磁盘已满".into());
        }
        Self::fault(error)
    }
}

//! The form of a new webhook.

use crate::outgoing::KINDS;
use kernel::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct WebhookForm {
    /// What the receiver is called.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// Kinds.
    pub events: Vec<String>,
}

impl From<Vec<(String, String)>> for WebhookForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => form.name = value,
                "url" => form.url = value,
                "events" => form.events.push(value),
                _ => {}
            }
        }
        form
    }
}

/// As meant.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) events: Vec<&'static str>,
}

impl WebhookForm {
    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self) -> Result<NewWebhook> {
        let mut wrong = Vec::new();
        let name = self.name.trim();
        if !(2..=40).contains(&name.chars().count()) {
            wrong.push(FieldError::new("name", "接收系统名称应为 2 至 40 字。"));
        }
        let url = web_address(&self.url);
        if url.is_none() {
            wrong.push(FieldError::new("url", "请填写 http 或 https 开头的完整地址。"));
        }
        let known = |key: &String| KINDS.iter().find(|(kind, _)| kind == key).map(|(kind, _)| *kind);
        let events: Vec<&'static str> = self.events.iter().filter_map(known).collect();
        if events.is_empty() || events.len() != self.events.len() {
            wrong.push(FieldError::new("events", "请至少选择一种通知。"));
        }
        match url {
            Some(url) if wrong.is_empty() => Ok(NewWebhook {
                name: name.to_owned(),
                url,
                events,
            }),
            Some(_) | None => Err(Error::Invalid(wrong)),
        }
    }
}

/// A web address of at most 1,000 characters, without a password in it.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let url = url::Url::parse(text.trim()).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let open = url.username().is_empty() && url.password().is_none();
    (web && open && url.as_str().len() <= 1000).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_web_and_carries_no_password() {
        assert!(web_address(" https://oa.example.gov.cn/hook ").is_some());
        for bad in [
            "",
            "oa.example",
            "ftp://a/",
            "https://u:p@a/",
            "javascript:alert(1)",
        ] {
            assert!(web_address(bad).is_none(), "{bad}");
        }
    }
}

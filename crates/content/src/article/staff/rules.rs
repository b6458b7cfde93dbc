//! 审核流程: GET and POST /console/review-rules.

use crate::article::rule::entity::{self, WHOLE_SITE};
use crate::article::rule::{Rule, set_rule};
use crate::channel;
use crate::permissions::ManageChannels;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Error, Result};
use serde::{Deserialize, Serialize};

const TEMPLATE: &str = "content/review_rules.html";

/// A channel, or the whole site, with its rule.
#[derive(Clone, Debug, Serialize)]
pub struct RuleRow {
    /// Channel; 0 for the whole site.
    pub channel: i64,
    /// Its name.
    pub name: String,
    /// Empty, `1`, `2` or `3`.
    pub reviews: String,
    /// 保密审查.
    pub secrecy: bool,
    /// Who set it; empty for nobody.
    pub by: String,
}

/// `content/review_rules.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RuleList {
    /// Where each form posts to.
    pub action: String,
    /// The site first, then the channels in their order.
    pub rows: Vec<RuleRow>,
}

/// What one row sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    channel: String,
    reviews: String,
    secrecy: String,
}

/// The rules of the site and its channels.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_rules(by: By<ManageChannels>) -> Reply {
    let list = load(&by).await?;
    by.page(StaffPage::new(TEMPLATE, list).title("审核流程")).await
}

/// Sets one rule.
///
/// # Errors
/// See [`set_rule`].
pub async fn post_rules(by: By<ManageChannels>, Form(form): Form<RuleForm>) -> Reply {
    match set(&by, &form).await {
        Ok(()) => {
            by.saved("/console/review-rules", "审核流程已保存，从下一次审核起生效。")
                .await
        }
        Err(error) => {
            let list = load(&by).await?;
            by.form(StaffPage::new(TEMPLATE, list).title("审核流程"), error)
                .await
        }
    }
}

async fn set(by: &By<ManageChannels>, form: &RuleForm) -> Result<()> {
    let channel: i64 = form.channel.parse().ok().ok_or(Error::NotFound)?;
    let reviews = match form.reviews.as_str() {
        "" => None,
        text => Some(text.parse().unwrap_or(0)),
    };
    let rule = reviews.map(|reviews| Rule {
        reviews,
        secrecy: form.secrecy == "true",
    });
    let mut tx = by.write().await?;
    set_rule(
        &mut tx,
        (channel != WHOLE_SITE).then_some(ChannelId(channel)),
        rule,
    )
    .await?;
    tx.commit().await
}

async fn load(by: &By<ManageChannels>) -> Result<RuleList> {
    let read = by.read();
    let rules = read.find::<entity::Entity>().all().await?;
    let row = |channel: i64, name: &str| {
        let rule = rules.iter().find(|rule| rule.channel_key == channel);
        RuleRow {
            channel,
            name: name.to_owned(),
            reviews: rule.map(|rule| rule.reviews.to_string()).unwrap_or_default(),
            secrecy: rule.is_some_and(|rule| rule.secrecy),
            by: rule.map(|rule| rule.set_by_name.clone()).unwrap_or_default(),
        }
    };
    let channels = channel::query::open(&read).await?;
    let rows =
        std::iter::once(row(WHOLE_SITE, "全站")).chain(channels.iter().map(|own| row(own.id, &own.name)));
    Ok(RuleList {
        action: by.site.url("/console/review-rules"),
        rows: rows.collect(),
    })
}

#[cfg(test)]
impl RuleList {
    pub(crate) fn sample() -> Self {
        let row = |channel, name: &str, reviews: &str| RuleRow {
            channel,
            name: name.into(),
            reviews: reviews.into(),
            secrecy: channel == 1,
            by: if reviews.is_empty() {
                String::new()
            } else {
                "钱立新".into()
            },
        };
        Self {
            action: "/console/review-rules".into(),
            rows: vec![
                row(0, "全站", "1"),
                row(1, "政策文件", "3"),
                row(2, "通知公告", ""),
            ],
        }
    }
}

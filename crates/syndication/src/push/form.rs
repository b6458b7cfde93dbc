//! Text from the form of a push → domain types.

use super::Wanted;
use crate::mandate::query as mandates;
use crate::receiver::{Receiver, ticked};
use chrono::{DateTime, Utc};
use kernel::{FieldError, Result, Uid, beijing};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::SiteRead;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PushForm {
    /// The article.
    pub uid: String,
    /// The mandate.
    pub mandate: String,
    /// `all` of the mandate, or `chosen`.
    pub range: String,
    /// Words for the sites.
    pub note: String,
    /// Ticked for an important item of the State Council.
    pub important: String,
    /// When that was issued.
    pub issued_at: String,
    /// `site-<number>` and `kind-<word>` of each ticked box.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

/// [`PushForm::range`] of all sites that the mandate binds.
pub(super) const ALL: &str = "all";
/// [`PushForm::range`] of the ticked ones.
pub(super) const CHOSEN: &str = "chosen";

impl PushForm {
    /// Reads the form: the push, and when an important item was issued.
    ///
    /// # Errors
    /// [`kernel::Error::Invalid`] naming each field.
    pub(super) async fn parse(
        &self,
        read: &SiteRead,
        receivers: &[Receiver],
    ) -> Result<(Wanted, Option<DateTime<Utc>>)> {
        let mut wrong = Vec::new();
        let uid: Option<Uid> = self.uid.parse().ok();
        let known = mandates::list_mandates(read).await?;
        let mandate = known.iter().find(|row| row.id.to_string() == self.mandate);
        if mandate.is_none() {
            wrong.push(FieldError::new("mandate", "请选择下发专栏。"));
        }
        let bound = match mandate {
            Some(mandate) => mandates::bound_sites(read, mandate.id).await?,
            None => Vec::new(),
        };
        let sites = if self.range == CHOSEN {
            let (inside, outside): (Vec<Receiver>, Vec<Receiver>) = receivers
                .iter()
                .cloned()
                .partition(|site| bound.contains(&site.id));
            // A kind means those of it that the mandate binds; a site that is named and not bound is a mistake.
            let named = |site: &&Receiver| self.rest.contains_key(&format!("site-{}", site.id));
            if let Some(site) = outside.iter().find(named).filter(|_| mandate.is_some()) {
                let text = format!("{}不在这个专栏的范围内。", site.name);
                wrong.push(FieldError::new("sites", text));
            }
            ticked(&inside, &self.rest)
        } else {
            bound
        };
        if sites.is_empty() && mandate.is_some() && wrong.is_empty() {
            wrong.push(FieldError::new("sites", "请至少选择一个网站。"));
        }
        let note = self.note.trim();
        if note.chars().count() > 200 {
            wrong.push(FieldError::new("note", "下发说明不超过 200 字。"));
        }
        let issued_at = beijing::parse(self.issued_at.trim());
        if !self.important.is_empty() && issued_at.is_none_or(|at| at > read.now()) {
            let text = "请填写国务院发布的日期和时间，不能晚于现在。";
            wrong.push(FieldError::new("issued_at", text));
        }
        match (uid, mandate) {
            (Some(uid), Some(mandate)) if wrong.is_empty() => {
                let wanted = Wanted {
                    uid,
                    mandate: mandate.id,
                    sites,
                    note: note.to_owned(),
                };
                Ok((wanted, issued_at.filter(|_| !self.important.is_empty())))
            }
            (None, _) => Err(kernel::Error::field("uid", "请选择要下发的稿件。")),
            (Some(_), _) => Err(kernel::Error::Invalid(wrong)),
        }
    }
}

/// The form 撤回下发, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RevokeForm {
    /// Why; visitors read it.
    pub reason: String,
}

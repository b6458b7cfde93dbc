//! Recording a credit. Only what the portal used can earn one.

use super::entity::{self, CREDIT};
use crate::permissions::WorkDesk;
use crate::refusals::{ALREADY_CREDITED, NOT_USED};
use crate::score::Sent;
use kernel::event::EventBody;
use kernel::{Error, Result, Uid};
use sea_orm::{NotSet, Set};
use store::{OnUnique, SiteWrite};

/// Why somebody is credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A higher level adopted it.
    Higher,
    /// The portal had commissioned this policy explanation.
    Commissioned,
}

impl Kind {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Commissioned => "commissioned",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Higher, Self::Commissioned]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

/// Who adopted it and where that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    outlet: String,
    url: String,
}

impl Proof {
    /// Who adopted it, in words.
    #[must_use]
    pub fn outlet(&self) -> &str {
        &self.outlet
    }

    /// Where that can be read.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Reads a proof: an adoption by a higher level names the outlet and an address on the web.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `outlet` or `proof_url`.
    pub fn parse(kind: Kind, outlet: &str, url: &str) -> Result<Self> {
        let (outlet, url) = (outlet.trim(), url.trim());
        let fits =
            |text: &str, max: usize| text.chars().count() <= max && !text.chars().any(char::is_control);
        if !fits(outlet, 60) || (kind == Kind::Higher && outlet.is_empty()) {
            return Err(Error::field("outlet", "请填写采用单位，不超过 60 字。"));
        }
        let web = url.starts_with("https://") || url.starts_with("http://");
        if !fits(url, 500) || (!web && (kind == Kind::Higher || !url.is_empty())) {
            return Err(Error::field(
                "proof_url",
                "请填写可查证的网址，以 http:// 或 https:// 开头。",
            ));
        }
        Ok(Self {
            outlet: outlet.into(),
            url: url.into(),
        })
    }
}

/// Records a credit for a line that was sent to this site, as the caller looked it up.
///
/// # Errors
/// `ledger.not_used`, `ledger.already_credited`.
pub async fn record_credit(
    tx: &mut SiteWrite<WorkDesk>,
    line: &Sent,
    kind: Kind,
    proof: &Proof,
) -> Result<entity::Model> {
    if !line.state.is_used() {
        return Err(NOT_USED.into());
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        uid: Set(line.uid),
        kind: Set(kind.key().into()),
        outlet: Set(proof.outlet.clone()),
        proof_url: Set(proof.url.clone()),
        credited_by_name: Set(tx.actor().label()),
        credited_at: Set(tx.now()),
    };
    let made = tx.insert(row).await.on_unique(CREDIT, || ALREADY_CREDITED)?;
    tx.emit_with(
        EventBody::SubmissionCredited { uid: Uid(line.uid) },
        &serde_json::json!({ "kind": kind.key(), "outlet": proof.outlet, "proof": proof.url }),
    );
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_level_is_named_and_proven() {
        assert!(Proof::parse(Kind::Higher, "省政府网站", "https://www.example.gov.cn/1").is_ok());
        assert!(Proof::parse(Kind::Higher, "", "https://www.example.gov.cn/1").is_err());
        assert!(Proof::parse(Kind::Higher, "省政府网站", "javascript:alert(1)").is_err());
        assert!(Proof::parse(Kind::Commissioned, "", "").is_ok());
    }
}

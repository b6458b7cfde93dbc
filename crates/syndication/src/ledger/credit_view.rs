//! What the page 登记加分 shows.

use super::form::CreditForm;
use super::gather::titles;
use crate::postbox::entity as text;
use crate::ui::Choice;
use gateway::Site;
use kernel::Result;
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::HubRead;
use uuid::Uuid;

/// `syndication/credit_form.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CreditPage {
    /// Headline of the piece.
    pub headline: String,
    /// Its uid.
    pub uid: String,
    /// What may be credited.
    pub kinds: Vec<Choice>,
    /// The one chosen.
    pub kind: String,
    /// The outlet typed.
    pub outlet: String,
    /// The address typed.
    pub proof_url: String,
    /// Where the form goes.
    pub url: String,
    /// Back to the ledger.
    pub back: String,
}

fn kinds() -> Vec<Choice> {
    vec![
        Choice::new("higher", "上级采用"),
        Choice::new("commissioned", "门户约稿的政策解读"),
    ]
}

impl CreditPage {
    pub(super) async fn load(hub: &HubRead, site: &Site, uid: Uuid, form: &CreditForm) -> Result<Self> {
        let mut known = titles(hub, &[uid]).await?;
        let headline = match known.remove(&uid) {
            Some(title) => title,
            None => {
                let wanted = text::Column::Uid.eq(uid);
                hub.find::<text::Entity>().filter(wanted).found().await?.title
            }
        };
        Ok(Self {
            headline,
            uid: uid.to_string(),
            kinds: kinds(),
            kind: form.kind.clone(),
            outlet: form.outlet.clone(),
            proof_url: form.proof_url.clone(),
            url: site.url("/console/ledger/credits"),
            back: site.url("/console/ledger"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            headline: "紫砂工艺走进八所小学课堂".into(),
            uid: "0190a000-0000-7000-8000-000000000001".into(),
            kinds: kinds(),
            kind: "higher".into(),
            url: "/console/ledger/credits".into(),
            back: "/console/ledger".into(),
            ..Self::default()
        }
    }
}

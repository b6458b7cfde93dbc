//! One thing that the conformity kit tries, and what came back.

use kernel::Result;
use kernel::wire::{Answer, Outcome, Told};
use serde_json::Value;

/// One thing that was tried.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Finding {
    /// What, in Chinese.
    pub what: &'static str,
    /// What a conforming receiver answers.
    pub wanted: String,
    /// What came.
    pub got: String,
    /// Whether it is right.
    pub good: bool,
}

/// What came back: status, and the body as JSON as far as it is.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Got {
    /// `409 peer.replayed`, `200 taken, refused peer.older`, `200 missing`.
    pub(super) fn words(&self) -> String {
        let text = |name: &str| self.body.get(name).and_then(Value::as_str).unwrap_or_default();
        if self.status != 200 {
            return format!("{} {}", self.status, text("code")).trim().to_owned();
        }
        let Ok(answer) = serde_json::from_value::<Answer>(self.body.clone()) else {
            return "200".into();
        };
        if !answer.missing.is_empty() {
            return "200 missing".into();
        }
        let told: Vec<String> = answer.items.iter().map(word).collect();
        format!("200 {}", told.join(", ")).trim().to_owned()
    }
}

fn word(told: &Told) -> String {
    match told.result {
        Outcome::Taken => "taken".into(),
        Outcome::Known => "known".into(),
        Outcome::Refused => format!("refused {}", told.code.as_deref().unwrap_or_default()),
    }
}

pub(super) fn note(what: &'static str, wanted: &str, got: String) -> Finding {
    Finding {
        what,
        wanted: wanted.into(),
        good: got == wanted,
        got,
    }
}

pub(super) async fn got(asked: reqwest::RequestBuilder) -> Result<Got> {
    let Ok(answer) = asked.send().await else {
        return Err(crate::refusals::PEER_UNREACHABLE.into());
    };
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.unwrap_or_default();
    Ok(Got {
        status,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    })
}

//! Text from the forms of shares → domain types.

use super::{Asked, TakeBack, Wanted};
use crate::authorization::Reason;
use crate::receiver::{Receiver, ticked};
use crate::rule::{Mode, TermsForm};
use kernel::{ChannelId, Error, FieldError, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The form of an offer, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    /// Channel of this site.
    pub channel: String,
    /// `free` or `ask`.
    pub way: String,
    /// `all` or `chosen`.
    pub range: String,
    /// What it holds.
    pub note: String,
    /// `site-<number>` and `kind-<word>` of each ticked box.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

/// [`OfferForm::way`] of what may be subscribed to at once.
pub(super) const FREE: &str = "free";
/// [`OfferForm::way`] of what is asked for.
pub(super) const ASK: &str = "ask";
/// [`OfferForm::range`] of an offer to all.
pub(super) const ALL: &str = "all";
/// [`OfferForm::range`] of an offer to the ticked sites.
pub(super) const CHOSEN: &str = "chosen";

impl OfferForm {
    pub(super) fn parse(&self, receivers: &[Receiver]) -> Result<Wanted> {
        let mut wrong = Vec::new();
        let channel = self.channel.parse::<ChannelId>().ok();
        if channel.is_none() {
            wrong.push(FieldError::new("channel", "请选择本站栏目。"));
        }
        if ![FREE, ASK].contains(&self.way.as_str()) {
            wrong.push(FieldError::new("way", "请选择共享方式。"));
        }
        let to = (self.range == CHOSEN).then(|| ticked(receivers, &self.rest));
        if to.as_ref().is_some_and(Vec::is_empty) {
            wrong.push(FieldError::new("sites", "请至少选择一个网站。"));
        }
        let note = self.note.trim();
        if note.chars().count() > 200 {
            wrong.push(FieldError::new("note", "说明不超过 200 字。"));
        }
        match channel {
            Some(channel) if wrong.is_empty() => Ok(Wanted {
                channel,
                free: self.way == FREE,
                to,
                note: note.to_owned(),
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }
}

/// The form that asks for a channel, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// The offer.
    pub offer: String,
    /// Channel of this site.
    pub into: String,
    /// Words for the source.
    pub ask_note: String,
    /// Mode.
    pub mode: String,
    /// How it shall arrive.
    #[serde(flatten)]
    pub terms: TermsForm,
    /// Asks what would have come instead of asking for it.
    pub preview: bool,
}

impl AskForm {
    /// The form as it is opened for an offer.
    pub(super) fn about(offer: String) -> Self {
        Self {
            offer,
            mode: Mode::Automatic.key().into(),
            ..Self::default()
        }
    }

    /// The offer's number.
    pub(super) fn offer(&self) -> Result<i64> {
        self.offer.parse().ok().ok_or(Error::NotFound)
    }

    pub(super) fn parse(&self) -> Result<Asked> {
        let offer = self.offer()?;
        let mut wrong = Vec::new();
        let into = self.into.parse().ok();
        if into.is_none() {
            wrong.push(FieldError::new("into", "请选择本站栏目。"));
        }
        let note = self.ask_note.trim();
        if note.chars().count() > 200 {
            wrong.push(FieldError::new("ask_note", "说明不超过 200 字。"));
        }
        let (mode, terms) = (Mode::parse(&self.mode), self.terms.parse());
        match (into, mode, terms) {
            (Some(into), Ok(mode), Ok(terms)) if wrong.is_empty() => Ok(Asked {
                offer,
                into,
                note: note.to_owned(),
                mode,
                terms,
            }),
            (_, mode, terms) => {
                for error in [mode.err(), terms.err()].into_iter().flatten() {
                    match error {
                        Error::Invalid(fields) => wrong.extend(fields),
                        other => return Err(other),
                    }
                }
                Err(Error::Invalid(wrong))
            }
        }
    }
}

/// The form that decides about a request, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// The request.
    pub request: String,
    /// `agree` or `decline`.
    #[serde(rename = "do")]
    pub deed: String,
    /// Why not.
    pub reason: String,
}

/// The form that takes a consent back, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BackForm {
    /// Why.
    pub why: String,
    /// `keep` or `remove` what was placed.
    pub fate: String,
}

impl BackForm {
    pub(super) fn parse(&self) -> Result<TakeBack> {
        let reason = match Reason::parse(&self.why) {
            Ok(reason) => reason,
            Err(error) => return Err(Error::field("why", error.sentence())),
        };
        match self.fate.as_str() {
            "keep" | "remove" => Ok(TakeBack {
                reason,
                keep: self.fate == "keep",
            }),
            _ => Err(Error::field("fate", "请选择已共享稿件的去留。")),
        }
    }
}

/// What was typed on the page, of whichever form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub(super) offer: OfferForm,
    pub(super) decide: DecideForm,
    pub(super) back: (i64, BackForm),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_field_is_named() {
        let form = OfferForm {
            range: CHOSEN.into(),
            ..OfferForm::default()
        };
        let Err(Error::Invalid(wrong)) = form.parse(&[]) else {
            panic!()
        };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["channel", "way", "sites"]);
        assert!(BackForm::default().parse().is_err());
        let back = BackForm {
            why: "合作到期".into(),
            fate: "remove".into(),
        };
        assert!(!back.parse().unwrap().keep);
    }
}

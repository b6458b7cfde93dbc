//! Text from the form of a mandate → domain types.

use super::Wanted;
use crate::receiver::{Receiver, ticked};
use kernel::{Error, FieldError, Result, SiteId};
use serde::Deserialize;
use std::collections::BTreeMap;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MandateForm {
    /// Address name of the channel.
    pub slug: String,
    /// What it is for.
    pub note: String,
    /// `site-<number>` and `kind-<word>` of each ticked box.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

impl MandateForm {
    /// Reads the form against the channels there are.
    pub(super) fn parse(&self, slugs: &[String], receivers: &[Receiver]) -> Result<Wanted> {
        let slug = self.slug.trim();
        let mut wrong = Vec::new();
        if !slugs.iter().any(|known| known == slug) {
            wrong.push(FieldError::new("slug", "请选择栏目。"));
        }
        match self.bound(receivers) {
            Ok((note, sites)) if wrong.is_empty() => Ok(Wanted {
                slug: slug.to_owned(),
                note,
                sites,
            }),
            Ok(_) => Err(Error::Invalid(wrong)),
            Err(Error::Invalid(fields)) => {
                wrong.extend(fields);
                Err(Error::Invalid(wrong))
            }
            Err(other) => Err(other),
        }
    }

    /// Reads all but the channel.
    pub(super) fn bound(&self, receivers: &[Receiver]) -> Result<(String, Vec<SiteId>)> {
        let mut wrong = Vec::new();
        let note = self.note.trim();
        if note.chars().count() > 200 {
            wrong.push(FieldError::new("note", "说明不超过 200 字。"));
        }
        let sites = ticked(receivers, &self.rest);
        if sites.is_empty() {
            wrong.push(FieldError::new("sites", "请至少选择一个网站。"));
        }
        if wrong.is_empty() {
            Ok((note.to_owned(), sites))
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_field_is_named() {
        let Err(Error::Invalid(wrong)) = MandateForm::default().parse(&["news".into()], &[]) else {
            panic!()
        };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["slug", "sites"]);
    }
}

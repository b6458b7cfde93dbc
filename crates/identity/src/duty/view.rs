//! What the staff page of duties shows.

use super::Kind;
use super::entity::Model;
use crate::membership::view::Choice;
use gateway::Site;
use kernel::beijing;
use serde::Serialize;

/// A duty with the values of its form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DutyRow {
    /// Its number; 0 for the form of a new one.
    pub id: i64,
    /// What for, in words.
    pub title: String,
    /// What for, as a key.
    pub kind: String,
    /// Post in words.
    pub post: String,
    /// Number of the holder's account, or empty.
    pub person: String,
    /// Name shown, or empty.
    pub holder: String,
    /// Telephone, or empty.
    pub phone: String,
    /// Whether visitors see it.
    pub shown: bool,
    /// Last change.
    pub updated: String,
    /// Page that changes it.
    pub edit_url: String,
    /// Where removing posts to.
    pub remove_url: String,
}

/// `identity/duties.html`.
#[derive(Clone, Debug, Serialize)]
pub struct DutiesShow {
    /// The duties.
    pub duties: Vec<DutyRow>,
    /// Kinds nobody answers for yet, in words.
    pub missing: Vec<String>,
    /// Kinds to choose from.
    pub kinds: Vec<Choice>,
    /// People to choose from.
    pub people: Vec<Choice>,
    /// The values of the form.
    pub form: DutyRow,
    /// Where the form posts to.
    pub action: String,
    /// The list.
    pub url: String,
    /// The page that visitors see.
    pub public_url: String,
}

/// Which duties the rules for government websites want named.
const WANTED: [Kind; 4] = [Kind::Head, Kind::Website, Kind::Disclosure, Kind::Security];

impl DutyRow {
    pub(super) fn new(site: &Site, row: Model) -> Self {
        let kind = Kind::parse(&row.kind);
        Self {
            id: row.id,
            title: kind.map_or("", Kind::title).into(),
            kind: row.kind,
            post: row.post,
            person: row.person_id.map_or_else(String::new, |id| id.to_string()),
            holder: row.holder,
            phone: row.phone,
            shown: row.shown,
            updated: beijing::date(row.updated_at),
            edit_url: site.url(&format!("/console/duties/{}", row.id)),
            remove_url: site.url(&format!("/console/duties/{}/remove", row.id)),
        }
    }
}

impl DutiesShow {
    pub(super) fn new(site: &Site, rows: Vec<Model>, people: Vec<Choice>, form: DutyRow) -> Self {
        let url = site.url("/console/duties");
        let missing = WANTED
            .iter()
            .filter(|kind| !rows.iter().any(|row| row.kind == kind.key()));
        Self {
            missing: missing.map(|kind| kind.title().to_owned()).collect(),
            duties: rows.into_iter().map(|row| DutyRow::new(site, row)).collect(),
            kinds: kinds(),
            people,
            action: if form.id == 0 {
                url.clone()
            } else {
                format!("{url}/{}", form.id)
            },
            form,
            public_url: site.url("/about/duties/"),
            url,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = DutyRow {
            id: 3,
            title: Kind::Head.title().into(),
            kind: Kind::Head.key().into(),
            post: "党委书记、局长".into(),
            holder: "顾明远".into(),
            phone: "0510-8000 0101".into(),
            shown: true,
            updated: "2026-03-02".into(),
            edit_url: "/console/duties/3".into(),
            remove_url: "/console/duties/3/remove".into(),
            person: String::new(),
        };
        Self {
            duties: vec![row],
            missing: vec![Kind::Security.title().into()],
            kinds: kinds(),
            people: vec![Choice {
                value: "7".into(),
                label: "周若溪（edu.editor）".into(),
            }],
            form: DutyRow::default(),
            action: "/console/duties".into(),
            url: "/console/duties".into(),
            public_url: "/about/duties/".into(),
        }
    }
}

fn kinds() -> Vec<Choice> {
    let choice = |kind: Kind| Choice {
        value: kind.key().into(),
        label: kind.title().into(),
    };
    Kind::ALL.into_iter().map(choice).collect()
}

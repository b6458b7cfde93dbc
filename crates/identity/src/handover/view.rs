//! What the page of a hand-over shows.

use crate::membership::view::Choice;
use serde::Serialize;

/// A site where the leaver has something in hand or a post.
#[derive(Clone, Debug, Serialize)]
pub struct SiteHolding {
    /// The site's name.
    pub site: String,
    /// Posts there in words.
    pub posts: String,
    /// What is in hand, in words with counts; empty when nothing.
    pub holdings: Vec<String>,
    /// Name of the field for the successor.
    pub field: String,
    /// Who may follow; empty when nobody could.
    pub people: Vec<Choice>,
    /// Who was chosen.
    pub chosen: String,
}

/// `identity/handover.html`.
#[derive(Clone, Debug, Serialize)]
pub struct HandoverShow {
    /// Who leaves.
    pub name: String,
    /// Account.
    pub account: String,
    /// The person's page.
    pub back: String,
    /// Where the form posts to.
    pub url: String,
    /// Sites.
    pub sites: Vec<SiteHolding>,
    /// Whether a site with work in hand has nobody to follow.
    pub stuck: bool,
}

impl HandoverShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.writer".into(),
            back: "/console/people/3".into(),
            url: "/console/people/3/handover".into(),
            sites: vec![
                SiteHolding {
                    site: "陶都市教育局".into(),
                    posts: "通讯员".into(),
                    holdings: vec!["草稿和更正稿 3 件".into(), "已提交待审的稿件 1 件".into()],
                    field: "successor_2".into(),
                    people: vec![Choice {
                        value: "4".into(),
                        label: "沈知远（编辑）".into(),
                    }],
                    chosen: String::new(),
                },
                SiteHolding {
                    site: "陶都市农业农村局".into(),
                    posts: "编辑".into(),
                    holdings: Vec::new(),
                    field: "successor_3".into(),
                    people: Vec::new(),
                    chosen: String::new(),
                },
            ],
            stuck: false,
        }
    }
}

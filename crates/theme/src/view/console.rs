//! The frame of staff pages.

use super::SiteView;
use serde::Serialize;

/// Title of a staff page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsolePage {
    /// Shown in the window and as the page's heading.
    pub title: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Me {
    /// Person's name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Role names on this site, in Chinese.
    pub roles: Vec<String>,
    /// For the hidden field `csrf_token` of every form.
    pub csrf: String,
}

/// A line of the left rail.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MenuItem {
    /// Text.
    pub title: String,
    /// Address.
    pub url: String,
    /// Name of an icon of `ui.icon`.
    pub icon: String,
    /// The section shown.
    pub current: bool,
    /// Things waiting; nothing shown when null.
    pub count: Option<u64>,
}

impl MenuItem {
    /// A menu line without a count.
    pub fn new(
        title: impl Into<String>,
        url: impl Into<String>,
        icon: impl Into<String>,
        current: bool,
    ) -> Self {
        Self {
            title: title.into(),
            url: url.into(),
            icon: icon.into(),
            current,
            count: None,
        }
    }
}

/// A part of the left rail: the entries of one duty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MenuGroup {
    /// Heading; empty for what stands above all duties.
    pub title: String,
    /// Its lines.
    pub items: Vec<MenuItem>,
}

/// A site the person may work on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteChoice {
    /// Short name.
    pub name: String,
    /// Its console.
    pub url: String,
    /// The one shown.
    pub current: bool,
}

/// A refusal tied to a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the form field; empty when the error concerns the whole form.
    pub field: String,
    /// A plain sentence.
    pub text: String,
}

impl FieldError {
    /// An error of a field.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            text: text.into(),
        }
    }
}

/// The root of every staff page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsoleRoot<V> {
    /// The site worked on.
    pub site: SiteView,
    /// The page.
    pub page: ConsolePage,
    /// The person.
    pub me: Me,
    /// The left rail.
    pub menu: Vec<MenuGroup>,
    /// The site switcher.
    pub sites: Vec<SiteChoice>,
    /// What just happened, after a redirect.
    pub notice: Option<String>,
    /// Errors of the form shown.
    pub errors: Vec<FieldError>,
    /// What the page shows.
    pub view: V,
}

impl<V> ConsoleRoot<V> {
    /// A staff page with sample surroundings.
    pub fn sample(title: &str, view: V) -> Self {
        let choice = |name: &str, url: &str, current: bool| SiteChoice {
            name: name.into(),
            url: url.into(),
            current,
        };
        let group = |title: &str, entries: &[(&str, &str, &str)]| MenuGroup {
            title: title.into(),
            items: entries
                .iter()
                .map(|(title, slug, icon)| {
                    MenuItem::new(*title, format!("/console/{slug}/"), *icon, *slug == "articles")
                })
                .collect(),
        };
        let mut menu = vec![
            group("", &[("工作台", "", "home")]),
            group(
                "稿件",
                &[
                    ("写稿", "articles", "pen"),
                    ("审核", "reviews", "check"),
                    ("素材", "media", "photo"),
                ],
            ),
            group(
                "报送与采编",
                &[("采编台", "desk", "inbox"), ("积分统计", "ledger", "chart")],
            ),
            group("来信", &[("来信", "letters", "mail")]),
            group(
                "人员与安全",
                &[("本站人员", "members", "people"), ("审计记录", "audit", "shield")],
            ),
        ];
        let items = menu.iter_mut().flat_map(|group| &mut group.items);
        for (item, count) in items.skip(2).zip([4, 12]) {
            item.count = Some(count);
        }
        Self {
            site: SiteView::sample(),
            page: ConsolePage { title: title.into() },
            me: Me {
                name: "沈秋白".into(),
                account: "shenqb".into(),
                roles: vec!["编辑".into(), "采编员".into()],
                csrf: "sample-csrf-token".into(),
            },
            menu,
            sites: vec![
                choice("陶都市", "/console/", true),
                choice("教育局", "https://edu.taodu.example.gov.cn/console/", false),
                choice("太华镇", "/taihua/console/", false),
            ],
            notice: None,
            errors: vec![],
            view,
        }
    }
}

/// The root of pages without a signed-in person (`bare.html`): sign-in, second factor, first password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BareRoot<V> {
    /// The site whose door it is.
    pub site: SiteView,
    /// The page.
    pub page: ConsolePage,
    /// For the hidden field `csrf_token`.
    pub csrf: String,
    /// What just happened.
    pub notice: Option<String>,
    /// Errors of the form shown.
    pub errors: Vec<FieldError>,
    /// What the page shows.
    pub view: V,
}

impl<V> BareRoot<V> {
    /// A bare page with sample surroundings.
    pub fn sample(title: &str, view: V) -> Self {
        Self {
            site: SiteView::sample(),
            page: ConsolePage { title: title.into() },
            csrf: "sample-csrf-token".into(),
            notice: None,
            errors: vec![],
            view,
        }
    }
}

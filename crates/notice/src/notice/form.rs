//! The form of a notice.

use super::{Kind, Level, Reach, Wanted};
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, FieldError, Result, Revision, SiteId, beijing};
use serde::{Deserialize, Serialize};

/// As long as one may last; what lasts longer is extended.
const LONGEST: Duration = Duration::days(30);

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct NoticeForm {
    /// [`Kind`].
    pub kind: String,
    /// [`Level`].
    pub level: String,
    /// Line or occasion.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Where to read more.
    pub link_url: String,
    /// Words of the link.
    pub link_title: String,
    /// [`Reach`].
    pub reach: String,
    /// Numbers of sites.
    pub sites: Vec<String>,
    /// Beginning; empty is at the release.
    pub begins: String,
    /// End.
    pub ends: String,
    /// The notice it takes the place of.
    pub replaces: String,
    /// The draft as it was opened.
    pub revision: String,
}

impl From<Vec<(String, String)>> for NoticeForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "kind" => form.kind = value,
                "level" => form.level = value,
                "title" => form.title = value,
                "body" => form.body = value,
                "link_url" => form.link_url = value,
                "link_title" => form.link_title = value,
                "reach" => form.reach = value,
                "sites" => form.sites.push(value),
                "begins" => form.begins = value,
                "ends" => form.ends = value,
                "replaces" => form.replaces = value,
                "revision" => form.revision = value,
                _ => {}
            }
        }
        form
    }
}

/// What the form is read against.
pub struct Bounds<'a> {
    /// The sites a notice of this site may be for besides itself; none where it speaks for itself alone.
    pub sites: &'a [SiteId],
    /// Domain time.
    pub now: DateTime<Utc>,
}

impl NoticeForm {
    /// The revision the form was opened with.
    #[must_use]
    pub fn seen(&self) -> Revision {
        Revision(self.revision.parse().unwrap_or(0))
    }

    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self, bounds: &Bounds<'_>) -> Result<Wanted> {
        let kind = Kind::parse(&self.kind)?;
        let mut wrong = Vec::new();
        let (title, body) = self.words(kind, &mut wrong);
        let level = self.level(kind, &mut wrong);
        let link = self.link(kind, &mut wrong);
        let (reach, sites) = self.places(bounds, &mut wrong);
        let times = self.times(bounds.now, &mut wrong);
        match times {
            Some((begins, ends)) if wrong.is_empty() => Ok(Wanted {
                kind,
                level,
                title,
                body,
                link,
                reach,
                sites,
                begins,
                ends,
                replaces: self.replaces.parse().ok(),
            }),
            Some(_) | None => Err(Error::Invalid(wrong)),
        }
    }

    fn words(&self, kind: Kind, wrong: &mut Vec<FieldError>) -> (String, String) {
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(2..=60).contains(&title.chars().count()) {
            let text = match kind {
                Kind::Banner => "公告标题应为 2 至 60 字。",
                Kind::Grey => "事由应为 2 至 60 字。",
            };
            wrong.push(FieldError::new("title", text));
        }
        let body = self.body.trim().replace('\r', "");
        if body.chars().count() > 500 {
            wrong.push(FieldError::new(
                "body",
                "正文不超过 500 字，全文请另发稿件并在此链接。",
            ));
        }
        (title, body)
    }

    fn level(&self, kind: Kind, wrong: &mut Vec<FieldError>) -> Option<Level> {
        if kind == Kind::Grey {
            return None;
        }
        let level = Level::parse(&self.level);
        if level.is_none() {
            wrong.push(FieldError::new("level", "请选择预警级别。"));
        }
        level
    }

    fn link(&self, kind: Kind, wrong: &mut Vec<FieldError>) -> Option<(String, String)> {
        let (url, title) = (self.link_url.trim(), self.link_title.trim());
        if kind == Kind::Grey || (url.is_empty() && title.is_empty()) {
            return None;
        }
        if !is_address(url) {
            let text = "请填写本站内以 / 开头的地址，或以 http、https 开头的完整地址。";
            wrong.push(FieldError::new("link_url", text));
        }
        let title = if title.is_empty() { "查看详情" } else { title };
        if title.chars().count() > 30 {
            wrong.push(FieldError::new("link_title", "链接文字不超过 30 字。"));
        }
        Some((url.to_owned(), title.to_owned()))
    }

    fn places(&self, bounds: &Bounds<'_>, wrong: &mut Vec<FieldError>) -> (Reach, Vec<SiteId>) {
        if bounds.sites.is_empty() {
            if !matches!(self.reach.as_str(), "" | "own") {
                wrong.push(FieldError::new("reach", "只有门户可以为其他网站设置。"));
            }
            return (Reach::Own, Vec::new());
        }
        let Some(reach) = Reach::parse(&self.reach) else {
            wrong.push(FieldError::new("reach", "请选择显示在哪些网站。"));
            return (Reach::Own, Vec::new());
        };
        let known = |word: &String| {
            let id = SiteId(word.parse().ok()?);
            bounds.sites.contains(&id).then_some(id)
        };
        let mut sites: Vec<SiteId> = self.sites.iter().filter_map(known).collect();
        sites.sort_unstable();
        sites.dedup();
        if reach == Reach::Chosen && (sites.is_empty() || sites.len() != self.sites.len()) {
            wrong.push(FieldError::new("sites", "请至少选择一个网站。"));
        }
        (reach, sites)
    }

    fn times(
        &self,
        now: DateTime<Utc>,
        wrong: &mut Vec<FieldError>,
    ) -> Option<(Option<DateTime<Utc>>, DateTime<Utc>)> {
        let begins = beijing::parse(&self.begins);
        if begins.is_none() && !self.begins.trim().is_empty() {
            wrong.push(FieldError::new("begins", "开始时间无法识别，请重新选择。"));
        }
        let Some(ends) = beijing::parse(&self.ends) else {
            wrong.push(FieldError::new("ends", "请填写结束时间，到时自动恢复。"));
            return None;
        };
        let first = begins.map_or(now, |begins| begins.max(now));
        if ends <= first {
            wrong.push(FieldError::new("ends", "结束时间应晚于现在和开始时间。"));
        } else if ends - first > LONGEST {
            wrong.push(FieldError::new("ends", "一次最长 30 天，需要更久请届时延长。"));
        }
        Some((begins, ends))
    }
}

/// A path of the site, or a web address without a password in it.
fn is_address(text: &str) -> bool {
    if text.len() > 1000 || text.chars().any(char::is_whitespace) {
        return false;
    }
    if text.starts_with('/') {
        return !text.starts_with("//") && !text.contains('\\');
    }
    let Ok(url) = url::Url::parse(text) else {
        return false;
    };
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    web && url.username().is_empty() && url.password().is_none()
}

/// The form of a later end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtendForm {
    /// The new end.
    pub until: String,
    /// Why.
    pub reason: String,
}

impl ExtendForm {
    /// Reads the form; `ends` is the present end.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self, ends: DateTime<Utc>) -> Result<(DateTime<Utc>, String)> {
        let mut wrong = Vec::new();
        let until = beijing::parse(&self.until);
        match until {
            None => wrong.push(FieldError::new("until", "请填写延长到什么时间。")),
            Some(until) if until - ends > LONGEST => {
                wrong.push(FieldError::new("until", "一次最多延长 30 天。"));
            }
            Some(_) => {}
        }
        let reason = reason(&self.reason, &mut wrong);
        match until {
            Some(until) if wrong.is_empty() => Ok((until, reason)),
            Some(_) | None => Err(Error::Invalid(wrong)),
        }
    }
}

/// The form that ends a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// Why.
    pub reason: String,
}

impl EndForm {
    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] of the field `reason`.
    pub fn parse(&self) -> Result<String> {
        let mut wrong = Vec::new();
        let reason = reason(&self.reason, &mut wrong);
        if wrong.is_empty() {
            Ok(reason)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

fn reason(typed: &str, wrong: &mut Vec<FieldError>) -> String {
    let reason = typed.trim();
    if !(2..=100).contains(&reason.chars().count()) {
        wrong.push(FieldError::new("reason", "请用 2 至 100 字写明原因。"));
    }
    reason.to_owned()
}

/// The form that releases: exactly what was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SeenForm {
    /// The revision on the page.
    pub revision: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        beijing::parse("2026-11-22 12:00").unwrap()
    }

    fn typed() -> NoticeForm {
        NoticeForm {
            kind: "banner".into(),
            level: "red".into(),
            title: " 台风 登陆 ".into(),
            reach: "own".into(),
            ends: "2026-11-23T12:00".into(),
            ..NoticeForm::default()
        }
    }

    fn wrong(form: &NoticeForm, sites: &[SiteId]) -> Vec<String> {
        match form.parse(&Bounds { sites, now: now() }) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_whole_form_is_read() {
        let bounds = Bounds {
            sites: &[],
            now: now(),
        };
        let wanted = typed().parse(&bounds).unwrap();
        assert_eq!((wanted.title.as_str(), wanted.begins), ("台风 登陆", None));
        assert_eq!(wanted.level, Some(Level::Red));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let form = NoticeForm {
            kind: "banner".into(),
            body: "字".repeat(501),
            link_title: "全文".into(),
            begins: "明天".into(),
            reach: "group".into(),
            ..NoticeForm::default()
        };
        let fields = ["title", "body", "level", "link_url", "reach", "begins", "ends"];
        assert_eq!(wrong(&form, &[]), fields);
        let chosen = NoticeForm {
            reach: "chosen".into(),
            sites: vec!["9".into()],
            ends: "2026-11-22T11:00".into(),
            ..typed()
        };
        assert_eq!(wrong(&chosen, &[SiteId(1), SiteId(2)]), ["sites", "ends"]);
        let endless = NoticeForm {
            ends: "2027-11-22T11:00".into(),
            ..typed()
        };
        assert_eq!(wrong(&endless, &[]), ["ends"]);
    }

    #[test]
    fn an_address_leads_into_the_site_or_to_the_web() {
        for good in ["/news/2026/11/7.html", "https://www.nmc.cn/publish/typhoon.html"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "//evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "https://u:p@a/",
            "news",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}

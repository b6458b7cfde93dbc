//! `site.toml`: what makes one tenant different.

use kernel::{Error, Result, Slug, slug::is_site_code};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// Stable word by which files name the site.
    pub slug: Slug,
    /// Full name, shown in the header.
    pub name: String,
    /// Short name for lists.
    pub short_name: String,
    /// portal, department, township.
    pub kind: String,
    /// Theme folder.
    pub theme: String,
    /// Key of its unit in `units.toml`.
    pub unit: Option<String>,
    /// Host; a name without a dot stands beside the portal's host.
    pub host: Option<String>,
    /// Path under the portal's host, instead of a host.
    pub mount: Option<String>,
    /// Line under the name.
    #[serde(default)]
    pub slogan: String,
    /// Features turned on, by name.
    #[serde(default)]
    pub features: Vec<String>,
    /// Contact line for the public.
    #[serde(default)]
    pub public_contact: String,
    /// Brand.
    #[serde(default)]
    pub brand: Brand,
    /// Mandatory footer set.
    #[serde(default)]
    pub footer: FooterFile,
    /// Home page blocks.
    #[serde(default)]
    pub home: HomeFile,
}

/// Brand colours; more tokens may be given by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Token `brand`.
    pub color: Option<String>,
    /// Token `brand-ink`.
    pub ink: Option<String>,
    /// Any other token.
    #[serde(default)]
    pub tokens: BTreeMap<String, String>,
}

impl Brand {
    /// Token overrides for the theme.
    #[must_use]
    pub fn overrides(&self) -> BTreeMap<String, String> {
        let mut tokens = self.tokens.clone();
        tokens.extend(self.color.clone().map(|color| ("brand".to_owned(), color)));
        tokens.extend(self.ink.clone().map(|ink| ("brand-ink".to_owned(), ink)));
        tokens
    }
}

/// The mandatory footer set (政府网站发展指引, annex). Identifiers may be absent on a site under the portal's host:
/// there the portal's are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FooterFile {
    /// 主办单位.
    pub sponsor: String,
    /// 承办单位.
    pub undertaker: String,
    /// 联系方式: whom to ask.
    pub contact: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Mail.
    pub email: String,
    /// 网站标识码.
    pub id_code: String,
    /// ICP 备案号.
    pub icp: String,
    /// 公安备案号.
    pub police: String,
    /// 党政机关网站标识: where its picture leads.
    pub party_mark_url: Option<String>,
    /// 我为政府网站找错: where its picture leads.
    pub find_error_url: Option<String>,
    /// Links.
    pub links: Vec<FooterLink>,
}

/// A link in the footer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FooterLink {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// Which channels the home page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HomeFile {
    /// Channel whose newest item is the headline.
    pub headline: String,
    /// Channel whose pictures lead.
    pub pictures: String,
    /// Channels in order.
    pub blocks: Vec<String>,
}

impl SiteFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`Error::Invalid`] names each field that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let file: Self = toml::from_str(text)
            .map_err(|error| Error::field("site.toml", format!("无法读取：{}", error.message())))?;
        let mut wrong = Vec::new();
        let mut check = |good: bool, field: &str, text: &str| {
            if !good {
                wrong.push(kernel::FieldError::new(field, text));
            }
        };
        check(
            ["portal", "department", "township"].contains(&file.kind.as_str()),
            "kind",
            "只能是 portal、department 或 township。",
        );
        check(!file.name.trim().is_empty(), "name", "请填写网站名称。");
        check(
            file.host.is_some() != file.mount.is_some(),
            "host",
            "host 与 mount 必须且只能写一个。",
        );
        if let Some(mount) = &file.mount {
            let inner = mount.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
            check(
                inner.is_some_and(|inner| Slug::parse(inner).is_ok()),
                "mount",
                "应形如 /zhuhai/。",
            );
        }
        let code = &file.footer.id_code;
        check(
            code.is_empty() || is_site_code(code),
            "footer.id_code",
            "网站标识码应为 10 位数字，或 bm 加 8 位数字。",
        );
        if wrong.is_empty() {
            Ok(file)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

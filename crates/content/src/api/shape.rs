//! What goes over the wire. These types are the interface: OpenAPI is made of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An article as a business system delivers it. An update replaces the whole of it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({
    "external": {"system": "zsxt", "id": "2026-0417"},
    "channel": "notices",
    "title": "2026年秋季义务教育阶段学校招生报名结果公布",
    "body": "<p>报名结果自即日起可以查询。</p>",
    "format": "html",
    "source": "陶都市教育局",
    "origin": "own",
    "keywords": ["招生", "报名"],
    "state": "submitted"
}))]
pub struct ArticleIn {
    /// The number the delivering system itself gives the article. The same number again updates instead of doubling.
    pub external: Option<External>,
    /// Word of the channel in its address, such as `notices`.
    #[schema(example = "notices")]
    pub channel: String,
    /// Headline, at most 100 characters.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// Abstract, at most 500 characters.
    pub summary: String,
    /// How the body is written: `html`, `markdown` or `text`; `html` when left out.
    #[schema(example = "html")]
    pub format: String,
    /// The body. Pictures of `files` are named `file:<name>`, stored ones `media:<hash>`.
    pub body: String,
    /// 稿源; the unit's name when left out.
    pub source: String,
    /// `own` (自采), `repost` (转载) or `contributed` (来稿); `own` when left out.
    #[schema(example = "own")]
    pub origin: String,
    /// Author.
    pub author: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The lead picture: `file:<name>` or the hash of a stored one.
    pub lead: String,
    /// Attachments: `file:<name>` or hashes of stored ones.
    pub attachments: Vec<String>,
    /// What an update corrects; shown to readers of a published article.
    pub change_note: String,
    /// Files that come along.
    pub files: Vec<FileIn>,
    /// How far it should go.
    pub state: Aim,
}

/// How far a delivery should go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Kept as a draft.
    Draft,
    /// Before the reviewers.
    #[default]
    Submitted,
    /// Public at once, where the channel lets business systems publish without review; elsewhere it waits for a
    /// reviewer like `submitted`.
    Published,
}

/// The number an article has in the delivering system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// Word of the system, at most 40 characters.
    #[schema(example = "zsxt")]
    pub system: String,
    /// Its number there, at most 100 characters.
    #[schema(example = "2026-0417")]
    pub id: String,
}

/// A file inside a delivery.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"name": "招生范围.png", "content": "iVBORw0KGgo=", "alt": "各校招生范围示意图"}))]
pub struct FileIn {
    /// File name; `file:<name>` stands for it in the article.
    pub name: String,
    /// The bytes in base64; a picture or PDF, Word, Excel, at most 20 MB.
    pub content: String,
    /// Words for those who do not see the picture.
    pub alt: String,
    /// The picture needs no words.
    pub decorative: bool,
    /// Under the picture.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// Why an article is withdrawn.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "报名名单有误，核实后另行公布。"}))]
pub struct WithdrawIn {
    /// Shown to visitors in place of the article, 2 to 200 characters.
    pub reason: String,
}

/// An article as it stands.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0190a000-0000-7000-8000-000000000001",
    "external": {"system": "zsxt", "id": "2026-0417"},
    "state": "published",
    "needs_review": false,
    "channel": "notices",
    "title": "2026年秋季义务教育阶段学校招生报名结果公布",
    "revision": 4,
    "version": 1,
    "url": "http://edu.example.gov.cn/notices/2026/11/7.html",
    "first_published_at": "2026-11-22T09:30:00+08:00",
    "changed_at": "2026-11-22T09:30:00+08:00",
    "places": [{"site": "portal", "name": "陶都市人民政府", "channel": "部门动态", "state": "live", "url": "http://www.example.gov.cn/bumen/2026/11/12.html"}]
}))]
pub struct ArticleOut {
    /// Identity of the article; stays the same in every place.
    pub id: String,
    /// The number it has in the delivering system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
    /// `draft`, `submitted`, `approved`, `returned`, `published`, `withdrawn` or `discarded`: of what is being worked on,
    /// else of what is public.
    pub state: String,
    /// It waits for a person.
    pub needs_review: bool,
    /// Word of the channel.
    pub channel: String,
    /// Headline.
    pub title: String,
    /// Grows with every save and move; `ETag` is `"r<revision>"`.
    pub revision: i64,
    /// Grows with every publication and withdrawal.
    pub version: i64,
    /// Public address, once it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// First publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_published_at: Option<String>,
    /// Last change.
    pub changed_at: String,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdraw_reason: Option<String>,
    /// Why a reviewer sent it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_reason: Option<String>,
    /// Where it stands in the whole group.
    pub places: Vec<PlaceOut>,
}

/// A place where an article stands, or stood.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
pub struct PlaceOut {
    /// Word of the site.
    pub site: String,
    /// Name of the site.
    pub name: String,
    /// Name of the channel.
    pub channel: String,
    /// `live` or `withdrawn`.
    pub state: String,
    /// Public address there.
    pub url: String,
}

/// A page of the unit's own deliveries, newest first.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
pub struct ArticlesOut {
    /// The articles.
    pub items: Vec<ArticleOut>,
    /// What `after` has to be for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// A stored file.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[schema(example = json!({
    "hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "name": "招生范围.png", "kind": "picture", "content_type": "image/png", "size": 48211, "width": 900, "height": 600
}))]
pub struct MediaOut {
    /// SHA-256 of the stored bytes; `media:<hash>` stands for it in a body.
    pub hash: String,
    /// File name.
    pub name: String,
    /// `picture` or `attachment`.
    pub kind: String,
    /// Its type as the bytes have it.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels; 0 for attachments.
    pub width: i64,
    /// Pixels; 0 for attachments.
    pub height: i64,
}

/// What is wrong (RFC 9457).
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "about:blank", "title": "填写有误", "status": 422, "detail": "请填写标题。", "code": "invalid",
    "errors": [{"field": "title", "text": "请填写标题。"}]
}))]
pub struct ProblemOut {
    /// Always `about:blank`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do, or why not.
    pub detail: String,
    /// Stable code for programs.
    pub code: String,
    /// Fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldOut>,
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
pub struct FieldOut {
    /// Its name in the request.
    pub field: String,
    /// A plain sentence.
    pub text: String,
}

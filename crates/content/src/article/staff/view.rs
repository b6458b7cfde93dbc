//! What the staff templates of articles see.

use crate::article::form::TextForm;
use crate::article::state::State;
use gateway::SlotAction;
use serde::Serialize;
use theme::view::Pager;

/// A state as a chip: word and tone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// Words.
    pub text: String,
    /// Tone of `ui.chip`.
    pub tone: &'static str,
}

impl Chip {
    /// The chip of a state.
    #[must_use]
    pub fn of(state: State) -> Self {
        Self {
            text: state.title().to_owned(),
            tone: tone(state),
        }
    }

    /// What stands beside the live edition: a correction under way.
    #[must_use]
    pub fn correction(state: State) -> Self {
        Self {
            text: format!("更正：{}", state.title()),
            tone: tone(state),
        }
    }
}

fn tone(state: State) -> &'static str {
    match state {
        State::Draft | State::Superseded | State::Discarded => "plain",
        State::Submitted => "wait",
        State::Approved => "ok",
        State::Published => "live",
        State::Returned => "warn",
        State::Withdrawn => "late",
    }
}

/// A choice of a select or of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// Words.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
    /// Words behind it; may be empty.
    pub help: String,
}

impl Choice {
    /// A choice without further words.
    pub fn new(value: impl ToString, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.to_string();
        Self {
            checked: value == chosen,
            value,
            label: label.into(),
            help: String::new(),
        }
    }
}

/// A tab over a list, with its count.
#[derive(Clone, Debug, Serialize)]
pub struct Tab {
    /// Words.
    pub title: &'static str,
    /// Its list.
    pub url: String,
    /// The one shown.
    pub current: bool,
    /// How many.
    pub count: u64,
}

/// A row of the list of articles or of the reviews.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleRow {
    /// The article's page.
    pub url: String,
    /// Headline of the newest edition.
    pub title: String,
    /// Channel.
    pub channel: String,
    /// States: the live edition's, the draft's.
    pub chips: Vec<Chip>,
    /// Who wrote it.
    pub author: String,
    /// `2026-11-18 09:30`.
    pub at: String,
}

/// `content/article_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleList {
    /// Address of the list.
    pub url: String,
    /// 新建文章; null for who may not write.
    pub new_url: Option<String>,
    /// Tabs.
    pub tabs: Vec<Tab>,
    /// Key of the tab shown; empty for all.
    pub state: &'static str,
    /// Channels.
    pub channels: Vec<Choice>,
    /// Word looked for in titles.
    pub q: String,
    /// Whether channel or word narrow the list.
    pub narrowed: bool,
    /// Rows.
    pub rows: Vec<ArticleRow>,
    /// Pager.
    pub pager: Pager,
    /// What an empty list says.
    pub empty_title: &'static str,
    /// And what to do next.
    pub empty_text: &'static str,
}

/// Two texts side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// Words over the left text.
    pub left_title: String,
    /// Words over the right text.
    pub right_title: String,
    /// Escaped, with `<del>`.
    pub left_html: String,
    /// Escaped, with `<ins>`.
    pub right_html: String,
}

/// `content/article_form.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleForm {
    /// Where it posts to.
    pub action: String,
    /// Where it came from.
    pub back: String,
    /// Words of the way back.
    pub back_title: &'static str,
    /// The preview; null before the first save.
    pub preview_url: Option<String>,
    /// The media library.
    pub media_url: String,
    /// Where files of the library are served, with the last slash.
    pub pictures_at: String,
    /// Where the form's script keeps what is typed.
    pub slot_url: String,
    /// Signing in again in a small window.
    pub sign_in_url: String,
    /// Nothing was saved yet.
    pub fresh: bool,
    /// Who else has the form open, by name; empty for nobody.
    pub others: String,
    /// Texts that were typed and not saved.
    pub offers: Vec<crate::slot::staff::Offer>,
    /// The form holds one of them.
    pub resumed: bool,
    /// What is typed.
    pub form: TextForm,
    /// Channels one may write into.
    pub channels: Vec<Choice>,
    /// 自采, 转载, 来稿.
    pub origins: Vec<Choice>,
    /// Markdown, HTML, 纯文本.
    pub formats: Vec<Choice>,
    /// Pictures of the site.
    pub pictures: Vec<Choice>,
    /// Files of the site.
    pub files: Vec<Choice>,
    /// Whether this is a correction of something published.
    pub correction: bool,
    /// Why a reviewer sent it back; may be empty.
    pub returned: String,
    /// Saving will void an approval or a submission.
    pub voids: bool,
    /// Somebody saved in between: theirs and mine.
    pub conflict: Option<Compared>,
    /// What the checks say of what is typed.
    pub checks: crate::check::staff::Panel,
}

/// A line of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What.
    pub term: &'static str,
    /// Its value.
    pub text: String,
}

/// A lead picture.
#[derive(Clone, Debug, Serialize)]
pub struct LeadPicture {
    /// Address.
    pub url: String,
    /// Words for it.
    pub alt: String,
}

/// An attachment.
#[derive(Clone, Debug, Serialize)]
pub struct FileLink {
    /// File name.
    pub name: String,
    /// Address.
    pub url: String,
    /// `PDF，36 kB`.
    pub note: String,
}

/// A judgement of a reviewer.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalRow {
    /// Number of the edition judged.
    pub n: i64,
    /// 通过 or 退回.
    pub chip: Chip,
    /// Reviewer.
    pub person: String,
    /// Words.
    pub opinion: String,
    /// When.
    pub at: String,
    /// The text was changed afterwards.
    pub voided: bool,
}

/// An edition in the history.
#[derive(Clone, Debug, Serialize)]
pub struct EditionRow {
    /// Number.
    pub n: i64,
    /// Its page.
    pub url: String,
    /// State.
    pub chip: Chip,
    /// Headline.
    pub title: String,
    /// Who began it.
    pub author: String,
    /// What it corrects; may be empty.
    pub note: String,
    /// Last change.
    pub at: String,
}

/// What the person may do now; each is the address of a form or of a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Deeds {
    /// 修改.
    pub edit: Option<String>,
    /// 预览.
    pub preview: Option<String>,
    /// 查看页面.
    pub open: Option<String>,
    /// 提交审核.
    pub submit: Option<String>,
    /// 取回.
    pub recall: Option<String>,
    /// 放弃.
    pub discard: Option<String>,
    /// 审核通过.
    pub approve: Option<String>,
    /// 退回.
    pub send_back: Option<String>,
    /// 发布.
    pub publish: Option<String>,
    /// Whether publishing corrects what the public sees, so that the publisher may say how much.
    pub corrects: bool,
    /// 更正, or taking up again what was put aside.
    pub correct: Option<String>,
    /// Whether the public ever saw it; else there is nothing to correct.
    pub published: bool,
    /// 撤回.
    pub withdraw: Option<String>,
}

impl Deeds {
    /// Whether there is any form to be shown.
    #[must_use]
    pub fn any(&self) -> bool {
        [
            &self.submit,
            &self.recall,
            &self.discard,
            &self.approve,
            &self.send_back,
            &self.publish,
            &self.correct,
            &self.withdraw,
        ]
        .iter()
        .any(|deed| deed.is_some())
    }
}

/// The text of an edition, as both the article's page and the edition's page show it.
#[derive(Clone, Debug, Serialize)]
pub struct EditionText {
    /// Second line; may be empty.
    pub subtitle: String,
    /// Source, class, author …
    pub facts: Vec<Fact>,
    /// Lead picture.
    pub lead: Option<LeadPicture>,
    /// Sanitized, addresses resolved.
    pub body_html: String,
    /// Files.
    pub files: Vec<FileLink>,
}

/// `content/article_show.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ArticlePage {
    /// The list.
    pub back: String,
    /// States.
    pub chips: Vec<Chip>,
    /// How things stand, in one sentence; may be empty.
    pub hint: String,
    /// Why a reviewer sent it back; may be empty.
    pub returned: String,
    /// Channel, number, times.
    pub facts: Vec<Fact>,
    /// The revision each form sends back.
    pub revision: i64,
    /// What may be done.
    pub deeds: Deeds,
    /// Whether there is any form.
    pub acts: bool,
    /// What it still needs, and its times.
    pub flow: super::flow::Flow,
    /// Topics it stands in or may be put into.
    pub topics: crate::topic::staff::Rooms,
    /// What other features offer.
    pub slots: Vec<SlotAction>,
    /// Number of the edition shown.
    pub n: i64,
    /// The newest edition's text.
    pub text: EditionText,
    /// What the checks say of it.
    pub checks: crate::check::staff::Panel,
    /// Judgements, newest first.
    pub approvals: Vec<ApprovalRow>,
    /// 比较版本; null for a single one.
    pub compare: Option<String>,
    /// Editions, newest first.
    pub editions: Vec<EditionRow>,
}

/// `content/article_compare.html`.
#[derive(Clone, Debug, Serialize)]
pub struct VersionsPage {
    /// The article's page.
    pub back: String,
    /// Address of the comparison.
    pub url: String,
    /// Editions to choose from for the left side.
    pub old: Vec<Choice>,
    /// And for the right.
    pub new: Vec<Choice>,
    /// Number of the edition on the left.
    pub left: i64,
    /// On the right.
    pub right: i64,
    /// Nothing differs.
    pub same: bool,
    /// The two.
    pub compared: Compared,
}

/// `content/edition_show.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EditionPage {
    /// The article's page.
    pub back: String,
    /// Number.
    pub n: i64,
    /// State.
    pub chip: Chip,
    /// Headline of this edition.
    pub title: String,
    /// Text.
    pub text: EditionText,
    /// 恢复这一版; null for who may not, and for the one being worked on.
    pub restore: Option<String>,
    /// The revision the form sends back.
    pub revision: i64,
    /// Against the edition before; null for the first.
    pub compared: Option<Compared>,
}

/// `content/review_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewList {
    /// How many of them wait for the reader.
    pub mine: usize,
    /// What waits, oldest first.
    pub rows: Vec<ReviewRow>,
    /// All articles.
    pub articles_url: String,
}

/// An edition that waits for a reviewer.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewRow {
    /// The article's page.
    pub url: String,
    /// Headline.
    pub title: String,
    /// Channel.
    pub channel: String,
    /// Who wrote it.
    pub author: String,
    /// When it was submitted.
    pub at: String,
    /// 审核, or 初审, 复审, 终审 where the channel asks for several.
    pub stage: &'static str,
    /// Why somebody else must judge it: the reader wrote, changed or submitted it, or judged an earlier stage; else empty.
    pub others: &'static str,
}

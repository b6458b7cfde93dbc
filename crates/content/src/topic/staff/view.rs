//! What the staff templates of topics see.

use crate::article::staff::Choice;
use crate::topic::TopicForm;
use serde::Serialize;

/// A row of the list.
#[derive(Clone, Debug, Serialize)]
pub struct TopicRow {
    /// Its form.
    pub url: String,
    /// Title.
    pub title: String,
    /// Address.
    pub path: String,
    /// First and last day.
    pub days: String,
    /// State in words.
    pub state: String,
    /// Tone of its chip.
    pub tone: &'static str,
    /// What visitors see of it, where the state does not say so; may be empty.
    pub note: &'static str,
    /// Articles in it.
    pub count: i64,
}

/// `content/topic_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TopicList {
    /// 新建专题.
    pub new_url: String,
    /// The latest first.
    pub rows: Vec<TopicRow>,
}

/// An article or picture in a block.
#[derive(Clone, Debug, Serialize)]
pub struct BlockItem {
    /// Uid or hash.
    pub value: String,
    /// Headline, or what the picture shows.
    pub title: String,
    /// Where it is from; why visitors do not see it.
    pub note: String,
    /// Visitors see it.
    pub live: bool,
}

/// A block in the form.
#[derive(Clone, Debug, Serialize)]
pub struct BlockView {
    /// `articles`, `text`, `pictures` or `links`.
    pub kind: String,
    /// Its kind in words.
    pub kind_title: &'static str,
    /// As typed.
    pub heading: String,
    /// As typed.
    pub body: String,
    /// What stands in it.
    pub items: Vec<BlockItem>,
    /// Words looked for.
    pub find: String,
    /// Whether what was found is shown.
    pub looks: bool,
    /// Articles found.
    pub found: Vec<Choice>,
}

/// `content/topic_form.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TopicPage {
    /// Where it posts to.
    pub action: String,
    /// The list.
    pub back: String,
    /// What is typed.
    pub form: TopicForm,
    /// Its blocks.
    pub blocks: Vec<BlockView>,
    /// Pictures of the media library.
    pub pictures: Vec<Choice>,
    /// States.
    pub states: Vec<Choice>,
    /// Kinds of blocks.
    pub kinds: Vec<Choice>,
    /// Whether the topic is there already, so that its address stays.
    pub there: bool,
    /// 预览 of what is saved.
    pub preview_url: Option<String>,
    /// The page as visitors see it; null while they do not.
    pub open_url: Option<String>,
    /// What visitors see of it, in a sentence; may be empty.
    pub hint: String,
    /// The topic as it stands, after somebody else saved in between.
    pub conflict: Option<String>,
    /// The blocks were changed and not saved yet.
    pub unsaved: bool,
}

//! What the staff templates of channels see.

use serde::{Deserialize, Serialize};

/// The form as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelForm {
    /// Address name; only of a new channel.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it publishes.
    pub description: String,
    /// As typed.
    pub keywords: String,
    /// Class of the column.
    #[serde(rename(deserialize = "type"))]
    pub kind: String,
    /// Function group.
    pub group: String,
    /// `true` when the navigation shows it.
    pub nav: String,
    /// Place in the navigation.
    pub order: String,
    /// The revision this form saw.
    pub revision: String,
}

/// A function group to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Key.
    pub value: &'static str,
    /// Words.
    pub label: &'static str,
}

/// A row of the list.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelRow {
    /// Its form.
    pub url: String,
    /// Name.
    pub name: String,
    /// Address.
    pub path: String,
    /// Words of its group.
    pub group: String,
    /// Shown in the navigation.
    pub nav: bool,
    /// Place.
    pub order: i64,
    /// Live articles.
    pub count: i64,
    /// Their list.
    pub articles_url: String,
    /// In use.
    pub open: bool,
}

/// `content/channel_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelList {
    /// 新建栏目.
    pub new_url: String,
    /// Rows in the order of the navigation.
    pub rows: Vec<ChannelRow>,
}

/// `content/channel_form.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelPage {
    /// Where it posts to.
    pub action: String,
    /// The list.
    pub back: String,
    /// What is typed.
    pub form: ChannelForm,
    /// Function groups.
    pub groups: Vec<Group>,
    /// Whether the channel is there already, so that its address stays.
    pub there: bool,
    /// 停用; null where there is nothing to close.
    pub close_url: Option<String>,
    /// 重新启用; null where it is in use.
    pub open_url: Option<String>,
    /// Who set it aside for push-downs; empty for nobody.
    pub mandated_by: String,
}

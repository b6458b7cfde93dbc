//! The page on which a visitor says how to read.

use serde::Serialize;

/// One way of several.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReadingChoice {
    /// What the form sends.
    pub value: String,
    /// Its name.
    pub label: String,
    /// What it does.
    pub note: String,
    /// Whether it is the present one.
    pub chosen: bool,
}

/// The page 浏览方式.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReadingShow {
    /// Where the form goes.
    pub action: String,
    /// 标准版, 长者版.
    pub layouts: Vec<ReadingChoice>,
    /// Colours.
    pub colours: Vec<ReadingChoice>,
    /// Characters.
    pub scripts: Vec<ReadingChoice>,
}

impl ReadingShow {
    /// Nothing chosen yet.
    pub fn sample() -> Self {
        let choice = |value: &str, label: &str, note: &str, chosen| ReadingChoice {
            value: value.into(),
            label: label.into(),
            note: note.into(),
            chosen,
        };
        Self {
            action: "/reading".into(),
            layouts: vec![
                choice("standard", "标准版", "完整的版面", true),
                choice("elder", "长者版", "大字、大按钮，电话和常用服务在最前面", false),
            ],
            colours: vec![
                choice("device", "随设备", "跟随您设备的深浅设置", true),
                choice("contrast", "高对比", "黑底、白字、黄色链接", false),
            ],
            scripts: vec![
                choice("hans", "简体", "", true),
                choice("hant", "繁體", "由系統轉換，以簡體為準", false),
            ],
        }
    }
}

//! The rules, and how grave each is.

use serde::{Deserialize, Serialize};

/// How grave a finding is; a graver one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 提示: shown, and nothing else.
    Note,
    /// 警告: goes out when somebody confirms it in writing.
    Warn,
    /// 禁止: does not go out.
    Block,
}

impl Level {
    /// Every level, the gravest first.
    pub const ALL: [Self; 3] = [Self::Block, Self::Warn, Self::Note];

    /// The word in the database and in answers to programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Warn => "warn",
            Self::Note => "note",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Block => "禁止发布",
            Self::Warn => "须确认",
            Self::Note => "提示",
        }
    }

    /// Reads [`Level::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 错别字: a wrong word of the list.
    WrongWord,
    /// 敏感词: a word of the list.
    Sensitive,
    /// 不规范表述: a phrase of the list.
    Forbidden,
    /// 领导职务: a title that is not the person's.
    LeaderTitle,
    /// 领导排序: persons of one enumeration out of order.
    LeaderOrder,
    /// 身份证号.
    IdCard,
    /// 银行卡号.
    BankCard,
    /// 手机号码.
    Mobile,
    /// 失效链接: told by whoever asked the network.
    DeadLink,
    /// 图片缺少替代文字.
    Alt,
    /// 表格没有表头.
    TableHead,
    /// 标题过长或过短.
    TitleLength,
    /// 缺少稿源.
    Source,
    /// 句子过长.
    Sentence,
}

impl Rule {
    /// Every rule, as lists of them are ordered.
    pub const ALL: [Self; 14] = [
        Self::WrongWord,
        Self::Sensitive,
        Self::Forbidden,
        Self::LeaderTitle,
        Self::LeaderOrder,
        Self::IdCard,
        Self::BankCard,
        Self::Mobile,
        Self::DeadLink,
        Self::Alt,
        Self::TableHead,
        Self::TitleLength,
        Self::Source,
        Self::Sentence,
    ];

    /// The word in the database and in answers to programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::WrongWord => "wrong_word",
            Self::Sensitive => "sensitive",
            Self::Forbidden => "forbidden",
            Self::LeaderTitle => "leader_title",
            Self::LeaderOrder => "leader_order",
            Self::IdCard => "id_card",
            Self::BankCard => "bank_card",
            Self::Mobile => "mobile",
            Self::DeadLink => "dead_link",
            Self::Alt => "alt",
            Self::TableHead => "table_head",
            Self::TitleLength => "title_length",
            Self::Source => "source",
            Self::Sentence => "sentence",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::WrongWord => "错别字",
            Self::Sensitive => "敏感词",
            Self::Forbidden => "不规范表述",
            Self::LeaderTitle => "领导职务",
            Self::LeaderOrder => "领导排序",
            Self::IdCard => "身份证号",
            Self::BankCard => "银行卡号",
            Self::Mobile => "手机号码",
            Self::DeadLink => "失效链接",
            Self::Alt => "图片替代文字",
            Self::TableHead => "表格表头",
            Self::TitleLength => "标题长度",
            Self::Source => "稿源",
            Self::Sentence => "句子长度",
        }
    }

    /// Reads [`Rule::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.key() == key)
    }

    /// How grave it is where nobody said otherwise.
    #[must_use]
    pub const fn usual(self) -> Level {
        match self {
            Self::Sensitive
            | Self::LeaderTitle
            | Self::LeaderOrder
            | Self::IdCard
            | Self::BankCard
            | Self::Alt
            | Self::Source => Level::Block,
            Self::WrongWord | Self::Forbidden | Self::Mobile | Self::DeadLink | Self::TableHead => {
                Level::Warn
            }
            Self::TitleLength | Self::Sentence => Level::Note,
        }
    }

    /// The laxest that may be set. What the house asks of every text before it goes out stays so, a length of sentences
    /// holds nobody up.
    #[must_use]
    pub const fn bounds(self) -> (Level, Level) {
        match self {
            Self::Alt | Self::Source => (Level::Block, Level::Block),
            Self::Sentence => (Level::Note, Level::Note),
            _ => (Level::Note, Level::Block),
        }
    }
}

/// How grave each rule is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels([Level; Rule::ALL.len()]);

impl Default for Levels {
    fn default() -> Self {
        Self(Rule::ALL.map(Rule::usual))
    }
}

impl Levels {
    /// The level of a rule.
    #[must_use]
    pub fn of(&self, rule: Rule) -> Level {
        let at = Rule::ALL.iter().position(|known| *known == rule);
        at.and_then(|at| self.0.get(at)).copied().unwrap_or(rule.usual())
    }

    /// Sets the level of a rule, within what may be set.
    pub fn set(&mut self, rule: Rule, level: Level) {
        let (least, most) = rule.bounds();
        let at = Rule::ALL.iter().position(|known| *known == rule);
        if let Some(place) = at.and_then(|at| self.0.get_mut(at)) {
            *place = level.clamp(least, most);
        }
    }

    /// Makes a rule graver; what would be laxer changes nothing.
    pub fn tighten(&mut self, rule: Rule, level: Level) {
        self.set(rule, self.of(rule).max(level));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_usual_levels_may_be_set() {
        for (at, rule) in Rule::ALL.into_iter().enumerate() {
            assert_eq!(Rule::parse(rule.key()), Some(rule));
            assert_eq!(Rule::ALL.iter().position(|known| *known == rule), Some(at));
            let (least, most) = rule.bounds();
            assert!((least..=most).contains(&rule.usual()), "{rule:?}");
            assert_eq!(serde_words(rule.key()), rule.key());
        }
    }

    fn serde_words(key: &str) -> String {
        Rule::parse(key)
            .map(|rule| format!("{rule:?}"))
            .map_or_else(String::new, |name| {
                let mut out = String::new();
                for (i, c) in name.char_indices() {
                    if c.is_uppercase() && i > 0 {
                        out.push('_');
                    }
                    out.push(c.to_ascii_lowercase());
                }
                out
            })
    }

    #[test]
    fn a_site_makes_a_level_graver_and_never_laxer() {
        let mut levels = Levels::default();
        levels.tighten(Rule::Mobile, Level::Block);
        levels.tighten(Rule::IdCard, Level::Note);
        levels.set(Rule::Alt, Level::Note);
        assert_eq!(levels.of(Rule::Mobile), Level::Block);
        assert_eq!(levels.of(Rule::IdCard), Level::Block);
        assert_eq!(levels.of(Rule::Alt), Level::Block);
    }
}

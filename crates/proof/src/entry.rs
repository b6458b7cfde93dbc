//! Entries of the lists that people keep.

/// A kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// 错别字: wrong → right.
    Wrong,
    /// 敏感词.
    Sensitive,
    /// 不规范表述.
    Forbidden,
    /// 领导姓名、职务和次序.
    Leader,
    /// 放行词: phrases in which the words of the other lists are right.
    Allow,
}

impl List {
    /// Every kind, as pages show them.
    pub const ALL: [Self; 5] = [
        Self::Wrong,
        Self::Sensitive,
        Self::Forbidden,
        Self::Leader,
        Self::Allow,
    ];

    /// The word in addresses, in the database and in file names.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Sensitive => "sensitive",
            Self::Forbidden => "forbidden",
            Self::Leader => "leader",
            Self::Allow => "allow",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Wrong => "错别字",
            Self::Sensitive => "敏感词",
            Self::Forbidden => "不规范表述",
            Self::Leader => "领导职务与排序",
            Self::Allow => "放行词",
        }
    }

    /// Reads [`List::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.key() == key)
    }

    /// What the columns of its file are called.
    #[must_use]
    pub const fn heads(self) -> [&'static str; 4] {
        match self {
            Self::Wrong => ["错误写法", "正确写法", "", "说明"],
            Self::Sensitive | Self::Forbidden => ["词语", "改为", "", "说明"],
            Self::Leader => ["姓名", "职务", "次序", "说明"],
            Self::Allow => ["词语", "", "", "说明"],
        }
    }
}

/// One line of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What is looked for: a word, or a leader's name.
    pub word: String,
    /// What would be right; a leader's titles, divided by 、. May be empty.
    pub right: String,
    /// A leader's place, 1 the first; 0 elsewhere.
    pub rank: u32,
    /// Why, for whoever reads the finding. May be empty.
    pub note: String,
}

/// The most entries a list holds.
pub const MOST_ENTRIES: usize = 200_000;
const WORD: usize = 50;
const RIGHT: usize = 100;
const NOTE: usize = 200;

impl Entry {
    /// Reads what was typed into the columns of a list.
    ///
    /// # Errors
    /// A plain sentence that says what is wrong.
    pub fn parse(list: List, word: &str, right: &str, rank: &str, note: &str) -> Result<Self, String> {
        let [word_head, right_head, rank_head, _] = list.heads();
        let clean = |text: &str| -> String {
            let kept = text
                .chars()
                .filter(|c| !c.is_control() && !kernel::personal::is_unseen(*c));
            kept.collect::<String>().trim().to_owned()
        };
        let entry = Self {
            word: clean(word),
            right: clean(right),
            rank: 0,
            note: clean(note),
        };
        let least = if list == List::Leader { 2 } else { 1 };
        let length = entry.word.chars().count();
        if length < least {
            return Err(format!(
                "{word_head}不能为空{}。",
                if least > 1 { "，至少 2 字" } else { "" }
            ));
        }
        if length > WORD {
            return Err(format!("{word_head}最多 {WORD} 字，这里有 {length} 字。"));
        }
        for (head, text, most) in [(right_head, &entry.right, RIGHT), ("说明", &entry.note, NOTE)] {
            let length = text.chars().count();
            if length > most {
                return Err(format!("{head}最多 {most} 字，这里有 {length} 字。"));
            }
        }
        if matches!(list, List::Wrong | List::Leader) && entry.right.is_empty() {
            return Err(format!("{right_head}不能为空。"));
        }
        if list == List::Wrong && entry.right == entry.word {
            return Err("正确写法与错误写法相同。".into());
        }
        if list != List::Leader {
            return Ok(entry);
        }
        let rank = rank
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|rank| (1..=9999).contains(rank));
        let rank = rank.ok_or_else(|| format!("{rank_head}应为 1 至 9999 的数字，1 在最前。"))?;
        Ok(Self { rank, ..entry })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_entry_is_refused_with_a_sentence() {
        for (list, word, right, rank, says) in [
            (List::Wrong, "", "账号", "", "不能为空"),
            (List::Wrong, " \u{200b}", "账号", "", "不能为空"),
            (List::Wrong, "帐号", "", "", "正确写法不能为空"),
            (List::Wrong, "账号", "账号", "", "相同"),
            (List::Leader, "陆", "市长", "1", "至少 2 字"),
            (List::Leader, "陆明远", "市长", "零", "次序"),
            (List::Leader, "陆明远", "", "1", "职务不能为空"),
        ] {
            let why = Entry::parse(list, word, right, rank, "").unwrap_err();
            assert!(why.contains(says), "{why}");
        }
        let long = "长".repeat(3400);
        assert!(
            Entry::parse(List::Sensitive, &long, "", "", "")
                .unwrap_err()
                .contains("3400")
        );
        assert_eq!(
            Entry::parse(List::Leader, " 陆明远 ", "市长", " 2 ", "")
                .unwrap()
                .rank,
            2
        );
    }
}

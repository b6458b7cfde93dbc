//! Which passwords are taken. The defaults follow NIST SP 800-63B: length and lists of known passwords rather than classes of
//! characters and periodic change; an operator whose assessor wants those sets them.

use super::BreachedFile;
use super::common::is_common;
use crate::person::Account;
use chrono::Duration;
use kernel::{Error, Result};

/// Shortest password in characters, unless a setting asks for more.
pub const MINIMUM: usize = 10;
/// Longest password in characters; longer ones only cost hashing.
pub const MAXIMUM: usize = 128;
/// As many former passwords are kept, whatever the setting asks for.
pub(crate) const MOST_HISTORY: usize = 24;

/// What an operator asks of passwords.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Shortest password in characters.
    pub minimum: usize,
    /// How many of the four classes (small and capital letters, figures, all else) a password holds at least; 0 to 4.
    pub classes: usize,
    /// Not one of so many last passwords; 0 is off, at most 24.
    pub history: usize,
    /// After so long a new one is asked for at sign-in; `None` is never.
    pub max_age: Option<Duration>,
    /// Leaked passwords.
    pub breached: Option<BreachedFile>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            minimum: MINIMUM,
            classes: 0,
            history: 5,
            max_age: None,
            breached: None,
        }
    }
}

impl Rules {
    /// The rules in a sentence, shown below the field.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut words = format!(
            "至少 {} 个字符，不能是常见密码，不能包含账号、姓名或邮箱名",
            self.minimum
        );
        if self.classes > 1 {
            words += &format!("，大写字母、小写字母、数字、符号至少用 {} 类", self.classes);
        }
        if self.history > 0 {
            words += &format!("，不能与最近 {} 次的密码相同", self.history);
        }
        words + "。可以用几个词连成一句。"
    }
}

/// Whose password it will be: it must not be like any of these words.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Account.
    pub account: &'a str,
    /// Name.
    pub name: &'a str,
    /// Mail address, or empty.
    pub email: &'a str,
}

/// A password that keeps the rules. It never shows itself.
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl NewPassword {
    /// Reads the new password of an account from a form, by the default rules.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`.
    pub fn parse(account: &Account, password: &str) -> Result<Self> {
        let owner = Owner {
            account: account.as_str(),
            name: "",
            email: "",
        };
        Self::check(&Rules::default(), owner, password)
    }

    /// As [`Self::parse`], typed twice.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password` or `again`.
    pub fn parse_twice(account: &Account, password: &str, again: &str) -> Result<Self> {
        Self::parse(account, password)?.and_again(again)
    }

    /// Reads a new password by the operator's rules. The list of leaked ones is read from disk here; former passwords are
    /// compared by [`crate::Identity::new_password`].
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`; faults of the disk.
    pub fn check(rules: &Rules, owner: Owner<'_>, password: &str) -> Result<Self> {
        let wrong = |text: String| Err(Error::field("password", format!("新密码{text}")));
        let length = password.chars().count();
        if length < rules.minimum {
            return wrong(format!("至少 {} 个字符，现在是 {length} 个。", rules.minimum));
        }
        if length > MAXIMUM {
            return wrong(format!("最多 {MAXIMUM} 个字符。"));
        }
        if password.chars().any(char::is_control) {
            return wrong("不能包含控制字符。".into());
        }
        if classes(password) < rules.classes {
            return wrong(format!(
                "须包含大写字母、小写字母、数字、符号中的至少 {} 类。",
                rules.classes
            ));
        }
        if let Some(what) = likeness(owner, password) {
            return wrong(format!("不能包含{what}。"));
        }
        let mut characters: Vec<char> = password.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() < 5 {
            return wrong("过于简单，请使用更多不同的字符。".into());
        }
        if is_common(password) {
            return wrong("过于常见，很容易被猜到，请换一个。".into());
        }
        if let Some(file) = &rules.breached
            && file.contains(password)?
        {
            return wrong("已出现在泄露的密码中，请换一个。".into());
        }
        Ok(Self(password.to_owned()))
    }

    /// Compares with what was typed the second time.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `again`.
    pub fn and_again(self, again: &str) -> Result<Self> {
        if self.0 != again {
            return Err(Error::field("again", "两次输入的密码不一致。"));
        }
        Ok(self)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Small and capital letters, figures, all else; a Chinese character is all else.
fn classes(password: &str) -> usize {
    let class = |is: fn(&char) -> bool| usize::from(password.chars().any(|c| is(&c)));
    class(char::is_ascii_lowercase)
        + class(char::is_ascii_uppercase)
        + class(char::is_ascii_digit)
        + class(|c| !c.is_ascii_alphanumeric())
}

/// What of its owner the password tells. Marks between the letters hide nothing, neither does writing backwards.
fn likeness(owner: Owner<'_>, password: &str) -> Option<&'static str> {
    let local = owner.email.split('@').next().unwrap_or_default();
    // Two Chinese characters are a name, two letters are in any word.
    let name = if owner.name.is_ascii() { 4 } else { 2 };
    let words = [
        ("账号名", owner.account, 4),
        ("姓名", owner.name, name),
        ("邮箱名", local, 4),
    ];
    let plain = bare(password);
    let backwards: String = plain.chars().rev().collect();
    words
        .into_iter()
        .map(|(what, word, least)| (what, bare(word), least))
        .find(|(_, word, least)| {
            word.chars().count() >= *least && (plain.contains(word) || backwards.contains(word))
        })
        .map(|(what, ..)| what)
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner<'_> = Owner {
        account: "edu.writer",
        name: "周若溪",
        email: "ruoxi.zhou@edu.example",
    };

    fn refused(rules: &Rules, password: &str) -> Option<String> {
        match NewPassword::check(rules, OWNER, password) {
            Ok(_) => None,
            Err(Error::Invalid(fields)) => {
                assert_eq!(fields[0].field, "password");
                Some(fields[0].text.clone())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn short_simple_and_telling_passwords_are_refused() {
        let account = Account::parse("edu.writer").unwrap();
        for bad in [
            "",
            "short",
            "123456789",
            "aaaaaaaaaaaa",
            "Edu.Writer-2026",
            &"长".repeat(129),
        ] {
            assert!(NewPassword::parse(&account, bad).is_err(), "{bad}");
        }
        for good in ["紫砂壶里的春天茶香", "correct horse", "k3%dP0-wqZ"] {
            let long = format!("{good}啊！");
            assert!(NewPassword::parse(&account, &long).is_ok(), "{long}");
        }
        assert!(NewPassword::parse_twice(&account, "correct horse", "correct house").is_err());
    }

    #[test]
    fn the_sentence_names_the_rule_that_says_no() {
        let rules = Rules {
            minimum: 12,
            classes: 3,
            ..Rules::default()
        };
        for (password, word) in [
            ("correct hor", "至少 12 个字符，现在是 11 个"),
            ("correct horse battery", "至少 3 类"),
            ("Correct eduwriter 9", "账号名"),
            ("Correct retirw-ude 9", "账号名"),
            ("Correct 周若溪 house 9", "姓名"),
            ("Correct Ruoxi_Zhou 9", "邮箱名"),
            ("Administrator@2026", "常见"),
            ("abababababab", "3 类"),
        ] {
            let said = refused(&rules, password).unwrap_or_else(|| panic!("{password} was taken"));
            assert!(
                said.contains(word) && said.starts_with("新密码"),
                "{password}: {said}"
            );
        }
        assert_eq!(refused(&rules, "Correct horse 9 battery"), None);
    }

    #[test]
    fn a_leaked_password_is_refused_by_name() {
        let path = std::env::temp_dir().join(format!("zisha-leaked-{}", std::process::id()));
        std::fs::write(&path, "correct horse battery\n").unwrap();
        let rules = Rules {
            breached: Some(BreachedFile::new(&path)),
            ..Rules::default()
        };
        assert!(refused(&rules, "correct horse battery").unwrap().contains("泄露"));
        assert_eq!(refused(&rules, "correct horse batterie"), None);
        std::fs::remove_file(path).unwrap();
    }
}

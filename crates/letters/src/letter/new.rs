//! What a writer hands in.

use crate::code::Submission;
use kernel::{Error, FieldError, Result, Uid};

/// A letter that can be written: every field was read.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// Word of the board.
    pub board: String,
    /// Class.
    pub class: String,
    /// The unit the writer thinks of.
    pub unit: Option<i64>,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// How the writer is called.
    pub name: String,
    /// Telephone; never public.
    pub phone: String,
    /// Mail; never public.
    pub mail: String,
    /// Whether the writer wishes it to be public.
    pub wants_public: bool,
    /// The writer's account, if signed in.
    pub citizen: Option<Uid>,
    /// The mark of the form, if it came by one.
    pub submission: Option<Submission>,
}

/// Longest title in characters.
pub const TITLE_MAX: usize = 60;
/// Longest text in characters.
pub const BODY_MAX: usize = 5000;

impl NewLetter {
    /// Checks what was typed.
    ///
    /// # Errors
    /// [`Error::Invalid`] names each field.
    pub fn check(mut self) -> Result<Self> {
        for text in [
            &mut self.title,
            &mut self.name,
            &mut self.phone,
            &mut self.mail,
            &mut self.class,
        ] {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        self.body = self.body.trim().replace("\r\n", "\n");
        let mut wrong = Vec::new();
        let mut field = |bad: bool, name: &str, text: &str| {
            if bad {
                wrong.push(FieldError::new(name, text));
            }
        };
        let long = |text: &str, max: usize| text.chars().count() > max;
        field(self.class.is_empty(), "class", "请选择来信类型。");
        field(self.title.is_empty(), "title", "请填写标题。");
        field(long(&self.title, TITLE_MAX), "title", "标题不超过 60 字。");
        field(
            self.body.chars().count() < 5,
            "body",
            "请写明具体情况，不少于 5 个字。",
        );
        field(long(&self.body, BODY_MAX), "body", "内容不超过 5000 字。");
        field(self.name.is_empty(), "name", "请填写您的称呼。");
        field(long(&self.name, 30), "name", "称呼不超过 30 字。");
        field(
            self.phone.is_empty() && self.mail.is_empty(),
            "phone",
            "请填写手机号码或电子邮箱，以便与您联系。",
        );
        field(
            !self.phone.is_empty() && !is_phone(&self.phone),
            "phone",
            "请填写正确的电话号码。",
        );
        field(
            !self.mail.is_empty() && !is_mail(&self.mail),
            "mail",
            "请填写正确的电子邮箱。",
        );
        if wrong.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' '))
}

fn is_mail(text: &str) -> bool {
    text.len() <= 200
        && text
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'))
        && !text.contains(char::is_whitespace)
}

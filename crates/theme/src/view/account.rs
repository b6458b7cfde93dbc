//! Pages of a citizen's own account: one form page for every step, and the profile.

use super::{FieldError, Link};
use serde::Serialize;

/// A field of a form. Every one has a label; `kind` is the type of the input.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormField {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// `text`, `password`, `email`, `tel`.
    pub kind: String,
    /// What was typed; never a password.
    pub value: String,
    /// One line of help; may be empty.
    pub help: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Said beside the label of a field that may stay empty.
    pub beside: String,
    /// Value of `autocomplete`.
    pub autocomplete: String,
    /// Most characters.
    pub maxlength: u16,
    /// `numeric` for digits; may be empty.
    pub inputmode: String,
    /// Lines of a long text; 0 is one line.
    pub rows: u16,
    /// What is to choose from; empty for a text.
    pub options: Vec<FieldOption>,
}

/// An option of a field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Chosen.
    pub selected: bool,
}

impl FormField {
    /// A field that must be filled in.
    pub fn new(name: &str, label: &str, kind: &str, autocomplete: &str) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind: kind.into(),
            autocomplete: autocomplete.into(),
            required: true,
            maxlength: 120,
            ..Self::default()
        }
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.value = value.into();
        self
    }

    /// One line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(self) -> Self {
        self.optional_when("可以不填")
    }

    /// May stay empty under a condition, which stands beside the label.
    #[must_use]
    pub fn optional_when(mut self, beside: &str) -> Self {
        self.required = false;
        self.beside = beside.into();
        self
    }

    /// A long text of so many lines.
    #[must_use]
    pub fn lines(mut self, rows: u16, maxlength: u16) -> Self {
        self.rows = rows;
        self.maxlength = maxlength;
        self
    }

    /// A choice of pairs of value and label.
    #[must_use]
    pub fn options(mut self, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let option = |(value, label): (String, String)| FieldOption {
            selected: value == self.value,
            value,
            label,
        };
        self.options = pairs.into_iter().map(option).collect();
        self
    }

    /// Six digits that were sent.
    pub fn code() -> Self {
        let mut field = Self::new("code", "验证码", "text", "one-time-code");
        field.inputmode = "numeric".into();
        field.maxlength = 6;
        field
    }
}

/// A field nobody sees.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Hidden {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

impl Hidden {
    /// A field nobody sees.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

/// The tick under which personal data is handed over.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Consent {
    /// The privacy note.
    pub url: String,
    /// Whether it was ticked before.
    pub checked: bool,
}

/// A second, smaller form on the page: only a button.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ButtonForm {
    /// Where it goes.
    pub action: String,
    /// What it sends.
    pub hidden: Vec<Hidden>,
    /// Its words.
    pub label: String,
}

/// A step: register, sign in, type a code, change something, delete.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountForm {
    /// The heading.
    pub heading: String,
    /// Sentences above the form.
    pub lead: Vec<String>,
    /// What is wrong; `field` is empty when it concerns no field.
    pub errors: Vec<FieldError>,
    /// Where the form goes; empty shows no form, only the sentences.
    pub action: String,
    /// The proof for the hidden field.
    pub csrf: String,
    /// Fields nobody sees.
    pub hidden: Vec<Hidden>,
    /// Fields.
    pub fields: Vec<FormField>,
    /// The tick, if there is one.
    pub consent: Option<Consent>,
    /// Words of the button.
    pub submit: String,
    /// Whether the fields take the whole width: much is written in them.
    pub wide: bool,
    /// Whether the deed cannot be undone.
    pub grave: bool,
    /// A second form.
    pub second: Option<ButtonForm>,
    /// Others who vouch for citizens.
    pub providers: Vec<Link>,
    /// Where else to go.
    pub links: Vec<Link>,
}

impl AccountForm {
    /// The registration form after a mistake, with everything that a form can have.
    pub fn sample() -> Self {
        Self {
            heading: "注册个人账号".into(),
            lead: vec!["注册后可以写信、查看办理情况。只需要手机号码或电子邮箱。".into()],
            errors: vec![FieldError::new("contact", "请填写手机号码（11 位）或电子邮箱。")],
            action: "/account/register".into(),
            csrf: "x".into(),
            hidden: vec![Hidden::new("next", "/letters/new")],
            fields: vec![
                FormField::new("contact", "手机号码或电子邮箱", "text", "username").value("1380013"),
                FormField::code(),
                FormField::new("password", "密码", "password", "new-password").help("至少 10 个字符。"),
            ],
            consent: Some(Consent {
                url: "/account/privacy".into(),
                checked: false,
            }),
            submit: "获取验证码".into(),
            wide: false,
            grave: false,
            second: Some(ButtonForm {
                action: "/account/delete/code".into(),
                hidden: vec![],
                label: "改用验证码".into(),
            }),
            providers: vec![Link::new("省统一身份认证", "/upstream/province/start")],
            links: vec![Link::new("已有账号，去登录", "/account/sign-in")],
        }
    }
}

/// A live session of a citizen.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountSession {
    /// Site's host.
    pub host: String,
    /// Kind of browser.
    pub agent: String,
    /// Last request.
    pub seen: String,
    /// The one of this page.
    pub current: bool,
    /// Its number, for the form that ends it.
    pub which: String,
}

/// A mail address or a phone number.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountContact {
    /// 手机号码 or 电子邮箱.
    pub title: String,
    /// Masked; empty when there is none.
    pub masked: String,
}

/// An outside identity.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountProvider {
    /// Its name.
    pub title: String,
    /// Since when; empty when it is not linked.
    pub since: String,
    /// Where the form posts to.
    pub url: String,
    /// What the form names: the provider, or the link.
    pub which: String,
}

/// A citizen's own page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountShow {
    /// As the citizen wants to be addressed.
    pub name: String,
    /// What was just done; may be empty.
    pub notice: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The proof for hidden fields.
    pub csrf: String,
    /// How the citizen is reached.
    pub contacts: Vec<AccountContact>,
    /// The fields for a new password; none where there is no password to be changed.
    pub password_fields: Vec<FormField>,
    /// Live sessions.
    pub sessions: Vec<AccountSession>,
    /// Outside identities; empty when the site has no such providers.
    pub providers: Vec<AccountProvider>,
    /// The address of this page; forms post below it.
    pub url: String,
}

impl AccountShow {
    /// A citizen with everything.
    pub fn sample() -> Self {
        Self {
            name: "李先生".into(),
            notice: "称呼已保存。".into(),
            errors: vec![],
            csrf: "x".into(),
            contacts: vec![
                AccountContact {
                    title: "手机号码".into(),
                    masked: "138****8000".into(),
                },
                AccountContact {
                    title: "电子邮箱".into(),
                    masked: String::new(),
                },
            ],
            password_fields: vec![
                FormField::new("current", "当前密码", "password", "current-password"),
                FormField::new("password", "新密码", "password", "new-password"),
            ],
            sessions: vec![
                AccountSession {
                    host: "edu.localhost".into(),
                    agent: "Windows Chrome".into(),
                    seen: "2026-11-22 09:30".into(),
                    current: true,
                    which: "1".into(),
                },
                AccountSession {
                    host: "portal.localhost".into(),
                    agent: "安卓 微信".into(),
                    seen: "2026-11-21 20:12".into(),
                    current: false,
                    which: "2".into(),
                },
            ],
            providers: vec![
                AccountProvider {
                    title: "省统一身份认证".into(),
                    since: "2026-11-20".into(),
                    url: "/account/upstream/unlink".into(),
                    which: "3".into(),
                },
                AccountProvider {
                    title: "市民卡".into(),
                    since: String::new(),
                    url: "/account/upstream/link".into(),
                    which: "card".into(),
                },
            ],
            url: "/account".into(),
        }
    }
}

/// What a citizen agrees to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrivacyShow {
    /// Names the wording.
    pub version: String,
    /// Where to register.
    pub register_url: String,
    /// The own page.
    pub account_url: String,
}

impl PrivacyShow {
    /// The note.
    pub fn sample() -> Self {
        Self {
            version: "2026-11".into(),
            register_url: "/account/register".into(),
            account_url: "/account".into(),
        }
    }
}

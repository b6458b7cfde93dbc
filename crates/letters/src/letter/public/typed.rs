//! What the form for a letter sends, as typed.

use crate::code::Submission;
use crate::letter::NewLetter;
use gateway::Sent;
use kernel::Uid;

/// The fields; all of them come back when the form does.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub csrf: String,
    pub submission: String,
    pub board: String,
    pub class: String,
    pub unit: String,
    /// Words the units are to be filtered by.
    pub words: String,
    /// Words they were filtered by.
    pub sought: String,
    pub title: String,
    pub body: String,
    pub name: String,
    pub phone: String,
    pub mail: String,
    pub public: String,
    /// When the form was opened.
    pub opened: String,
    /// A field that people do not see.
    pub trap: String,
    /// The question that was asked.
    pub token: String,
    pub answer: String,
    /// Which button.
    pub go: String,
}

/// What the writer wants to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Go {
    /// Filter the units.
    Find,
    /// Take the files in.
    Attach,
    /// Take a file off.
    Remove(String),
    /// Send, but first show what may answer it.
    Next,
    /// Send.
    Send,
}

impl Typed {
    pub fn of(sent: &Sent) -> Self {
        let text = |name: &str| sent.text(name).to_owned();
        Self {
            csrf: text("csrf_token"),
            submission: text("submission"),
            board: text("board"),
            class: text("class"),
            unit: text("unit"),
            words: text("words"),
            sought: text("sought"),
            title: text("title"),
            body: text("body"),
            name: text("name"),
            phone: text("phone"),
            mail: text("mail"),
            public: text("public"),
            opened: text("opened"),
            trap: text("homepage"),
            token: text("token"),
            answer: text("answer"),
            go: text("go"),
        }
    }

    /// The enter key in the words for units sends the whole form: it means those words.
    pub fn go(&self) -> Go {
        match self.go.as_str() {
            "find" => Go::Find,
            "attach" => Go::Attach,
            "next" if !self.words.trim().is_empty() && self.words != self.sought => Go::Find,
            "next" => Go::Next,
            go => go
                .strip_prefix("remove:")
                .map_or(Go::Send, |file| Go::Remove(file.to_owned())),
        }
    }

    pub fn letter(&self, citizen: Option<Uid>) -> NewLetter {
        NewLetter {
            board: self.board.clone(),
            class: self.class.clone(),
            unit: self.unit.parse().ok(),
            title: self.title.clone(),
            body: self.body.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            mail: self.mail.clone(),
            wants_public: self.public == "yes",
            citizen,
            submission: Submission::parse(&self.submission),
        }
    }
}

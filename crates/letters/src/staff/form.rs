//! The form of an act, as the page draws it.

use super::act::Act;
use super::parts::Choice;
use super::typed::Typed;
use crate::letter::entity::Model;
use crate::press::Kind;
use crate::reply::Outcome;
use serde::Serialize;

/// A field of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActField {
    /// `text`, `area`, `select`, `date` or `choices`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// What stands above it.
    pub label: String,
    /// What was typed or chosen.
    pub value: String,
    /// What stands below it, or empty.
    pub help: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// Lines of an `area`.
    pub rows: i64,
    /// Longest text, as a number.
    pub max: String,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// The first option without value of a `select`, or empty.
    pub empty: String,
}

impl ActField {
    fn new(kind: &str, name: &str, label: &str, value: &str) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            label: label.into(),
            value: value.into(),
            required: true,
            max: "500".into(),
            rows: 3,
            ..Self::default()
        }
    }

    fn area(name: &str, label: &str, value: &str) -> Self {
        Self::new("area", name, label, value)
    }

    fn select(name: &str, label: &str, value: &str, options: Vec<Choice>, empty: &str) -> Self {
        Self {
            options,
            empty: empty.into(),
            ..Self::new("select", name, label, value)
        }
    }

    fn choices(name: &str, label: &str, value: &str, options: Vec<Choice>) -> Self {
        let options = options.into_iter().map(|option| option.chosen(value));
        Self {
            options: options.collect(),
            ..Self::new("choices", name, label, value)
        }
    }

    fn help(mut self, help: &str) -> Self {
        self.help = help.into();
        self
    }

    fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    fn lines(mut self, rows: i64, max: &str) -> Self {
        self.rows = rows;
        self.max = max.into();
        self
    }
}

/// A button beside the main one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActButton {
    /// What is sent as `go`.
    pub value: String,
    /// Its words.
    pub label: String,
}

/// The form of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActForm {
    /// Word of the act.
    pub key: String,
    /// Heading.
    pub title: String,
    /// What it does.
    pub lead: String,
    /// Where it is sent.
    pub url: String,
    /// The letter as the form saw it.
    pub revision: i64,
    /// Fields.
    pub fields: Vec<ActField>,
    /// What the main button sends as `go`, or empty.
    pub go: String,
    /// The main button.
    pub submit: String,
    /// Further buttons.
    pub buttons: Vec<ActButton>,
}

/// What the forms offer to choose from.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    /// Units but the responsible one.
    pub units: Vec<Choice>,
    /// Classes of the board.
    pub classes: Vec<Choice>,
    /// Ready-made texts.
    pub phrases: Vec<Choice>,
    /// The draft under way.
    pub draft: Option<(String, String)>,
    /// Whether the public may ever see it.
    pub may_show: bool,
    /// Promises that are not put right yet.
    pub promises: Vec<Choice>,
    /// Whether the answer is among the common questions.
    pub chosen: bool,
    /// Whether the class proposes not to make it public.
    pub private_default: bool,
    /// Last day of all, for an extension.
    pub hard_on: String,
}

impl ActForm {
    pub(super) fn new(act: Act, url: &str, letter: &Model, offer: &Offer, typed: &Typed) -> Self {
        let fields = fields(act, letter, offer, typed);
        let mut form = Self {
            key: act.key().into(),
            title: act.title().into(),
            lead: lead(act).into(),
            url: format!("{url}/{}", act.key()),
            revision: letter.revision,
            fields,
            submit: submit(act).into(),
            ..Self::default()
        };
        if act == Act::Reply {
            form.go = "submit".into();
            form.buttons.push(ActButton {
                value: "save".into(),
                label: "保存草稿".into(),
            });
            if !offer.phrases.is_empty() {
                form.buttons.push(ActButton {
                    value: "phrase".into(),
                    label: "加入模板文字".into(),
                });
            }
        }
        form
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let offer = Offer {
            phrases: vec![Choice::new("2", "受理告知")],
            ..Offer::default()
        };
        let fields = ActField::choices("shown", "是否公开", "yes", yes_no());
        Self {
            key: "reply".into(),
            title: "答复".into(),
            lead: lead(Act::Reply).into(),
            url: "/console/letters/7/reply".into(),
            revision: 3,
            fields: reply(&offer, &Typed::default())
                .into_iter()
                .chain([fields, ActField::new("date", "until", "答复日期", "2026-03-16")])
                .collect(),
            go: "submit".into(),
            submit: "送审".into(),
            buttons: vec![ActButton {
                value: "save".into(),
                label: "保存草稿".into(),
            }],
        }
    }
}

fn yes_no() -> Vec<Choice> {
    vec![Choice::new("yes", "公开"), Choice::new("no", "不公开")]
}

fn or<'a>(typed: &'a str, held: &'a str) -> &'a str {
    if typed.is_empty() { held } else { typed }
}

fn shown(letter: &Model, offer: &Offer, typed: &Typed, now: bool) -> ActField {
    // Of a class that is private by default the desk decides each time.
    let proposed = letter.shown || !offer.private_default;
    let held = if now && proposed && letter.wants_public && offer.may_show {
        "yes"
    } else {
        "no"
    };
    let help = if !offer.may_show {
        "这一类来信涉及举报或个人事项，不能公开。"
    } else if letter.wants_public {
        "公开的是隐去姓名和联系方式的文字。"
    } else {
        "写信人要求不公开。"
    };
    let options = if letter.wants_public && offer.may_show {
        yes_no()
    } else {
        vec![Choice::new("no", "不公开")]
    };
    ActField::choices("shown", "来信和答复是否公开", or(&typed.shown, held), options).help(help)
}

/// The reviewer's choice: what the allotting desk hid stays hidden.
fn shown_on(letter: &Model, offer: &Offer, typed: &Typed) -> ActField {
    if letter.shown || !letter.wants_public || !offer.may_show {
        return shown(letter, offer, typed, letter.shown);
    }
    let options = vec![Choice::new("no", "不公开")];
    ActField::choices("shown", "来信和答复是否公开", "no", options)
        .help("这封信没有设为公开。需要公开的，请转办单位在“公开设置”中设定。")
}

fn fields(act: Act, letter: &Model, offer: &Offer, typed: &Typed) -> Vec<ActField> {
    let words = |label: &str| ActField::area("words", label, &typed.words);
    let unit = |label: &str| ActField::select("unit", label, &typed.unit, offer.units.clone(), "请选择单位");
    match act {
        Act::Register => vec![shown(letter, offer, typed, true)],
        Act::Show => vec![shown(letter, offer, typed, letter.shown)],
        Act::Release => vec![shown_on(letter, offer, typed)],
        Act::Assign => {
            let held = letter.unit_id.map(|id| id.to_string()).unwrap_or_default();
            let chosen = if typed.was_sent() { &typed.unit } else { &held };
            let help = if held.is_empty() {
                ""
            } else {
                "已选中写信人填写的单位。"
            };
            vec![
                ActField::select("unit", "受理单位", chosen, offer.units.clone(), "请选择单位").help(help),
                words("转办意见").optional(),
            ]
        }
        Act::Reply => reply(offer, typed),
        Act::SendBack => vec![ActField::area("opinion", "退改意见", &typed.opinion)],
        Act::Contribute => vec![ActField::area("opinion", "协办意见", &typed.opinion).lines(5, "500")],
        Act::Resume => {
            vec![words("继续办理的理由").help("写信人没有补充也要继续办理时使用，期限从今天起继续计算。")]
        }
        Act::Extend => vec![
            ActField::new("date", "until", "延期后的答复日期", &typed.until)
                .help(&format!("最迟不超过 {}。", offer.hard_on)),
            words("延期说明").help("公开显示，请写明原因和办理进展，不写个人信息。"),
        ],
        Act::Ask => vec![words("要写信人补充的内容").help("只有写信人凭编号和查询码能看到。")],
        Act::Assist => vec![unit("协办单位"), words("请协办的事项")],
        Act::Transfer => vec![
            unit("改派给"),
            words("改派理由").help("公开页面只显示来信转给了哪个单位。"),
        ],
        Act::Return => vec![words("退回理由")],
        Act::Classify => vec![ActField::select(
            "class",
            "类型",
            or(&typed.class, &letter.class),
            offer.classes.clone(),
            "请选择类型",
        )],
        Act::Press => {
            let kinds = [Kind::Urge, Kind::Supervise, Kind::Instruct];
            let kinds = kinds.map(|kind| Choice::new(kind.key(), kind.title()));
            vec![
                ActField::choices("kind", "方式", or(&typed.kind, Kind::Urge.key()), kinds.to_vec()),
                words("内容"),
            ]
        }
        Act::Duplicate => vec![
            ActField::new("text", "number", "与哪封来信重复", &typed.number)
                .lines(1, "60")
                .help("填写那封来信的编号。"),
        ],
        Act::Invalidate => vec![words("无效的理由").help("写信人查询时能看到。")],
        Act::Restore => vec![words("恢复的理由")],
        Act::Archive => Vec::new(),
        Act::Commit => vec![
            ActField::new("date", "until", "完成日期", &typed.until),
            words("整改内容").help("公开显示，到期前完成并登记整改情况。"),
        ],
        Act::PutRight => {
            let endings = vec![Choice::new("done", "已整改"), Choice::new("void", "不再需要整改")];
            vec![
                ActField::select(
                    "promise",
                    "整改承诺",
                    &typed.promise,
                    offer.promises.clone(),
                    "请选择",
                ),
                ActField::choices("outcome", "结果", or(&typed.outcome, "done"), endings),
                words("整改情况或理由").help("公开显示。"),
            ]
        }
        Act::Choose => {
            let options = vec![Choice::new("yes", "选入"), Choice::new("no", "不选入")];
            let held = if offer.chosen { "yes" } else { "no" };
            vec![
                ActField::choices("shown", "常见问答", or(&typed.shown, held), options)
                    .help("选入后，写信的人在提问以前看到这封来信和答复。"),
            ]
        }
        Act::Original => vec![
            words("查看理由")
                .lines(2, "200")
                .help("查看人、时间和理由记入审计。"),
        ],
    }
}

fn reply(offer: &Offer, typed: &Typed) -> Vec<ActField> {
    let (outcome, body) = offer.draft.clone().unwrap_or_default();
    let outcomes = Outcome::ALL.map(|outcome| Choice::new(outcome.key(), outcome.title()));
    let chosen = or(&typed.outcome, &outcome);
    let chosen = or(chosen, Outcome::Answered.key());
    let mut fields = vec![ActField::choices(
        "outcome",
        "办理结果",
        chosen,
        outcomes.to_vec(),
    )];
    if !offer.phrases.is_empty() {
        let phrases = offer.phrases.clone();
        let phrase = ActField::select("phrase", "答复模板", &typed.phrase, phrases, "不用模板");
        fields.push(
            phrase
                .optional()
                .help("选好后按“加入模板文字”，文字接在答复后面。"),
        );
    }
    // What was emptied and refused stays empty: the draft is not what was sent.
    let body = if typed.was_sent() { &typed.body } else { &body };
    let body = ActField::area("body", "答复内容", body).lines(12, "10000");
    fields.push(body.help("逐条回答所问，写明依据、办理情况和时间；不写写信人的姓名和联系方式。"));
    fields
}

fn lead(act: Act) -> &'static str {
    match act {
        Act::Register => "已看过来信、隐去的内容无误后登记。",
        Act::Assign => "转给负责的单位，期限从收到来信之日起计算。",
        Act::Reply => "保存草稿后可以接着写；送审后由起草人以外的人审核发布。",
        Act::Release => "通过后写信人看到答复，办理结果按今天的日期确定，以后不再改变。",
        Act::SendBack => "答复退给承办单位修改。",
        Act::Contribute => "本单位的办理情况，供主办单位答复时使用。",
        Act::Resume | Act::Show => "",
        Act::Extend => "须在答复期限之内公开说明，每一轮办理只能延期一次。",
        Act::Ask => "写信人补充以前，办理期限暂停计算。",
        Act::Assist => "协办单位有自己的办理期限，主办单位不变。",
        Act::Transfer => "办理记录和期限随来信转给新的单位。",
        Act::Return => "不属于本单位职责的，退给来信管理单位重新转办；次数和时间有限制。",
        Act::Classify => "改变类型会按该类型的规定重新计算期限，并留下记录。",
        Act::Press => "承办单位打开来信时会看到，并记入办理过程。",
        Act::Duplicate => "不删除，仍计入收件数。",
        Act::Invalidate => "没有办理内容的来信。不删除，仍计入收件数。",
        Act::Restore => "重新作为有效来信办理。",
        Act::Archive => "归档后不再变动。",
        Act::Commit => "答复中答应办的事，写明完成日期，到期检查。",
        Act::PutRight | Act::Choose => "",
        Act::Original => "原文含写信人的姓名和联系方式，只为办理来信查看。",
    }
}

fn submit(act: Act) -> &'static str {
    match act {
        Act::Register => "登记",
        Act::Assign => "转办",
        Act::Reply => "送审",
        Act::Release => "通过并发布答复",
        Act::SendBack => "退改",
        Act::Contribute => "提交协办意见",
        Act::Resume => "继续办理",
        Act::Extend => "公开说明并延期",
        Act::Ask => "发给写信人",
        Act::Assist => "请求协办",
        Act::Transfer => "改派",
        Act::Return => "退回",
        Act::Classify => "改变类型",
        Act::Show | Act::Choose => "保存",
        Act::Press => "发出",
        Act::Duplicate => "标为重复",
        Act::Invalidate => "标为无效",
        Act::Restore => "恢复",
        Act::Archive => "归档",
        Act::Commit => "作出承诺",
        Act::PutRight => "登记",
        Act::Original => "查看原文",
    }
}

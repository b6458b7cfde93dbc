//! The form for a letter as it is shown.

use super::files::files_part;
use super::form::code_key;
use super::list::letter_address;
use super::typed::Typed;
use super::units::units;
use super::words::unit_names;
use crate::board::query::{board_by_key, classes_of, open_boards};
use crate::board::{CLASSES, GENERAL, board_address, entity as board};
use crate::choice::query::newest;
use crate::clock::query::Policies;
use crate::clock::{DayCount, Limits};
use crate::code::Submission;
use crate::door::{DoorSettings, Who, opened_mark};
use crate::letter::entity::Model;
use crate::roster::duty_today;
use gateway::Ctx;
use kernel::{Result, beijing};
use store::HubRead;
use theme::view::{FormField, Hidden, LetterFilter, LetterForm, LetterRow, Link};

/// What the program demands of telephone and mail.
const ONE_OF_TWO: &str = "电话、邮箱至少填一项";

/// So many chosen answers stand above the form.
const ANSWERS: u64 = 6;

/// What stands around the fields this time.
#[derive(Default)]
pub(super) struct Around {
    /// What was just done.
    pub notice: String,
    /// Answered letters like this one.
    pub similar: Vec<Model>,
    /// A question to be answered, and its token.
    pub question: Option<(String, String)>,
}

/// A class, what is said of it, and whether its letters are never public.
struct Class {
    name: String,
    intro: String,
    private: bool,
    /// Not public unless the writer chooses so.
    proposed: bool,
}

async fn classes(read: &HubRead, board: Option<&board::Model>) -> Result<Vec<Class>> {
    let Some(board) = board else {
        return Ok(CLASSES
            .map(|name| Class {
                name: name.into(),
                intro: String::new(),
                private: false,
                proposed: false,
            })
            .into());
    };
    let rows = classes_of(read, board.id).await?;
    let open = rows.into_iter().filter(|row| !row.closed).map(|row| Class {
        name: row.name,
        intro: row.intro,
        private: row.private_only,
        proposed: row.private_default,
    });
    Ok(open.collect())
}

/// The form with what was typed.
pub(super) async fn letter_form(
    ctx: &Ctx,
    read: &HubRead,
    typed: &Typed,
    around: Around,
) -> Result<LetterForm> {
    let key = if typed.board.is_empty() {
        GENERAL
    } else {
        &typed.board
    };
    let board = board_by_key(read, ctx.site.id, key).await?;
    let boards = open_boards(read, ctx.site.id).await?;
    let settings = DoorSettings::of(read, ctx.site.id).await?;
    let classes = classes(read, board.as_ref()).await?;
    let private = board.as_ref().is_some_and(|board| board.private_only);
    let by_class = classes.iter().any(|class| class.proposed);
    let proposed = match &board {
        Some(board) if board.private_default => "no",
        Some(_) | None => "",
    };
    let closed = board.as_ref().is_some_and(|board| board.closed);
    let units = match board.as_ref().and_then(|board| board.unit_id) {
        Some(_) => None,
        None => Some(units(read, &typed.words, &typed.unit).await?),
    };
    let heading = match board.as_ref().filter(|board| board.key != GENERAL) {
        Some(board) => board.name.clone(),
        None => "我要写信".into(),
    };
    let similar = rows(ctx, read, &around.similar).await?;
    let limits = limits(ctx, read, board.as_ref()).await?;
    let (duty, answers) = match &board {
        Some(board) => (
            duty_today(read, board).await?,
            newest(read, board, ANSWERS).await?,
        ),
        None => (None, Vec::new()),
    };
    let answers_url = match &board {
        Some(board) if !answers.is_empty() => answers_address(ctx, &board.key),
        _ => String::new(),
    };
    let answers = rows(ctx, read, &answers).await?;
    // Who saw what is alike, or is asked a question, sends with the next step.
    let go = if similar.is_empty() && around.question.is_none() {
        "next"
    } else {
        "send"
    };
    Ok(LetterForm {
        heading,
        lead: lead(board.as_ref(), &classes, closed, &limits),
        duty,
        answers,
        answers_url,
        refused: settings.refused.lines().map(str::to_owned).collect(),
        boards: if boards.len() > 1 {
            boards.iter().map(|row| tab(ctx, row, key)).collect()
        } else {
            Vec::new()
        },
        notice: around.notice,
        action: if closed {
            String::new()
        } else {
            ctx.site.url("/letters/new")
        },
        hidden: hidden(ctx, read, typed, around.question.as_ref())?,
        class: class_field(&classes, typed),
        class_note: class_note(&classes, private),
        units,
        letter: vec![
            FormField::new("title", "标题", "text", "off")
                .value(&typed.title)
                .help("不超过 60 字，写明事情和地点。"),
            FormField::new("body", "内容", "text", "off")
                .value(&typed.body)
                .help("5 到 5000 字。写明时间、地点、经过和您的要求；不要写身份证号码、银行卡号等与办理无关的个人信息。")
                .lines(10, 5000),
        ],
        files: files_part(read, (ctx.site.id, &typed.submission), &settings).await?,
        writer: writer(typed),
        public: (!private).then(|| public_field(typed, proposed, by_class)),
        public_note: if private {
            "本栏目的来信和答复一律不公开，只有您凭编号和查询码、以及办理人员可以看到。".into()
        } else {
            "选择公开的，经核对并隐去您的姓名、电话、住址以后，来信和答复才在网站上公开，附件不公开；选择不公开的，只有您和办理人员可以看到。".into()
        },
        question: around
            .question
            .map(|(text, _)| FormField::new("answer", &text, "text", "off")),
        submit: if similar.is_empty() {
            "提交来信".into()
        } else {
            "仍要提交".into()
        },
        go: go.into(),
        similar,
        links: links(ctx),
        ..LetterForm::default()
    })
}

fn links(ctx: &Ctx) -> Vec<Link> {
    let mut links = vec![
        Link::new("查询办理情况", ctx.site.url("/letters/query")),
        Link::new("公开来信", ctx.site.url("/letters/")),
    ];
    if ctx.app.citizens.is_some() {
        links.push(Link::new("我的来信", ctx.site.url("/letters/mine")));
    }
    links
}

fn lead(board: Option<&board::Model>, classes: &[Class], closed: bool, limits: &Limits) -> Vec<String> {
    let mut lead = Vec::new();
    if let Some(board) = board.filter(|board| !board.intro.is_empty()) {
        lead.extend(board.intro.lines().map(str::to_owned));
    }
    let said = classes.iter().filter(|class| !class.intro.is_empty());
    lead.extend(said.map(|class| format!("{}：{}", class.name, class.intro)));
    if closed {
        lead.push("本栏目目前不接收来信。".into());
        return lead;
    }
    let days = |(count, kind): (u32, DayCount)| format!("{count} {}", kind.title());
    let most = days(limits.hard);
    lead.push(match limits.answer.0 {
        0 => format!(
            "工作日收到的来信当天答复，下班以后和休息日收到的在下一个工作日答复；确需延长的，当天说明理由，从收到来信起最长不超过 {most}。"
        ),
        _ => format!(
            "来信在 {}内答复；确需延长的，在此期限内说明理由，从收到来信起最长不超过 {most}。",
            days(limits.answer)
        ),
    });
    lead
}

fn tab(ctx: &Ctx, row: &board::Model, current: &str) -> LetterFilter {
    LetterFilter {
        title: row.name.clone(),
        url: board_address(ctx, row),
        current: row.key == current,
    }
}

fn hidden(
    ctx: &Ctx,
    read: &HubRead,
    typed: &Typed,
    question: Option<&(String, String)>,
) -> Result<Vec<Hidden>> {
    let mut hidden = vec![
        Hidden::new("submission", &typed.submission),
        Hidden::new("board", &typed.board),
        Hidden::new("sought", &typed.words),
    ];
    let opened = match (&typed.opened, Submission::parse(&typed.submission)) {
        (opened, Some(form)) if opened.is_empty() => {
            let who = Who {
                site: ctx.site.id,
                client: ctx.client,
                form: &form,
            };
            opened_mark(&code_key(ctx), who, read.now())?
        }
        (opened, _) => opened.clone(),
    };
    hidden.push(Hidden::new("opened", opened));
    if let Some((_, token)) = question {
        hidden.push(Hidden::new("token", token));
    }
    Ok(hidden)
}

fn class_field(classes: &[Class], typed: &Typed) -> FormField {
    let choose = (String::new(), "请选择".to_owned());
    let option = |class: &Class| (class.name.clone(), class.name.clone());
    FormField::new("class", "来信类型", "text", "off")
        .value(&typed.class)
        .options(std::iter::once(choose).chain(classes.iter().map(option)))
}

fn class_note(classes: &[Class], private: bool) -> String {
    let names: Vec<String> = classes
        .iter()
        .filter(|class| class.private && !private)
        .map(|class| format!("“{}”", class.name))
        .collect();
    let proposed: Vec<String> = classes
        .iter()
        .filter(|class| class.proposed && !class.private && !private)
        .map(|class| format!("“{}”", class.name))
        .collect();
    let mut note = String::new();
    if !names.is_empty() {
        note.push_str(&format!(
            "{}涉及举报或者个人事项，无论下面怎样选择，一律不公开。",
            names.join("")
        ));
    }
    if !proposed.is_empty() {
        note.push_str(&format!(
            "{}默认不公开，您选择“可以公开”的除外。",
            proposed.join("")
        ));
    }
    note
}

fn public_field(typed: &Typed, proposed: &str, by_class: bool) -> FormField {
    let value = if typed.public.is_empty() {
        proposed
    } else {
        &typed.public
    };
    // Without a script nobody knows the class beforehand: what it proposes holds for who chooses nothing.
    let usual = [("default", "按来信类型（见类型下面的说明）")]
        .into_iter()
        .filter(|_| by_class && proposed.is_empty());
    let choices = usual.chain([("yes", "可以公开"), ("no", "不公开")]);
    FormField::new("public", "是否公开", "text", "off")
        .value(value)
        .options(choices.map(|(key, word)| (key.to_owned(), word.to_owned())))
}

fn writer(typed: &Typed) -> Vec<FormField> {
    vec![
        FormField::new("name", "您的称呼", "text", "name").value(&typed.name),
        FormField::new("phone", "联系电话", "tel", "tel")
            .value(&typed.phone)
            .help("不公开，只供办理人员与您联系。")
            .optional_when(ONE_OF_TWO),
        FormField::new("mail", "电子邮箱", "email", "email")
            .value(&typed.mail)
            .help("填写即表示同意：有答复或者需要您补充时，网站发邮件提醒您，邮件里没有来信内容。不填的，请凭编号和查询码查询。")
            .optional_when(ONE_OF_TWO),
    ]
}

/// The limits in force today for letters to the board.
async fn limits(ctx: &Ctx, read: &HubRead, board: Option<&board::Model>) -> Result<Limits> {
    let policies = Policies::of(read, ctx.site.id).await?;
    let (id, unit) = board.map_or((0, None), |board| (board.id, board.unit_id));
    Ok(policies.on(id, "", unit, &beijing::date(read.now())))
}

/// All chosen answers of a board, with a search.
fn answers_address(ctx: &Ctx, key: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("board", key).append_pair("state", "chosen");
    ctx.site.url(&format!("/letters/?{}", query.finish()))
}

async fn rows(ctx: &Ctx, read: &HubRead, found: &[Model]) -> Result<Vec<LetterRow>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let names = unit_names(read).await?;
    let row = |letter: &Model| LetterRow {
        title: letter.title.clone(),
        url: letter_address(ctx, letter),
        class: letter.class.clone(),
        unit: letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        date: letter.received_on.clone(),
        state: "已答复".into(),
    };
    Ok(found.iter().map(row).collect())
}

//! `/letters/new`: writing a letter (我要写信).

use super::board::offered;
use super::form::{Door, answer, code_key, visitor};
use crate::code::Submission;
use crate::letter::{NewLetter, Receipt, write_letter};
use crate::permissions::WriteLetter;
use crate::pool::Pool;
use crate::refusals::SENT_ALREADY;
use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use gateway::unit::entity as unit;
use gateway::{Ctx, Form, PreSession, Reply};
use kernel::{Error, Result};
use serde::Deserialize;
use theme::view::{AccountForm, FormField, Hidden, Link};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    csrf_token: String,
    submission: String,
    class: String,
    unit: String,
    title: String,
    body: String,
    name: String,
    phone: String,
    mail: String,
    public: String,
    board: String,
}

/// Which board is written to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    board: String,
}

/// `GET /letters/new`
///
/// # Errors
/// [`Error::NotFound`] for a board that is not there.
pub async fn get_new(ctx: Ctx, request: HttpRequest, pool: Data<Pool>, Query(asked): Query<Asked>) -> Reply {
    let typed = Typed {
        board: asked.board,
        ..Typed::default()
    };
    let form = form(&ctx, &pool, &typed).await?;
    answer(&ctx, PreSession::of(&ctx, &request)?, form, None).await
}

/// `POST /letters/new`: the answer is the receipt.
///
/// # Errors
/// See [`write_letter`].
pub async fn post_new(
    ctx: Ctx,
    request: HttpRequest,
    pool: Data<Pool>,
    door: Data<Door>,
    Form(mut typed): Form<Typed>,
) -> Reply {
    let before = PreSession::of(&ctx, &request)?;
    let written = match before.check(&ctx.app, &typed.csrf_token) {
        Ok(()) => write(&ctx, &pool, &door, &typed).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(receipt) => answer(&ctx, before, shown(&ctx, &receipt), None).await,
        Err(error) => {
            if matches!(error, Error::Refused(refusal) if refusal == SENT_ALREADY) {
                typed.submission.clear();
            }
            let form = form(&ctx, &pool, &typed).await?;
            answer(&ctx, before, form, Some(error)).await
        }
    }
}

async fn write(ctx: &Ctx, pool: &Pool, door: &Door, typed: &Typed) -> Result<Receipt> {
    let new = NewLetter {
        board: typed.board.clone(),
        class: typed.class.clone(),
        unit: typed.unit.parse().ok(),
        title: typed.title.clone(),
        body: typed.body.clone(),
        name: typed.name.clone(),
        phone: typed.phone.clone(),
        mail: typed.mail.clone(),
        wants_public: typed.public == "yes",
        citizen: None,
        submission: Submission::parse(&typed.submission),
    }
    .check()?;
    door.0.take(ctx.client)?;
    let mut tx = pool.write(visitor::<WriteLetter>(ctx)?).await?;
    let (_, receipt) = write_letter(&mut tx, &code_key(ctx), new).await?;
    tx.commit().await?;
    Ok(receipt)
}

fn shown(ctx: &Ctx, receipt: &Receipt) -> AccountForm {
    AccountForm {
        heading: "来信已提交".into(),
        lead: vec![
            format!("编号：{}", receipt.number),
            format!("查询码：{}", receipt.code.shown()),
            "请抄下或保存编号和查询码，凭此查询办理情况、评价答复。查询码只显示这一次。".into(),
            format!("答复期限：{}。", receipt.due_on),
        ],
        links: vec![
            Link::new("查询办理情况", ctx.site.url("/letters/query")),
            Link::new("咨询投诉", ctx.site.url("/letters/")),
        ],
        ..AccountForm::default()
    }
}

async fn form(ctx: &Ctx, pool: &Pool, typed: &Typed) -> Result<AccountForm> {
    let read = pool.read();
    let board = offered(ctx, &read, &typed.board).await?;
    let units = read.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let units = units.into_iter().map(|row| (row.id.to_string(), row.short_name));
    let choose = ("".to_owned(), "请选择".to_owned());
    let unknown = ("".to_owned(), "不清楚，由网站转办".to_owned());
    let classes = board.classes.into_iter().map(|name| (name.clone(), name));
    let public = [("yes", "可以公开"), ("no", "不公开")].map(|(key, word)| (key.to_owned(), word.to_owned()));
    let mut phone = FormField::new("phone", "联系电话", "tel", "tel")
        .value(&typed.phone)
        .optional();
    let mark = match Submission::parse(&typed.submission) {
        Some(mark) => mark,
        None => Submission::random()?,
    };
    phone.help = "电话和电子邮箱至少填一项，不会公开。".into();
    let mut lead = vec![
        "来信在 5 个工作日内答复；确需延长的，在此期限内公开说明，最长不超过 15 天。".to_owned(),
        "标题不超过 60 字，内容不超过 5000 字。公开时隐去您的姓名和联系方式。".to_owned(),
    ];
    lead.extend(board.lead);
    let mut fields = vec![
        FormField::new("class", "来信类型", "text", "off")
            .value(&typed.class)
            .options(std::iter::once(choose).chain(classes)),
        FormField::new("unit", "受理单位", "text", "off")
            .value(&typed.unit)
            .optional()
            .options(std::iter::once(unknown).chain(units)),
        FormField::new("title", "标题", "text", "off").value(&typed.title),
        FormField::new("body", "内容", "text", "off")
            .value(&typed.body)
            .lines(10, 5000),
        FormField::new("name", "您的称呼", "text", "name").value(&typed.name),
        phone,
        FormField::new("mail", "电子邮箱", "email", "email")
            .value(&typed.mail)
            .optional(),
        FormField::new("public", "是否公开", "text", "off")
            .value(if typed.public.is_empty() {
                board.public
            } else {
                &typed.public
            })
            .options(public),
    ];
    // What the board decides is not asked for.
    fields.retain(|field| match field.name.as_str() {
        "unit" => board.may_choose_unit,
        "public" => board.may_show,
        _ => true,
    });
    Ok(AccountForm {
        heading: "我要写信".into(),
        lead,
        action: ctx.site.url("/letters/new"),
        hidden: vec![
            Hidden::new("submission", mark.as_str()),
            Hidden::new("board", &typed.board),
        ],
        fields,
        wide: true,
        submit: "提交来信".into(),
        links: std::iter::once(Link::new("查询办理情况", ctx.site.url("/letters/query")))
            .chain(board.others)
            .collect(),
        ..AccountForm::default()
    })
}

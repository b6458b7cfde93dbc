//! The receipt: number and code once, what happens next and when.

use super::words::unit_names;
use crate::attachment::query::files_of;
use crate::attachment::{kind_word, size_word};
use crate::clock::{DayCount, calendar, explain, parse_day};
use crate::letter::entity::Model;
use crate::letter::{Receipt, original};
use crate::pool::Pool;
use chrono::{Datelike, NaiveDate};
use gateway::{Ctx, Page};
use kernel::calendar::DayKind;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use theme::view::{LetterFile, LetterReceipt, Link, ReceiptDay};

const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// The page of a receipt; never kept, and no search engine's.
pub(super) async fn receipt_page(
    ctx: &Ctx,
    pool: &Pool,
    letter: &Model,
    receipt: &Receipt,
) -> Result<Page<LetterReceipt>> {
    let read = pool.read();
    let names = unit_names(&read).await?;
    let unit = letter.unit_id.and_then(|id| names.get(&id).cloned());
    let kept = read
        .find::<original::Entity>()
        .filter(original::Column::SiteId.eq(letter.site_id))
        .filter(original::Column::LetterId.eq(letter.id))
        .found()
        .await?;
    let files = files_of(&read, letter).await?;
    let view = LetterReceipt {
        number: receipt.number.clone(),
        code: receipt.code.shown(),
        received: beijing::minute(letter.received_at),
        title: kept.title,
        unit: unit.unwrap_or_else(|| "由网站转给负责的单位".into()),
        public: if letter.wants_public {
            "可以公开，核对并隐去个人信息以后才公开".into()
        } else {
            "不公开".into()
        },
        files: files
            .into_iter()
            .map(|row| LetterFile {
                size: format!("{}，{}", kind_word(&row.content_type), size_word(row.size)),
                name: row.name,
                ..LetterFile::default()
            })
            .collect(),
        told: if kept.writer_mail.is_empty() {
            "没有填写电子邮箱，不发邮件；请凭编号和查询码查询。".into()
        } else {
            "有答复或者需要您补充时，发邮件到您填写的邮箱提醒；邮件里没有来信内容和查询码。".into()
        },
        next: next(letter),
        due: letter.due_on.clone(),
        days: days(letter)?,
        query: Link::new("查询办理情况", ctx.site.url("/letters/query")),
        links: vec![Link::new("咨询投诉", ctx.site.url("/letters/"))],
    };
    Ok(Page::new("letter_receipt.html", view)
        .title("来信已提交")
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letter-receipt")
        .meta("robots", "noindex"))
}

fn next(letter: &Model) -> Vec<String> {
    let count = match DayCount::parse(&letter.answer_days) {
        Some(count) => format!("{} {}", letter.answer_count, count.title()),
        None => letter.answer_count.to_string(),
    };
    vec![
        "网站登记来信，转给负责的单位；不符合受理条件的，写明理由告诉您。".into(),
        if letter.answer_count == 0 {
            format!(
                "负责的单位在 {} 当天答复；下班以后和休息日的来信顺延到下一个工作日。",
                letter.due_on
            )
        } else {
            format!("负责的单位在 {count}以内、即 {} 以前答复。", letter.due_on)
        },
        format!(
            "确需延长的，在 {} 以前向您说明理由和答复日期，最迟不晚于 {}。",
            letter.due_on, letter.hard_on
        ),
        "需要您补充情况时，等待您补充的日子不计入期限。".into(),
        "收到答复后，您可以评价；问题没有解决的，可以申请重新办理。".into(),
    ]
}

fn days(letter: &Model) -> Result<Vec<ReceiptDay>> {
    let (Some(from), Some(until)) = (day_of(&letter.received_on), day_of(&letter.due_on)) else {
        return Ok(Vec::new());
    };
    let count = DayCount::parse(&letter.answer_days).unwrap_or(DayCount::Working);
    // A limit of nought days is explained from the day of receipt on.
    let same_day = letter.answer_count == 0;
    let since = if same_day {
        from.pred_opt().unwrap_or(from)
    } else {
        from
    };
    let notes = explain(calendar()?, since, until, count, &[]);
    let row = |note: crate::clock::DayNote| ReceiptDay {
        day: named(note.day),
        kind: match note.kind {
            DayKind::Workday => "工作日",
            DayKind::MakeUp => "调休上班",
            DayKind::Weekend => "周末",
            DayKind::Holiday => "节假日",
        }
        .into(),
        count: match (note.counted, count) {
            _ if same_day && note.day == until => "当天答复".into(),
            (Some(_), _) if same_day => "已过当天答复时间".into(),
            (Some(n), DayCount::Working) => format!("第 {n} 个工作日"),
            (Some(n), DayCount::Calendar) => format!("第 {n} 天"),
            (None, _) => "不计".into(),
        },
    };
    Ok(notes.into_iter().map(row).collect())
}

fn day_of(text: &str) -> Option<NaiveDate> {
    parse_day(text).ok()
}

fn named(day: NaiveDate) -> String {
    let n = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    format!("{day} 星期{}", WEEK.get(n).copied().unwrap_or_default())
}

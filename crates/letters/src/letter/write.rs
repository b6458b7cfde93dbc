//! Writing a letter: it is there when the receipt is.

use super::clean::{clean_text, mask_name};
use super::dates::set_dates;
use super::entity::{ActiveModel, Model};
use super::free::free_number;
use super::on_duty::to_who_is_on_duty;
use super::repeat::repeated;
use super::{NewLetter, State, event, original};
use crate::attachment::claim_files;
use crate::board::query::{board_by_key, classes_of};
use crate::board::{self, ensure_board};
use crate::clock::{self, day, month_of};
use crate::code::{Code, CodeKey};
use crate::permissions::WriteLetter;
use crate::pool::PoolWrite;
use crate::refusals::BOARD_CLOSED;
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{Error, Result, Uid, beijing};
use sea_orm::{ActiveModelTrait, ColumnTrait, NotSet, Set};

/// What the writer takes home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// 编号.
    pub number: String,
    /// 查询码; only the form that brought the letter is told it again.
    pub code: Code,
    /// Last day for the answer.
    pub due_on: String,
}

/// Takes a letter in on the site of the grant. The same form sent again answers the receipt it had, and writes nothing.
///
/// # Errors
/// [`Error::Invalid`] for a class or unit that is not offered; `letter.board_closed`, `letter.sent_already`.
pub async fn write_letter(
    tx: &mut PoolWrite<WriteLetter>,
    key: &CodeKey,
    new: NewLetter,
) -> Result<(Model, Receipt)> {
    let new = new.check()?;
    if let Some(before) = repeated(tx, key, &new).await? {
        return Ok(before);
    }
    let site = tx.desk().site;
    let board = open_board(tx, &new).await?;
    let private = offers(tx, &board, &new).await?;
    let received = beijing::day(tx.now());
    let n = free_number(tx, key, site).await?;
    let number = format!("{}-{site}-{n}", received.format("%Y%m%d"));
    let code = match &new.submission {
        Some(form) => Code::of(key, site, form)?,
        None => Code::random()?,
    };
    let mut row = blank(tx.now(), n, &number, &board);
    row.site_id = site.0;
    row.code_hash = Some(key.seal(&number, &code)?);
    row.submission = new.submission.as_ref().map(|form| form.as_str().to_owned());
    row.citizen_uid = new.citizen.map(|uid| uid.to_string());
    row.class.clone_from(&new.class);
    row.title = clean_text(&new.title, &new.name);
    row.body = clean_text(&new.body, &new.name);
    row.writer_mask = mask_name(&new.name);
    // What is never public is nobody's to wish otherwise.
    row.wants_public = new.wants_public && !private;
    // A mailbox has its own unit, whatever the form said.
    row.unit_id = board.unit_id.or(new.unit);
    row.received_on = day(received);
    row.received_month = month_of(received);
    row.from_on = clock::after_hours(clock::calendar()?, tx.now(), &board.open_until).map(day);
    set_dates(tx, &mut row).await?;
    let letter = tx
        .insert(ActiveModel {
            id: NotSet,
            ..ActiveModel::from(row).reset_all()
        })
        .await?;
    claim_files(tx, &letter, new.submission.as_ref(), (&new.name, None)).await?;
    keep_original(tx, &letter, new).await?;
    let letter = to_who_is_on_duty(tx, letter, &board).await?;
    let receipt = Receipt {
        number: letter.number.clone(),
        code,
        due_on: letter.due_on.clone(),
    };
    Ok((letter, receipt))
}

/// A letter on which nothing was done.
pub(crate) fn blank(
    now: chrono::DateTime<chrono::Utc>,
    n: i64,
    number: &str,
    board: &board::entity::Model,
) -> Model {
    Model {
        id: 0,
        site_id: board.site_id,
        uid: Uid::at(now).0,
        n,
        number: number.to_owned(),
        code_hash: None,
        submission: None,
        citizen_uid: None,
        board_id: board.id,
        class: String::new(),
        title: String::new(),
        body: String::new(),
        writer_mask: String::new(),
        wants_public: false,
        shown: false,
        state: State::Received.key().into(),
        unit_id: None,
        round: 1,
        received_at: now,
        received_on: String::new(),
        received_month: 0,
        answer_count: 0,
        answer_days: String::new(),
        hard_count: 0,
        hard_days: String::new(),
        day_off: String::new(),
        rule: String::new(),
        calendar: String::new(),
        due_on: String::new(),
        from_on: None,
        hard_on: String::new(),
        paused_days: 0,
        until_on: None,
        limit_on: None,
        explained_on: None,
        answered_at: None,
        answered_on: None,
        answer_unit_id: None,
        result: None,
        answer_took: None,
        facts: 0,
        score: None,
        unrectified: false,
        reason: String::new(),
        duplicate_of: None,
        returns: 0,
        imported: false,
        revision: 1,
        changed_at: now,
    }
}

async fn open_board(tx: &mut PoolWrite<WriteLetter>, new: &NewLetter) -> Result<board::entity::Model> {
    let site = tx.desk().site;
    let board = match board_by_key(tx, site, &new.board).await? {
        Some(board) => board,
        None if new.board.is_empty() => ensure_board(tx, site).await?,
        None => return Err(Error::field("board", "没有这个来信栏目。")),
    };
    if board.closed {
        return Err(BOARD_CLOSED.into());
    }
    Ok(board)
}

/// Whether what is chosen is offered; answers whether nothing of it is ever public.
async fn offers(tx: &PoolWrite<WriteLetter>, board: &board::entity::Model, new: &NewLetter) -> Result<bool> {
    let classes = classes_of(tx, board.id).await?;
    let chosen = classes
        .iter()
        .find(|class| class.name == new.class && !class.closed);
    let Some(chosen) = chosen else {
        return Err(Error::field("class", "请选择来信类型。"));
    };
    if let Some(id) = new.unit {
        let known = tx
            .find::<unit::Entity>()
            .filter(unit::Column::Id.eq(id))
            .exists()
            .await?;
        if !known {
            return Err(Error::field("unit", "没有这个单位。"));
        }
    }
    Ok(board.private_only || chosen.private_only)
}

async fn keep_original(tx: &mut PoolWrite<WriteLetter>, letter: &Model, new: NewLetter) -> Result<()> {
    let row = original::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        title: Set(new.title),
        body: Set(new.body),
        writer_name: Set(new.name),
        writer_phone: Set(new.phone),
        writer_mail: Set(new.mail),
        ..Default::default()
    };
    tx.insert(row).await?;
    let actor = tx.actor().label();
    let row = event::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        step: Set("write".into()),
        from_state: Set(String::new()),
        to_state: Set(letter.state.clone()),
        actor_name: Set(actor),
        person_id: Set(None),
        unit_id: Set(letter.unit_id),
        words: Set(String::new()),
        shown: Set(true),
        at: Set(letter.received_at),
        ..Default::default()
    };
    tx.insert(row).await?;
    let uid = Uid(letter.uid);
    tx.emit(kernel::SiteId(letter.site_id), EventBody::LetterReceived { uid });
    Ok(())
}

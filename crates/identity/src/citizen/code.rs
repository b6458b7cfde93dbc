//! Verification codes: six digits, a few minutes, five tries. The browser that asked holds a random ticket; a code is
//! worth nothing without it, so nobody else can try codes that were sent to somebody.

use super::entity::code::{ActiveModel, Column, Entity, Model};
use super::{Cipher, Contact};
use crate::token;
use chrono::{DateTime, Duration, Utc};
use kernel::{CitizenId, Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;
use subtle::ConstantTimeEq;

/// Tries of one code.
const TRIES: i64 = 5;

/// What a code is for; one for a purpose opens no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new account.
    Register,
    /// Signing in without a password.
    SignIn,
    /// A new password.
    Reset,
    /// A new contact of an account.
    Contact,
    /// Something that cannot be undone: the own account's contact sees the code.
    Confirm,
}

impl Purpose {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::Reset => "reset",
            Self::Contact => "contact",
            Self::Confirm => "confirm",
        }
    }

    /// What the message says it is for.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Register => "注册账号",
            Self::SignIn => "登录",
            Self::Reset => "重新设置密码",
            Self::Contact => "更换联系方式",
            Self::Confirm => "确认注销账号",
        }
    }
}

/// Six digits. They show themselves only to the one who delivers them.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl Code {
    fn random() -> Result<Self> {
        // 2^32 is no multiple of a million: numbers from the incomplete last million are drawn again.
        let whole = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let mut bytes = [0u8; 4];
            SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
            let number = u32::from_le_bytes(bytes);
            if number < whole {
                return Ok(Self(format!("{:06}", number % 1_000_000)));
            }
        }
    }

    /// The digits, for the message.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code that was made.
#[derive(Debug)]
pub struct Issued {
    /// For the browser's hidden field.
    pub ticket: String,
    /// For the message.
    pub code: Code,
}

/// A right code: what it was sent to and whose account it opens.
#[derive(Debug)]
pub struct Redeemed {
    /// The target, which is thereby verified.
    pub contact: Contact,
    /// The account.
    pub citizen: Option<CitizenId>,
}

/// Makes a code. A dud looks the same to the browser and can never be right: for a target that has no account, or has
/// one already.
///
/// # Errors
/// Faults.
pub(super) async fn issue(
    tx: &mut HubWrite,
    cipher: &Cipher,
    (purpose, contact, citizen): (Purpose, &Contact, Option<CitizenId>),
    dud: bool,
    (now, life): (DateTime<Utc>, Duration),
) -> Result<Issued> {
    tx.exempt("citizen_code")?;
    tx.delete_where::<Entity>(Column::ExpiresAt.lt(now)).await?;
    let (ticket, code) = (token::random()?, Code::random()?);
    let sealed = cipher.seal(contact)?;
    let right = cipher.code(&ticket, &code.0);
    tx.insert(ActiveModel {
        ticket_hash: Set(token::hash(&ticket)),
        purpose: Set(purpose.key().to_owned()),
        kind: Set(contact.kind().key().to_owned()),
        lookup: Set(sealed.lookup),
        sealed: Set(sealed.text),
        cipher: Set(sealed.cipher),
        citizen_id: Set(citizen.map(|citizen| citizen.0)),
        code_hash: Set(if dud { String::new() } else { right }),
        tries: Set(0),
        expires_at: Set(now + life),
    })
    .await?;
    Ok(Issued { ticket, code })
}

/// The row of a ticket, for whom the tries count.
///
/// # Errors
/// Faults.
pub(super) async fn find(
    db: &store::HubRead,
    purpose: Purpose,
    ticket: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let row = db
        .find::<Entity>()
        .filter(Column::TicketHash.eq(token::hash(ticket)))
        .filter(Column::Purpose.eq(purpose.key()))
        .one()
        .await?;
    Ok(row.filter(|row| row.expires_at > now))
}

/// Tries a code: counted before it is looked at, so commit whatever comes out. `None` is wrong, spent or run out; a
/// right one is used up.
///
/// # Errors
/// [`Error::Busy`] when somebody tried in between; faults.
pub(super) async fn redeem(
    tx: &mut HubWrite,
    cipher: &Cipher,
    (purpose, ticket): (Purpose, &str),
    typed: &str,
    now: DateTime<Utc>,
) -> Result<Option<Redeemed>> {
    tx.exempt("citizen_code")?;
    let Some(row) = find(tx, purpose, ticket, now).await? else {
        return Ok(None);
    };
    if row.tries >= TRIES {
        return Ok(None);
    }
    let counted = ActiveModel {
        tries: Set(row.tries + 1),
        ..Default::default()
    };
    let unchanged = Condition::all()
        .add(Column::TicketHash.eq(&row.ticket_hash))
        .add(Column::Tries.eq(row.tries));
    if tx.update_where(counted, unchanged).await? == 0 {
        return Err(Error::Busy(std::time::Duration::from_millis(50)));
    }
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let given = cipher.code(ticket, &typed);
    let right = !row.code_hash.is_empty() && bool::from(given.as_bytes().ct_eq(row.code_hash.as_bytes()));
    if !right {
        return Ok(None);
    }
    tx.delete_where::<Entity>(Column::TicketHash.eq(&row.ticket_hash))
        .await?;
    Ok(Some(Redeemed {
        contact: cipher.open(&row.kind, &row.sealed, &row.cipher)?,
        citizen: row.citizen_id.map(CitizenId),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits() {
        for _ in 0..200 {
            let code = Code::random().unwrap();
            assert!(code.0.len() == 6 && code.0.bytes().all(|b| b.is_ascii_digit()));
        }
        assert_eq!(format!("{:?}", Code("123456".into())), "Code");
    }
}

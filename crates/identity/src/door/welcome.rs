//! The one place where somebody who proved who he is gets the portal's session: after the password form, after an
//! upstream's word, after each further step. What is still missing is asked first; until all is there the browser holds
//! half a sign-in, which opens nothing.

use super::door::{Door, cookie_name};
use super::{cookie, see_other};
use crate::factor::query as factors;
use crate::person::entity::Model as Person;
use crate::refusals::{INVALID_CLIENT, WRONG_CREDENTIALS};
use crate::session::entity::{Column, Entity};
use crate::session::{self, Live, NewSession, Proof, Realm, Visit, is_two_factor, with_method};
use crate::{Identity, membership, person};
use actix_web::cookie::time;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, Reply};
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use store::{HubRead, HubWrite};

/// What is asked beside the first proof, in this order: the second factor stands before the password may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A second factor the person has.
    SecondFactor,
    /// A new password.
    NewPassword,
    /// A second factor to be set up, as the person's posts ask for one.
    SetUp,
}

impl Step {
    /// The page that asks.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::SecondFactor => "/oidc/second",
            Self::NewPassword => "/oidc/password",
            Self::SetUp => "/oidc/enrol",
        }
    }
}

/// How far a sign-in came.
#[derive(Debug)]
pub struct Verdict {
    /// Who.
    pub person: Person,
    /// What is still asked; nothing when the person is in.
    pub next: Option<Step>,
    /// The token of the portal's session, or of the half one while something is asked.
    pub token: String,
}

impl Identity {
    /// Somebody proved who he is by `methods` (words of RFC 8176; `mfa` among them when an upstream says that it was
    /// two): opens the portal's session, or half a one when more is asked.
    ///
    /// # Errors
    /// [`INVALID_CLIENT`] for a closed account, [`WRONG_CREDENTIALS`] for a password that was changed meanwhile; faults.
    pub async fn welcome(
        &self,
        person: &Person,
        methods: &str,
        visit: &Visit,
        host: &str,
    ) -> Result<Verdict> {
        let mut tx = self.hub.write(person.actor()).await?;
        // Read anew: the account may have been closed while the password was checked.
        let proved = person;
        let person = person::query::by_id(&tx, proved.person()).await?;
        if !person.is_active() {
            return Err(INVALID_CLIENT.into());
        }
        // The word that was checked is none any more: it was reset or changed in the same moment.
        let by_password = methods.split_whitespace().any(|word| word == "pwd");
        if by_password && person.password_hash != proved.password_hash {
            return Err(WRONG_CREDENTIALS.into());
        }
        let next = self.missing(&tx, &person, methods).await?;
        let token = if next.is_some() {
            let new = NewSession::half(person.person(), host)?
                .proved(Proof::at(self.now(), methods))
                .visited(visit);
            person::note_half(&mut tx, &person, visit, methods);
            session::create(&mut tx, &self.settings, new, self.now()).await?.1
        } else {
            self.open(&mut tx, &person, methods, (visit, host)).await?
        };
        tx.commit().await?;
        Ok(Verdict { person, next, token })
    }

    /// A step of half a sign-in was taken, by a further method or by none: the whole session opens, or the half one goes
    /// on under a new token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the half one is gone; faults.
    pub async fn go_on(&self, half: &Live, method: Option<&str>, visit: &Visit) -> Result<Verdict> {
        let mut tx = self.hub.write(half.person.actor()).await?;
        let methods = method.map_or_else(
            || half.session.methods.clone(),
            |method| with_method(&half.session.methods, method),
        );
        let person = person::query::by_id(&tx, half.person.person()).await?;
        if !person.is_active() {
            return Err(Error::Unauthenticated);
        }
        tx.exempt("session")?;
        // Deleting decides who was first: half a sign-in becomes a whole one once.
        let gone = tx.delete_where::<Entity>(Column::Id.eq(half.session.id)).await?;
        if gone == 0 {
            return Err(Error::Unauthenticated);
        }
        let next = self.missing(&tx, &person, &methods).await?;
        let host = half.session.host.as_str();
        let token = if next.is_some() {
            let new = NewSession::half(person.person(), host)?
                .proved(Proof::at(half.session.authenticated(), &methods))
                .visited(visit);
            session::create(&mut tx, &self.settings, new, self.now()).await?.1
        } else {
            self.open(&mut tx, &person, &methods, (visit, host)).await?
        };
        tx.commit().await?;
        Ok(Verdict { person, next, token })
    }

    /// What somebody who proved this much is still asked.
    ///
    /// # Errors
    /// Faults.
    pub async fn missing(&self, tx: &HubRead, person: &Person, methods: &str) -> Result<Option<Step>> {
        let factors = factors::of_person(tx, person.person()).await?;
        let proven = is_two_factor(methods);
        if factors.any() && !proven {
            return Ok(Some(Step::SecondFactor));
        }
        let by_password = methods.split_whitespace().any(|word| word == "pwd");
        if by_password && person::must_change(person, &self.settings, self.now()) {
            return Ok(Some(Step::NewPassword));
        }
        let posts = membership::query::of_person(tx, person.person()).await?;
        let mandatory = factors::is_mandatory(&self.settings, &posts);
        Ok((mandatory && !proven && !factors.any()).then_some(Step::SetUp))
    }

    async fn open(
        &self,
        tx: &mut HubWrite,
        person: &Person,
        methods: &str,
        place: (&Visit, &str),
    ) -> Result<String> {
        let opened = person::let_in(tx, &self.settings, person, methods, place, self.now()).await?;
        Ok(opened.1)
    }
}

/// Lets a proven person in on the portal and goes on with the client's request (`wanted`, the query of
/// `/oidc/authorize`), or leads to what is still asked. The password form and sign-in by an upstream both end here.
///
/// # Errors
/// As [`Identity::welcome`].
pub async fn welcome(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    person: &Person,
    methods: &str,
    wanted: &str,
) -> Reply {
    let visit = Visit::of(ctx, request);
    let verdict = door
        .identity
        .welcome(person, methods, &visit, &ctx.site.host)
        .await?;
    lead((ctx, request, door), &verdict, wanted).await
}

/// Gives the browser the cookie of a verdict and leads on.
pub(super) async fn lead(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    verdict: &Verdict,
    wanted: &str,
) -> Reply {
    let mut response = match verdict.next {
        None => see_other(&ctx.site.url(&format!("/oidc/authorize?{wanted}"))),
        Some(step) => see_other(&to_step(ctx, step, wanted)),
    };
    admit((ctx, request, door), verdict, &mut response).await?;
    Ok(response)
}

/// Gives the browser the cookie of a verdict. Whoever was signed in here before is out.
pub(super) async fn admit(
    (ctx, request, door): (&Ctx, &HttpRequest, &Door),
    verdict: &Verdict,
    response: &mut HttpResponse,
) -> Result<()> {
    let half = cookie_name(&ctx.app, Realm::Half);
    let mut put = |cookie| response.add_cookie(&cookie).map_err(Error::fault);
    if verdict.next.is_some() {
        let age = door.identity.settings.half.num_seconds();
        return put(cookie(
            &ctx.app,
            half,
            verdict.token.clone(),
            Some(time::Duration::seconds(age)),
        ));
    }
    if let Some(before) = door.who(ctx, request, Realm::Provider).await? {
        door.identity.sign_out(&before).await?;
    }
    let op = cookie_name(&ctx.app, Realm::Provider);
    put(cookie(&ctx.app, op, verdict.token.clone(), None))?;
    put(super::clear_cookie(&ctx.app, half))
}

/// The address of a step's page.
pub(super) fn to_step(ctx: &Ctx, step: Step, wanted: &str) -> String {
    let request: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    ctx.site.url(&format!("{}?request={request}", step.path()))
}

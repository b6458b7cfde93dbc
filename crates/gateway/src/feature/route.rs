//! Routes as data.

use crate::site::SiteKind;
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Responder, web};
use std::fmt;
use std::sync::Arc;

/// Who reaches a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Staff with a session (addresses below `/console/`).
    Staff,
    /// Programs: no cookies count, so no form proof is asked (`/oidc/token`).
    Machine,
}

type Make = Arc<dyn Fn() -> actix_web::Route + Send + Sync>;

/// A method, a path below the site, and a handler.
#[derive(Clone)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path; parameters name their noun: `/console/articles/{article}`.
    pub path: &'static str,
    /// Who reaches it.
    pub access: Access,
    /// Only on sites of these kinds; empty is all.
    pub kinds: &'static [SiteKind],
    /// Asks for a fresh proof of who sits there before it acts (the effect is in `staff::fresh`).
    pub step_up: bool,
    make: Make,
}

impl Route {
    fn new<F, Args>(method: Method, path: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let access = if path.starts_with("/console") {
            Access::Staff
        } else {
            Access::Public
        };
        let verb = method.clone();
        let make = move || web::method(verb.clone()).to(handler.clone());
        Self {
            method,
            path,
            access,
            kinds: &[],
            step_up: false,
            make: Arc::new(make),
        }
    }

    /// A page or a fragment.
    pub fn get<F, Args>(path: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self::new(Method::GET, path, handler)
    }

    /// A form.
    pub fn post<F, Args>(path: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self::new(Method::POST, path, handler)
    }

    /// Something a program puts in its place.
    pub fn put<F, Args>(path: &'static str, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self::new(Method::PUT, path, handler)
    }

    /// Reached by programs, not by forms.
    #[must_use]
    pub fn machine(mut self) -> Self {
        self.access = Access::Machine;
        self
    }

    /// Reached without a session although it lies below `/console`.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.access = Access::Public;
        self
    }

    /// A dangerous act: who signed in long ago proves again who they are.
    #[must_use]
    pub fn step_up(mut self) -> Self {
        self.step_up = true;
        self
    }

    /// Only on the portal.
    #[must_use]
    pub fn portal_only(mut self) -> Self {
        self.kinds = &[SiteKind::Portal];
        self
    }

    /// Only on the sites that are not the portal.
    #[must_use]
    pub fn subsite_only(mut self) -> Self {
        self.kinds = &[SiteKind::Department, SiteKind::Township];
        self
    }

    pub(crate) fn build(&self) -> actix_web::Route {
        (self.make)()
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

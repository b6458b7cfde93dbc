//! A member of staff of the demo city.

use super::{Answer, Visitor};
use crate::page::{FormOnPage, Page};
use crate::program::{PASSWORD, Places};
use reqwest::{Method, StatusCode};
use std::ops::Deref;

/// A member of staff, signed in on one site.
#[derive(Clone)]
pub struct Staff {
    visitor: Visitor,
    /// Account name.
    pub account: String,
    site: String,
    base: String,
}

impl Deref for Staff {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Staff {
    /// Signs in on the site that the account's name begins with (the portal for the platform's people).
    pub async fn sign_in(program: &impl Places, account: &str) -> Self {
        let (site, _) = account.split_once('.').expect("accounts are <site>.<role>");
        let site = if site == "platform" { "portal" } else { site };
        Self::sign_in_on(program, account, site).await
    }

    /// Signs in on any site, through the console's door and the portal's form.
    pub async fn sign_in_on(program: &impl Places, account: &str, site: &str) -> Self {
        let base = program.url(site, "");
        let staff = Self {
            visitor: Visitor::new(),
            account: account.to_owned(),
            site: site.to_owned(),
            base,
        };
        let answer = staff.try_sign_in(PASSWORD).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{account} on {site}: {}",
            answer.summary()
        );
        assert!(
            answer.url.as_str().starts_with(&staff.at("/console/")),
            "{account} was led to {}: {}",
            answer.url,
            answer.summary()
        );
        staff
    }

    /// Nobody yet, at a site's door.
    #[must_use]
    pub fn at_the_door(program: &impl Places, account: &str, site: &str) -> Self {
        Self {
            visitor: Visitor::new(),
            account: account.to_owned(),
            site: site.to_owned(),
            base: program.url(site, ""),
        }
    }

    /// Goes to the console, fills in the portal's form with this password and follows where it leads.
    pub async fn try_sign_in(&self, password: &str) -> Answer {
        let (door, _) = self.follow(&self.at("/console/")).await;
        assert_eq!(
            door.status,
            StatusCode::OK,
            "the sign-in form: {}",
            door.summary()
        );
        let page = door.page();
        let mut form = sign_in_form(&page);
        let name = page
            .all("input")
            .find(|field| field.has("name") && matches!(field.attr("type"), "" | "text" | "email"))
            .map(|field| field.attr("name").to_owned())
            .expect("the sign-in form has a field for the account");
        let secret = page
            .all("input")
            .find(|field| field.attr("type") == "password")
            .map(|field| field.attr("name").to_owned())
            .unwrap();
        form.fill(&name, &self.account);
        form.fill(&secret, password);
        let button = form.buttons.first().cloned();
        let answer = self.submit(&form, button.as_ref()).await;
        self.follow_on(answer).await.0
    }

    /// The same person with the same cookies at another site, not signed in there yet.
    #[must_use]
    pub fn moving_to(&self, program: &impl Places, site: &str) -> Self {
        Self {
            visitor: self.visitor.clone(),
            account: self.account.clone(),
            site: site.to_owned(),
            base: program.url(site, ""),
        }
    }

    /// The site's slug.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// An address of the site.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        if path.starts_with("http") {
            return path.to_owned();
        }
        format!("{}{path}", self.base)
    }

    /// Opens a page of the site that must be there.
    pub async fn page(&self, path: &str) -> Page {
        self.visitor.open(&self.at(path)).await
    }

    /// Fills in the form with this button and presses it; redirects are not followed.
    pub async fn try_press(&self, page: &Page, button: &str, fields: &[(&str, &str)]) -> Answer {
        let (form, button) = self.filled(page, button, fields);
        self.submit(&form, Some(&button)).await
    }

    /// The form with this button, filled in.
    #[must_use]
    pub fn filled(
        &self,
        page: &Page,
        button: &str,
        fields: &[(&str, &str)],
    ) -> (FormOnPage, crate::page::Button) {
        let (mut form, button) = page.form_with(button);
        for (field, value) in fields {
            form.fill(field, value);
        }
        if form.method == "post" {
            assert!(
                form.csrf().is_some(),
                "the form to {} has no hidden field for the proof",
                form.action
            );
        }
        (form, button)
    }

    /// Presses a button and lands on a page that must be there.
    pub async fn press(&self, page: &Page, button: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.try_press(page, button, fields).await;
        let (answer, _) = self.follow_on(answer).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{} pressed {button} on {}: {}",
            self.account,
            page.url,
            answer.summary()
        );
        answer.page()
    }

    /// Posts fields to an address with the proof of this session, as a script of a page would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        self.try_post(&self.at(path), &fields).await.unwrap()
    }

    /// The hidden proof of this session: name and value.
    pub async fn proof(&self) -> (String, String) {
        let page = self.page("/console/").await;
        let forms = page.forms();
        let found = forms.iter().find_map(FormOnPage::csrf);
        let (name, value) = found.expect("the console has a form with the proof (sign-out)");
        (name.to_owned(), value.to_owned())
    }

    /// Signs out by the console's button.
    pub async fn sign_out(&self) -> Answer {
        let page = self.page("/console/").await;
        let form = page
            .forms()
            .into_iter()
            .find(|form| form.action.path().contains("logout"))
            .expect("the console has a form for signing out");
        let answer = self.submit(&form, form.buttons.first()).await;
        self.follow_on(answer).await.0
    }

    /// GET of a path of the site, no redirect followed.
    pub async fn look(&self, path: &str) -> Answer {
        self.ask(Method::GET, &self.at(path), &[("accept", "text/html")], None)
            .await
    }
}

/// The form with a password.
fn sign_in_form(page: &Page) -> FormOnPage {
    let secret = page
        .all("input")
        .find(|field| field.attr("type") == "password")
        .unwrap_or_else(|| {
            panic!(
                "{} has no field for a password; it says: {}",
                page.url,
                page.all_words()
            )
        });
    let name = secret.attr("name").to_owned();
    page.forms()
        .into_iter()
        .find(|form| form.fields.iter().any(|(field, _)| *field == name))
        .unwrap()
}

//! The form of a channel: GET /console/channels/new, POST /console/channels, GET and POST /console/channels/{channel},
//! and taking it out of use.

use super::view::{ChannelForm, ChannelPage, Group};
use crate::channel::{
    Description, GROUPS, OPEN, RawChannel, change_channel, close_channel, create_channel, entity, query,
    reopen_channel,
};
use crate::permissions::ManageChannels;
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Error, FieldError, Result, Revision};
use store::SiteWrite;

const TEMPLATE: &str = "content/channel_form.html";
const LIST: &str = "/console/channels";

/// A form that says nothing. It is taken all the same, so that only what the front has proven gets through.
type Nothing = Vec<(String, String)>;

impl ChannelForm {
    fn of(row: &entity::Model) -> Self {
        Self {
            slug: row.slug.clone(),
            name: row.name.clone(),
            description: row.description.clone(),
            keywords: row.keywords.replace(',', "，"),
            kind: row.kind.clone(),
            group: row.function_group.clone(),
            nav: row.in_nav.to_string(),
            order: row.position.to_string(),
            revision: row.revision.to_string(),
        }
    }

    fn description(&self, slug: &str) -> Result<Description> {
        let order = self.order.trim();
        let number = if order.is_empty() {
            Some(100)
        } else {
            order.parse().ok()
        };
        let described = Description::parse(RawChannel {
            slug: slug.to_owned(),
            name: self.name.clone(),
            description: self.description.clone(),
            keywords: self.keywords.clone(),
            kind: self.kind.clone(),
            group: self.group.clone(),
            nav: self.nav == "true",
            order: number.unwrap_or_default(),
        });
        if number.is_some() {
            return described;
        }
        let mut wrong = match described {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(wrong)) => wrong,
            Err(other) => return Err(other),
        };
        wrong.push(FieldError::new("order", "排序应为整数。"));
        Err(Error::Invalid(wrong))
    }
}

/// The empty form.
///
/// # Errors
/// Faults of the template.
pub async fn get_new_channel(by: By<ManageChannels>) -> Reply {
    let form = ChannelForm {
        nav: "true".into(),
        order: "100".into(),
        group: "news".into(),
        ..ChannelForm::default()
    };
    by.page(StaffPage::new(TEMPLATE, view(&by, None, form)).title("新建栏目"))
        .await
}

/// Makes a channel.
///
/// # Errors
/// See [`create_channel`].
pub async fn post_channels(by: By<ManageChannels>, Form(form): Form<ChannelForm>) -> Reply {
    match create(&by, &form).await {
        Ok(()) => {
            by.saved(LIST, "已新建栏目。有稿件发布后，它会出现在网站导航里。")
                .await
        }
        Err(error) => {
            let page = view(&by, None, form);
            by.form(StaffPage::new(TEMPLATE, page).title("新建栏目"), error)
                .await
        }
    }
}

/// The form of a channel.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database or the template.
pub async fn get_channel(by: By<ManageChannels>, id: Path<ChannelId>) -> Reply {
    let row = query::get(&by.read(), *id).await?;
    let page = view(&by, Some(&row), ChannelForm::of(&row));
    by.page(StaffPage::new(TEMPLATE, page).title(row.name)).await
}

/// Changes a channel.
///
/// # Errors
/// See [`change_channel`].
pub async fn post_channel(
    by: By<ManageChannels>,
    id: Path<ChannelId>,
    Form(form): Form<ChannelForm>,
) -> Reply {
    match change(&by, *id, &form).await {
        Ok(()) => by.saved(LIST, "栏目已保存。").await,
        Err(error) => again(&by, *id, form, error).await,
    }
}

/// 停用.
///
/// # Errors
/// See [`close_channel`].
pub async fn post_close_channel(by: By<ManageChannels>, id: Path<ChannelId>, _: Form<Nothing>) -> Reply {
    let mut tx = by.write().await?;
    let done = close_channel(&mut tx, *id).await;
    finish(&by, tx, *id, done, "栏目已停用，原有稿件的地址仍然有效。").await
}

/// 重新启用.
///
/// # Errors
/// See [`reopen_channel`].
pub async fn post_open_channel(by: By<ManageChannels>, id: Path<ChannelId>, _: Form<Nothing>) -> Reply {
    let mut tx = by.write().await?;
    let done = reopen_channel(&mut tx, *id).await;
    finish(&by, tx, *id, done, "栏目已重新启用。").await
}

async fn create(by: &By<ManageChannels>, form: &ChannelForm) -> Result<()> {
    let described = form.description(&form.slug)?;
    let mut tx = by.write().await?;
    let made = create_channel(&mut tx, &described).await;
    // An address that is taken is a matter of one field.
    made.map_err(|error| match error {
        Error::Refused(refusal) => Error::field("slug", refusal.text),
        other => other,
    })?;
    tx.commit().await
}

async fn change(by: &By<ManageChannels>, id: ChannelId, form: &ChannelForm) -> Result<()> {
    let slug = query::get(&by.read(), id).await?.slug;
    let described = form.description(&slug)?;
    let seen = Revision(form.revision.parse().unwrap_or(-1));
    let mut tx = by.write().await?;
    change_channel(&mut tx, id, seen, &described).await?;
    tx.commit().await
}

async fn finish(
    by: &By<ManageChannels>,
    tx: SiteWrite<ManageChannels>,
    id: ChannelId,
    done: Result<entity::Model>,
    notice: &str,
) -> Reply {
    match done {
        Ok(_) => {
            tx.commit().await?;
            by.saved(LIST, notice).await
        }
        Err(error) => {
            drop(tx);
            let row = query::get(&by.read(), id).await?;
            again(by, id, ChannelForm::of(&row), error).await
        }
    }
}

async fn again(by: &By<ManageChannels>, id: ChannelId, mut form: ChannelForm, error: Error) -> Reply {
    let row = query::get(&by.read(), id).await?;
    form.slug.clone_from(&row.slug);
    form.revision = row.revision.to_string();
    let page = view(by, Some(&row), form);
    by.form(StaffPage::new(TEMPLATE, page).title(row.name), error)
        .await
}

fn view(who: &Signed, row: Option<&entity::Model>, form: ChannelForm) -> ChannelPage {
    let at = |row: &entity::Model, verb: &str| who.site.url(&format!("{LIST}/{}{verb}", row.id));
    let open = row.is_some_and(|row| row.state == OPEN);
    let mandated_by = row.and_then(|row| row.mandated_by.clone());
    ChannelPage {
        action: row.map_or_else(|| who.site.url(LIST), |row| at(row, "")),
        back: who.site.url(LIST),
        form,
        groups: GROUPS.map(|(value, label)| Group { value, label }).to_vec(),
        there: row.is_some(),
        close_url: row
            .filter(|row| open && row.mandated_by.is_none())
            .map(|row| at(row, "/close")),
        open_url: row.filter(|_| !open).map(|row| at(row, "/open")),
        mandated_by: mandated_by.unwrap_or_default(),
    }
}

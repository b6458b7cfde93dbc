//! The form of a topic: GET /console/topics/new, POST /console/topics, GET and POST /console/topics/{topic}. Its buttons
//! work without script: each answers the form as it then stands, and only 保存 saves.

use super::list::note;
use super::view::{BlockItem, BlockView, TopicPage};
use crate::article::staff::Choice;
use crate::media;
use crate::permissions::ManageTopics;
use crate::topic::form::{BlockForm, TopicForm};
use crate::topic::{Kind, State, block, create_topic, entity, query, save_topic};
use actix_web::web::Path;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result, Revision, TopicId, Uid, beijing};
use store::SiteRead;

const TEMPLATE: &str = "content/topic_form.html";
const LIST: &str = "/console/topics";
const SAVED: &str = "专题已保存。";
/// Pictures offered, newest first.
const OFFERED: u64 = 200;
/// Articles found at once.
const FOUND: usize = 20;

/// The empty form.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_new_topic(by: By<ManageTopics>) -> Reply {
    let form = TopicForm {
        state: State::Draft.key().into(),
        starts_on: beijing::date(by.read().now()),
        blocks: vec![BlockForm {
            kind: Kind::Articles.key().into(),
            ..BlockForm::default()
        }],
        ..TopicForm::default()
    };
    let page = view(&by, None, form).await?;
    by.page(StaffPage::new(TEMPLATE, page).title("新建专题")).await
}

/// Makes a topic, or does what another button of the form asks for.
///
/// # Errors
/// See [`create_topic`].
pub async fn post_topics(by: By<ManageTopics>, Form(mut form): Form<TopicForm>) -> Reply {
    let error = match form.act() {
        false => None,
        true => match create(&by, &form).await {
            Ok(id) => return by.saved(&format!("{LIST}/{id}"), SAVED).await,
            Err(error) => Some(error),
        },
    };
    answer(&by, None, form, error, "新建专题".to_owned()).await
}

/// The form of a topic.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database or the template.
pub async fn get_topic(by: By<ManageTopics>, id: Path<TopicId>) -> Reply {
    let read = by.read();
    let row = query::get(&read, *id).await?;
    let form = TopicForm::of(&row, stored(&read, &row).await?);
    let page = view(&by, Some(&row), form).await?;
    by.page(StaffPage::new(TEMPLATE, page).title(row.title)).await
}

/// Saves a topic, or does what another button of the form asks for.
///
/// # Errors
/// See [`save_topic`].
pub async fn post_topic(by: By<ManageTopics>, id: Path<TopicId>, Form(mut form): Form<TopicForm>) -> Reply {
    let row = query::get(&by.read(), *id).await?;
    form.slug.clone_from(&row.slug);
    let error = match form.act() {
        false => None,
        true => match save(&by, *id, &form).await {
            Ok(()) => return by.saved(&format!("{LIST}/{id}"), SAVED).await,
            Err(error) => Some(error),
        },
    };
    let title = row.title.clone();
    answer(&by, Some(row), form, error, title).await
}

async fn create(by: &By<ManageTopics>, form: &TopicForm) -> Result<TopicId> {
    let wanted = form.wanted()?;
    let mut tx = by.write().await?;
    // An address that is taken is a matter of one field.
    let made = create_topic(&mut tx, &wanted)
        .await
        .map_err(|error| match error {
            Error::Refused(refusal) => Error::field("slug", refusal.text),
            other => other,
        })?;
    tx.commit().await?;
    Ok(TopicId(made.id))
}

async fn save(by: &By<ManageTopics>, id: TopicId, form: &TopicForm) -> Result<()> {
    let wanted = form.wanted()?;
    let mut tx = by.write().await?;
    save_topic(&mut tx, id, form.seen(), &wanted).await?;
    tx.commit().await
}

/// The form again: after a button that does not save, or with what was wrong. Nothing typed is lost.
async fn answer(
    by: &By<ManageTopics>,
    row: Option<entity::Model>,
    mut form: TopicForm,
    error: Option<Error>,
    title: String,
) -> Reply {
    let mut conflict = None;
    if let (Some(Error::Stale(Revision(now))), Some(row)) = (&error, &row) {
        form.revision = now.to_string();
        conflict = Some(by.site.url(&format!("{LIST}/{}", row.id)));
    }
    let page = TopicPage {
        conflict,
        unsaved: true,
        ..view(by, row.as_ref(), form).await?
    };
    let page = StaffPage::new(TEMPLATE, page).title(title);
    match error {
        Some(error) => by.form(page, error).await,
        None => by.page(page).await,
    }
}

/// The blocks of a topic as the form has them.
async fn stored(read: &SiteRead, row: &entity::Model) -> Result<Vec<BlockForm>> {
    let members = query::members(read, row.id).await?;
    let form = |block: block::Model| {
        let pictures = block.kind == Kind::Pictures.key();
        let articles = members.iter().filter(|member| member.block_id == Some(block.id));
        BlockForm {
            items: if pictures {
                block.source.lines().map(str::to_owned).collect()
            } else {
                articles.map(|member| Uid(member.uid).to_string()).collect()
            },
            body: if pictures { String::new() } else { block.source },
            kind: block.kind,
            heading: block.heading,
            ..BlockForm::default()
        }
    };
    Ok(query::blocks(read, row.id).await?.into_iter().map(form).collect())
}

async fn view(by: &By<ManageTopics>, row: Option<&entity::Model>, form: TopicForm) -> Result<TopicPage> {
    let read = by.read();
    let at = |path: &str| by.site.url(&format!("{LIST}{path}"));
    let today = beijing::date(read.now());
    let filled = match row {
        Some(row) => query::filled(&read)
            .await?
            .iter()
            .any(|(known, _)| known.id == row.id),
        None => false,
    };
    let mut blocks = Vec::with_capacity(form.blocks.len());
    for block in &form.blocks {
        blocks.push(block_view(&read, block).await?);
    }
    Ok(TopicPage {
        action: row.map_or_else(|| at(""), |row| at(&format!("/{}", row.id))),
        back: at(""),
        blocks,
        pictures: pictures(&read, &form.lead).await?,
        states: State::ALL
            .map(|state| Choice::new(state.key(), state.title(), &form.state))
            .to_vec(),
        kinds: Kind::ALL
            .map(|kind| Choice::new(kind.key(), kind.title(), ""))
            .to_vec(),
        there: row.is_some(),
        preview_url: row.map(|row| at(&format!("/{}/preview", row.id))),
        open_url: row
            .filter(|_| filled)
            .map(|row| by.site.url(&format!("/topics/{}/", row.slug))),
        hint: row.map_or("", |row| note(row, &today, filled)).to_owned(),
        conflict: None,
        unsaved: false,
        form,
    })
}

async fn block_view(read: &SiteRead, block: &BlockForm) -> Result<BlockView> {
    let kind = block.kind();
    let found = if block.looks && kind == Some(Kind::Articles) {
        let rows = query::find(read, &block.find, FOUND).await?;
        let new = rows
            .iter()
            .filter(|row| !block.items.contains(&Uid(row.uid).to_string()));
        new.map(|row| {
            let named = query::name(row);
            Choice {
                help: named.note,
                ..Choice::new(Uid(row.uid), named.title, "")
            }
        })
        .collect()
    } else {
        Vec::new()
    };
    Ok(BlockView {
        kind: block.kind.clone(),
        kind_title: kind.map_or("无法识别", Kind::title),
        heading: block.heading.clone(),
        body: block.body.clone(),
        items: match kind {
            Some(Kind::Pictures) => shots(read, &block.items).await?,
            Some(Kind::Articles) => articles(read, &block.items).await?,
            Some(Kind::Text | Kind::Links) | None => Vec::new(),
        },
        find: block.find.clone(),
        looks: block.looks,
        found,
    })
}

async fn articles(read: &SiteRead, items: &[String]) -> Result<Vec<BlockItem>> {
    let uids: Vec<Uid> = items.iter().filter_map(|item| item.parse().ok()).collect();
    let known = query::articles(read, &uids).await?;
    let item = |value: &String| {
        let named = value.parse::<Uid>().ok().and_then(|uid| known.get(&uid.0));
        BlockItem {
            value: value.clone(),
            title: named.map_or_else(|| "本站没有这篇稿件".to_owned(), |named| named.title.clone()),
            note: named.map(|named| named.note.clone()).unwrap_or_default(),
            live: named.is_some_and(|named| named.live),
        }
    };
    Ok(items.iter().map(item).collect())
}

async fn shots(read: &SiteRead, items: &[String]) -> Result<Vec<BlockItem>> {
    let known = media::by_hash(read, items).await?;
    let item = |value: &String| {
        let file = known
            .iter()
            .find(|file| file.hash == *value && file.kind == media::PICTURE);
        BlockItem {
            value: value.clone(),
            title: file.map_or_else(|| "素材库里没有这张图片".to_owned(), words),
            note: String::new(),
            live: file.is_some(),
        }
    };
    Ok(items.iter().map(item).collect())
}

fn words(row: &media::entity::Model) -> String {
    let words = if row.alt.is_empty() { &row.name } else { &row.alt };
    format!("{words}（{}×{}）", row.width, row.height)
}

async fn pictures(read: &SiteRead, chosen: &str) -> Result<Vec<Choice>> {
    let (mut rows, _) = media::query::list(read, Some(media::PICTURE), "", 1, OFFERED).await?;
    if !chosen.is_empty() && !rows.iter().any(|row| row.hash == chosen) {
        rows.extend(media::by_hash(read, &[chosen.to_owned()]).await?);
    }
    Ok(rows
        .iter()
        .map(|row| Choice::new(&row.hash, words(row), chosen))
        .collect())
}

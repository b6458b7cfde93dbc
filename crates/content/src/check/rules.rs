//! What a site's texts are read against: the group's lists and its own, compiled once a version.

use super::list::{Kind, entity, entries_of, group, levels_of};
use kernel::{Error, Result};
use proof::{Entry, Level, Levels, List, Lists, Rule, shipped};
use sea_orm::{ColumnTrait, FromQueryResult};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use store::SiteRead;
use uuid::Uuid;

/// Grows when the program itself reads texts in another way, so that the stock is read again.
const READING: &str = "1";
/// Compiled keepers that are held.
const HELD: usize = 64;

/// Lists and levels of one site.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The group's, then the site's.
    pub lists: Vec<Arc<Lists>>,
    /// How grave each rule is here.
    pub levels: Levels,
    /// Names exactly these versions.
    pub mark: String,
}

/// A version that stands.
#[derive(Clone, Debug, FromQueryResult)]
struct Standing {
    uid: Uuid,
    list: String,
    n: i64,
}

/// A document: its kind, what findings call it, its text.
type Document = (Kind, String, String);

#[derive(Debug)]
struct Keeper {
    lists: Arc<Lists>,
    levels: Vec<(Rule, Level)>,
}

/// What was compiled, by the uids of its versions: they never change, so nothing here is ever out of date.
static HOLD: Mutex<Vec<(String, Arc<Keeper>)>> = Mutex::new(Vec::new());

impl Rules {
    /// What stands for this site now.
    ///
    /// # Errors
    /// Faults.
    pub async fn load(read: &SiteRead) -> Result<Self> {
        let general = read
            .shared::<group::Entity>()
            .filter(group::Column::Standing.eq(true))
            .asc(group::Column::List)
            .only([group::Column::Uid, group::Column::List, group::Column::N])
            .into::<Standing>()
            .all()
            .await?;
        let own = read
            .find::<entity::Entity>()
            .filter(entity::Column::Standing.eq(true))
            .asc(entity::Column::List)
            .only([entity::Column::Uid, entity::Column::List, entity::Column::N])
            .into::<Standing>()
            .all()
            .await?;
        let (general_key, own_key) = (key("group", &general), key("site", &own));
        let group = match held(&general_key) {
            Some(group) => group,
            None => {
                let rows = read.shared::<group::Entity>();
                let rows = rows
                    .filter(group::Column::Uid.is_in(uids(&general)))
                    .all()
                    .await?;
                let texts = rows.into_iter().map(|row| (row.uid, row.entries)).collect();
                compile(&general_key, documents("全站群", &general, texts), true).await?
            }
        };
        let site = match held(&own_key) {
            Some(site) => site,
            None => {
                let rows = read.find::<entity::Entity>();
                let rows = rows.filter(entity::Column::Uid.is_in(uids(&own))).all().await?;
                let texts = rows.into_iter().map(|row| (row.uid, row.entries)).collect();
                compile(&own_key, documents("本站", &own, texts), false).await?
            }
        };
        let mut levels = Levels::default();
        group
            .levels
            .iter()
            .for_each(|(rule, level)| levels.set(*rule, *level));
        site.levels
            .iter()
            .for_each(|(rule, level)| levels.tighten(*rule, *level));
        let hash = Sha256::digest(format!("{READING}\n{general_key}\n{own_key}"));
        Ok(Self {
            lists: vec![group.lists.clone(), site.lists.clone()],
            levels,
            mark: hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// The lists as [`proof::check`] takes them.
    #[must_use]
    pub fn lists(&self) -> Vec<&Lists> {
        self.lists.iter().map(AsRef::as_ref).collect()
    }
}

fn key(scope: &str, standing: &[Standing]) -> String {
    let uids: Vec<String> = standing.iter().map(|row| row.uid.to_string()).collect();
    format!("{scope}:{}", uids.join(","))
}

fn uids(standing: &[Standing]) -> Vec<Uuid> {
    standing.iter().map(|row| row.uid).collect()
}

fn documents(scope: &str, standing: &[Standing], mut texts: Vec<(Uuid, String)>) -> Vec<Document> {
    let mut documents = Vec::new();
    for row in standing {
        let Some(kind) = Kind::parse(&row.list) else {
            continue;
        };
        let at = texts.iter().position(|(uid, _)| *uid == row.uid);
        let text = at.map(|at| texts.swap_remove(at).1).unwrap_or_default();
        documents.push((kind, format!("{scope}“{}”第 {} 版", kind.title(), row.n), text));
    }
    documents
}

fn held(key: &str) -> Option<Arc<Keeper>> {
    let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let at = hold.iter().position(|(known, _)| known == key)?;
    // The last asked for stands last and goes last.
    let found = hold.remove(at);
    hold.push(found.clone());
    Some(found.1)
}

async fn compile(key: &str, documents: Vec<Document>, general: bool) -> Result<Arc<Keeper>> {
    let made = tokio::task::spawn_blocking(move || keeper(documents, general));
    let made = Arc::new(made.await.map_err(Error::fault)??);
    let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if hold.len() >= HELD {
        hold.remove(0);
    }
    hold.push((key.to_owned(), made.clone()));
    Ok(made)
}

fn keeper(documents: Vec<Document>, general: bool) -> Result<Keeper> {
    let mut lists: Vec<(List, String, Vec<Entry>)> = Vec::new();
    let mut levels = Vec::new();
    for (kind, label, text) in documents {
        match kind {
            Kind::Words(list) => lists.push((list, label, entries_of(list, &text)?)),
            Kind::Levels => levels = levels_of(&text),
        }
    }
    if general {
        for list in List::ALL {
            if !lists.iter().any(|(known, _, _)| *known == list) {
                lists.push((list, format!("自带“{}”", list.title()), shipped(list)));
            }
        }
    }
    let lists = Arc::new(Lists::compile(lists).map_err(Error::fault)?);
    Ok(Keeper { lists, levels })
}

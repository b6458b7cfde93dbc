//! The demo city's data, made once by the real program and copied for each test, so that a test begins in a second.

use crate::program::{PASSWORD, Program};
use crate::{catalogue, repository, tools};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Instant, UNIX_EPOCH};
use tokio::sync::OnceCell;

/// A data folder and, on PostgreSQL, the database that belongs to it.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Data folder.
    pub data: PathBuf,
    /// `postgres://…`
    pub database_url: Option<String>,
}

/// Lays a copy of the demo city into `data`.
pub async fn copy(data: &Path) -> Copy {
    static MADE: OnceCell<Copy> = OnceCell::const_new();
    let template = MADE.get_or_init(template).await;
    copy_folder(&template.data, data);
    let database_url = match &template.database_url {
        Some(url) => Some(clone_database(url).await),
        None => None,
    };
    Copy {
        data: data.to_owned(),
        database_url,
    }
}

/// Finds the city that an earlier test binary of this build made, or makes it.
async fn template() -> Copy {
    let target = tools::program().parent().unwrap().join("demo-for-tests");
    let key = format!("{:016x}", key());
    let data = target.join(&key);
    let database_url = tools::postgres().map(|server| beside(&server, &format!("demo_{key}")));
    let known = match &database_url {
        Some(url) => database_exists(url).await,
        None => true,
    };
    if data.is_dir() && known {
        return Copy { data, database_url };
    }
    let part = target.join(format!("{key}.{}", std::process::id()));
    if part.exists() {
        std::fs::remove_dir_all(&part).unwrap();
    }
    std::fs::create_dir_all(&part).unwrap();
    if let Some(url) = &database_url {
        make_database(url).await;
    }
    let begun = Instant::now();
    let made = Copy {
        data: part.clone(),
        database_url: database_url.clone(),
    };
    Program::on(&made).begin().await.stop();
    eprintln!(
        "The demo city was set up in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    for entry in std::fs::read_dir(&target).unwrap() {
        let old = entry.unwrap().path();
        let same_database =
            old.to_string_lossy().len() == data.to_string_lossy().len() && tools::postgres().is_none();
        if old != part && (old == data || same_database) {
            std::fs::remove_dir_all(&old).unwrap();
        }
    }
    std::fs::rename(&part, &data).unwrap();
    Copy { data, database_url }
}

/// Changes with the program, the site folders, the themes, the password and the database server.
fn key() -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut newest = 0;
    let mut look = |path: &Path| {
        let file = path.metadata().unwrap();
        let age = file
            .modified()
            .unwrap()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_nanos();
        newest = age.max(newest);
        (path.to_owned(), file.len(), age).hash(&mut hasher);
    };
    look(&tools::program());
    repository::walk(&repository::root().join("sites"), &mut look);
    PASSWORD.hash(&mut hasher);
    tools::postgres().hash(&mut hasher);
    hasher.finish()
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

fn beside(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("the address names no database");
    format!("{base}/{database}")
}

fn name_of(url: &str) -> &str {
    url.rsplit_once('/').unwrap().1
}

async fn admin() -> sea_orm::DatabaseConnection {
    catalogue::connect(&tools::postgres().unwrap()).await
}

async fn database_exists(url: &str) -> bool {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let admin = admin().await;
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select 1 as there from pg_database where datname = $1",
        [name_of(url).into()],
    );
    admin.query_one_raw(statement).await.unwrap().is_some()
}

/// Makes an empty database; an old one of that name goes.
pub async fn make_database(url: &str) {
    let admin = admin().await;
    let name = name_of(url);
    catalogue::run(&admin, &format!("drop database if exists {name} with (force)")).await;
    catalogue::run(&admin, &format!("create database {name}")).await;
}

/// An empty database of its own on the server of this run.
pub async fn fresh_database() -> Option<String> {
    let server = tools::postgres()?;
    store::testing::sweep(&admin().await).await.unwrap();
    let url = beside(&server, &store::testing::database_name("test"));
    make_database(&url).await;
    Some(url)
}

async fn clone_database(template: &str) -> String {
    // Two tests of one process may clone at once; PostgreSQL refuses while the template is in use, so they take turns.
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = TURN.lock().await;
    let name = store::testing::database_name("test");
    let from = name_of(template);
    catalogue::run(&admin().await, &format!("create database {name} template {from}")).await;
    beside(template, &name)
}

/// Lets a database refuse writes, or take them again. Sessions learn it when their next transaction begins.
pub async fn refuse_writes(url: &str, refuse: bool) {
    let word = if refuse { "on" } else { "off" };
    let name = name_of(url);
    let admin = admin().await;
    catalogue::run(
        &admin,
        &format!("alter database {name} set default_transaction_read_only = {word}"),
    )
    .await;
    // A setting of the database reaches new connections only. Whoever holds the readers' lock keeps the connection.
    let others = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' \
         and pid not in (select pid from pg_locks where locktype = 'advisory')"
    );
    catalogue::run(&admin, &others).await;
}

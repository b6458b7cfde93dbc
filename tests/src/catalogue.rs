//! The schema as a database describes it: the same words for SQLite and PostgreSQL, so that one set of rules reads both.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Columns and whether they may be null.
    pub columns: BTreeMap<String, bool>,
    /// Columns of the primary key.
    pub primary: Vec<String>,
    /// Columns of each unique key, the primary key left out.
    pub uniques: Vec<Vec<String>>,
    /// Foreign keys.
    pub foreign: Vec<Foreign>,
    /// Whether numbers of deleted rows are never given again.
    pub never_reuses: bool,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Columns here.
    pub columns: Vec<String>,
    /// Table there.
    pub target: String,
    /// Columns there.
    pub target_columns: Vec<String>,
}

/// Every table of a freshly migrated SQLite file.
pub async fn sqlite() -> Vec<Table> {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("zisha.db").display());
    let connection = connect(&url).await;
    migrate(&connection).await;
    let mut tables = Vec::new();
    let names = rows(
        &connection,
        "select name, coalesce(sql, '') as sql from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
    )
    .await;
    for row in names {
        tables.push(sqlite_table(&connection, &text(&row, "name"), &text(&row, "sql")).await);
    }
    connection.close().await.unwrap();
    tables
}

async fn sqlite_table(connection: &DatabaseConnection, name: &str, sql: &str) -> Table {
    let mut table = Table {
        name: name.to_owned(),
        never_reuses: sql.to_ascii_lowercase().contains("autoincrement"),
        ..Table::default()
    };
    let columns =
        format!("select name, \"notnull\" as filled, pk from pragma_table_info('{name}') order by pk");
    for row in rows(connection, &columns).await {
        let column = text(&row, "name");
        if number(&row, "pk") > 0 {
            table.primary.push(column.clone());
        }
        let nullable = number(&row, "filled") == 0 && number(&row, "pk") == 0;
        table.columns.insert(column, nullable);
    }
    let keys =
        format!("select name from pragma_index_list('{name}') where \"unique\" = 1 and origin <> 'pk'");
    for row in rows(connection, &keys).await {
        let index = text(&row, "name");
        let parts = format!("select name from pragma_index_info('{index}') order by seqno");
        let parts = rows(connection, &parts).await;
        table
            .uniques
            .push(parts.iter().map(|part| text(part, "name")).collect());
    }
    let foreign = format!(
        "select id, \"table\" as target, \"from\" as here, coalesce(\"to\", 'id') as there \
         from pragma_foreign_key_list('{name}') order by id, seq"
    );
    let mut by_key: BTreeMap<i64, Foreign> = BTreeMap::new();
    for row in rows(connection, &foreign).await {
        let key = by_key.entry(number(&row, "id")).or_default();
        key.target = text(&row, "target");
        key.columns.push(text(&row, "here"));
        key.target_columns.push(text(&row, "there"));
    }
    table.foreign = by_key.into_values().collect();
    table
}

/// Every table of a freshly migrated database on the PostgreSQL at `server`.
pub async fn postgres(server: &str) -> Vec<Table> {
    let (base, _) = server.rsplit_once('/').expect("the address names no database");
    let admin = connect(server).await;
    let name = store::testing::database_name("catalogue");
    run(&admin, &format!("create database {name}")).await;
    let connection = connect(&format!("{base}/{name}")).await;
    migrate(&connection).await;
    let tables = postgres_tables(&connection).await;
    connection.close().await.unwrap();
    run(&admin, &format!("drop database {name}")).await;
    tables
}

async fn postgres_tables(connection: &DatabaseConnection) -> Vec<Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns = "select table_name, column_name, is_nullable = 'YES' as nullable, column_default, is_identity \
                   from information_schema.columns where table_schema = 'public' order by ordinal_position";
    for row in rows(connection, columns).await {
        let name = text(&row, "table_name");
        let table = tables.entry(name.clone()).or_default();
        table.name = name;
        let nullable: bool = row.try_get("", "nullable").unwrap();
        let column = text(&row, "column_name");
        if column == "id" {
            // A sequence never gives a number twice.
            let default: Option<String> = row.try_get("", "column_default").unwrap();
            table.never_reuses =
                default.is_some_and(|value| value.contains("nextval")) || text(&row, "is_identity") == "YES";
        }
        table.columns.insert(column, nullable);
    }
    let keys = "select c.relname as table_name, i.indisprimary as is_primary, i.indexrelid::bigint as key, a.attname as column_name \
                from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace \
                cross join lateral unnest(i.indkey::int[]) with ordinality as k(attnum, place) \
                join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum \
                where n.nspname = 'public' and i.indisunique order by i.indexrelid, k.place";
    let mut uniques: BTreeMap<(String, i64), Vec<String>> = BTreeMap::new();
    for row in rows(connection, keys).await {
        let (table, column) = (text(&row, "table_name"), text(&row, "column_name"));
        if row.try_get("", "is_primary").unwrap() {
            tables.entry(table).or_default().primary.push(column);
        } else {
            uniques
                .entry((table, number(&row, "key")))
                .or_default()
                .push(column);
        }
    }
    for ((table, _), columns) in uniques {
        tables.entry(table).or_default().uniques.push(columns);
    }
    let foreign = "select o.conrelid::regclass::text as table_name, o.oid::bigint as key, o.confrelid::regclass::text as target, \
                   here.attname as here, there.attname as there from pg_constraint o \
                   cross join lateral unnest(o.conkey, o.confkey) with ordinality as k(here, there, place) \
                   join pg_attribute here on here.attrelid = o.conrelid and here.attnum = k.here \
                   join pg_attribute there on there.attrelid = o.confrelid and there.attnum = k.there \
                   where o.contype = 'f' order by o.oid, k.place";
    let mut by_key: BTreeMap<(String, i64), Foreign> = BTreeMap::new();
    for row in rows(connection, foreign).await {
        let key = by_key
            .entry((text(&row, "table_name"), number(&row, "key")))
            .or_default();
        key.target = text(&row, "target");
        key.columns.push(text(&row, "here"));
        key.target_columns.push(text(&row, "there"));
    }
    for ((table, _), key) in by_key {
        tables.entry(table).or_default().foreign.push(key);
    }
    tables.into_values().collect()
}

/// A connection of the tests' own, past the store's doors.
#[expect(clippy::disallowed_methods, reason = "the catalogue is read beside the store")]
pub async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(url).await.unwrap()
}

async fn migrate(connection: &DatabaseConnection) {
    use sea_orm_migration::MigratorTrait;
    migrations::Migrator::up(connection, None).await.unwrap();
}

pub(crate) async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap();
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let backend: DbBackend = connection.get_database_backend();
    connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

fn number(row: &QueryResult, column: &str) -> i64 {
    row.try_get("", column).unwrap()
}

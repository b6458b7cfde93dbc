//! The tenancy of the schema (design §5): a table that could mix two sites does not get in.

use migrations::GLOBAL_TABLES;
use tests::catalogue::{self, Foreign, Table};

/// Foreign keys that lead into another site on purpose. The reading side is guarded by the operation that writes them.
const CROSSINGS: &[(&str, &str)] = &[(
    "syndication_rule",
    "a rule of one site names a channel of the site it gathers from",
)];

/// What leaves a database, so only its uid may be seen outside.
const TRAVELLERS: &[&str] = &[
    "site",
    "unit",
    "channel",
    "article",
    "letter",
    "library_item",
    "placement",
];

#[tokio::test]
async fn every_table_on_sqlite_keeps_sites_apart() {
    agree(&catalogue::sqlite().await);
}

/// The full run sets the address of a PostgreSQL; the quick run reads SQLite twice rather than skip.
#[tokio::test]
async fn every_table_on_the_database_of_this_run_keeps_sites_apart() {
    let tables = match std::env::var("ZISHA_TEST_DATABASE_URL") {
        Ok(server) if !server.is_empty() => catalogue::postgres(&server).await,
        Ok(_) | Err(_) => catalogue::sqlite().await,
    };
    agree(&tables);
}

fn agree(tables: &[Table]) {
    let faults = faults(tables);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(tables.len() > 25, "only {} tables were found", tables.len());
}

fn is_global(name: &str) -> bool {
    GLOBAL_TABLES.iter().any(|(table, _)| *table == name)
}

/// What breaks the rules, a line each.
fn faults(tables: &[Table]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, reason) in GLOBAL_TABLES {
        if !tables.iter().any(|table| table.name == *name) {
            faults.push(format!("{name}: stands in GLOBAL_TABLES and does not exist"));
        }
        if reason.trim().len() < 8 {
            faults.push(format!("{name}: GLOBAL_TABLES gives no reason"));
        }
    }
    for table in tables {
        let mut found = if is_global(&table.name) {
            global_faults(table)
        } else {
            tenant_faults(table)
        };
        if TRAVELLERS.contains(&table.name.as_str()) && !table.columns.contains_key("uid") {
            found.push("leaves the database and has no uid".to_owned());
        }
        if table.columns.contains_key("id") && !table.never_reuses {
            found.push("may give the number of a deleted row again".to_owned());
        }
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", table.name)));
    }
    faults
}

fn global_faults(table: &Table) -> Vec<String> {
    table
        .foreign
        .iter()
        .filter(|key| !is_global(&key.target))
        .map(|key| format!("belongs to no site and refers to {}", key.target))
        .collect()
}

fn tenant_faults(table: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    match table.columns.get("site_id") {
        None => return vec!["has no site_id and does not stand in GLOBAL_TABLES".to_owned()],
        Some(true) => faults.push("site_id may be null".to_owned()),
        Some(false) => {}
    }
    if table.primary != ["id"] {
        faults.push(format!(
            "the primary key is ({}), not (id)",
            table.primary.join(", ")
        ));
    }
    if !table.uniques.iter().any(|key| key == &["site_id", "id"]) {
        faults.push("lacks unique (site_id, id)".to_owned());
    }
    for key in &table.uniques {
        if key.first().is_none_or(|column| column != "site_id") {
            faults.push(format!("unique ({}) does not begin with site_id", key.join(", ")));
        }
    }
    let to_site = |key: &Foreign| key.columns == ["site_id"] && key.target == "site";
    if !table.foreign.iter().any(to_site) {
        faults.push("site_id does not refer to the register of sites".to_owned());
    }
    for key in &table.foreign {
        if is_global(&key.target) {
            continue;
        }
        let composite = key.columns.len() == 2 && key.target_columns == ["site_id", "id"];
        let at_home = key.columns.first().is_some_and(|column| column == "site_id");
        let crosses = CROSSINGS.iter().any(|(name, _)| *name == table.name);
        if !composite || !(at_home || crosses) {
            faults.push(format!(
                "({}) refers to {} ({}): a key within a site is (site_id, …) → (site_id, id)",
                key.columns.join(", "),
                key.target,
                key.target_columns.join(", ")
            ));
        }
    }
    faults
}

/// A right table, to be spoilt by the tests below.
fn letter() -> Table {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let key = |columns: &[&str], target: &str, there: &[&str]| Foreign {
        columns: words(columns),
        target: target.to_owned(),
        target_columns: words(there),
    };
    Table {
        name: "letter".to_owned(),
        columns: ["id", "site_id", "number", "channel_id"]
            .into_iter()
            .map(|column| (column.to_owned(), false))
            .collect(),
        primary: words(&["id"]),
        uniques: vec![words(&["site_id", "id"]), words(&["site_id", "number"])],
        foreign: vec![
            key(&["site_id"], "site", &["id"]),
            key(&["site_id", "channel_id"], "channel", &["site_id", "id"]),
        ],
        never_reuses: true,
    }
}

#[test]
fn a_right_table_passes() {
    assert_eq!(tenant_faults(&letter()), Vec::<String>::new());
}

#[test]
fn a_table_without_its_site_is_caught() {
    let mut table = letter();
    table.columns.remove("site_id");
    assert_eq!(tenant_faults(&table).len(), 1);
}

#[test]
fn a_number_that_is_unique_across_sites_is_caught() {
    let mut table = letter();
    table.uniques.push(vec!["number".to_owned()]);
    let faults = tenant_faults(&table);
    assert_eq!(faults, ["unique (number) does not begin with site_id"]);
}

#[test]
fn a_key_that_could_reach_another_site_is_caught() {
    let mut table = letter();
    let key = table.foreign.last_mut().unwrap();
    key.columns.remove(0);
    key.target_columns.remove(0);
    let faults = tenant_faults(&table);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].contains("(channel_id) refers to channel (id)"),
        "{faults:?}"
    );
}

#[test]
fn a_missing_composite_key_is_caught() {
    let mut table = letter();
    table.uniques.remove(0);
    assert_eq!(tenant_faults(&table), ["lacks unique (site_id, id)"]);
}

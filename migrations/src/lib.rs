//! The schema, one step a file, the same on SQLite and PostgreSQL. Read README.md before adding a table.

use sea_orm_migration::prelude::*;

mod m20261122_000001_platform;
mod m20261122_000002_sites;
mod m20261122_000003_identity;
mod m20261122_000004_content;
mod m20261122_000005_syndication;
mod table;

/// Every step, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_platform::Migration),
            Box::new(m20261122_000002_sites::Migration),
            Box::new(m20261122_000003_identity::Migration),
            Box::new(m20261122_000004_content::Migration),
            Box::new(m20261122_000005_syndication::Migration),
        ]
    }
}

/// Tables that belong to no site, each with its reason. Every other table carries `site_id`; a test walks the catalogue.
pub const GLOBAL_TABLES: &[(&str, &str)] = &[
    ("seaql_migrations", "which steps ran"),
    ("log", "the event log's own identity"),
    (
        "event",
        "one log for all sites keeps order of commits; rows name their site",
    ),
    ("event_cursor", "how far each reader is"),
    ("event_parked", "events a reader gave up on; rows name their site"),
    (
        "write_probe",
        "a row written to learn whether writing is possible",
    ),
    ("job", "one queue; rows name their site"),
    ("audit", "one hash chain; rows name their site"),
    ("site", "the register of sites"),
    ("unit", "the organisation tree, apart from sites"),
    ("unit_alias", "other names of units"),
    ("person", "one account for all sites"),
    ("invitation", "one-time links of accounts"),
    ("session", "sign-in per host; a host may carry several sites"),
    ("signin_delay", "growing delay per account and address"),
    ("oidc_client", "one client per host"),
    ("oidc_code", "codes between authorization and token"),
    ("signing_key", "keys of the identity provider"),
    (
        "library_item",
        "published editions only, keyed by the origin article's uid; written by the projection alone",
    ),
];

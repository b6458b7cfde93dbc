//! The schema, one step a file, the same on SQLite and PostgreSQL. Read README.md before adding a table.

use sea_orm_migration::prelude::*;

mod m20261122_000001_platform;
mod m20261122_000002_sites;
mod m20261122_000003_identity;
mod m20261122_000004_content;
mod m20261122_000005_syndication;
mod m20261122_000006_provider;
mod m20261122_000007_second_factor;
mod m20261122_000008_accounts;
mod m20261122_000009_posts;
mod m20261122_000010_citizens;
mod m20261122_000011_ledger;
mod m20261122_000012_linked;
mod m20261122_000013_peer;
mod m20261122_000014_feed_source;
mod m20261122_000015_api;
mod m20261122_000016_sign_on;
mod m20261122_000017_barred;
mod m20261122_000018_push_down;
mod m20261122_000019_notice;
mod m20261122_000020_commission;
mod m20261122_000021_peer_place;
mod m20261122_000022_source_bounds;
mod m20261122_000023_letters;
mod m20261122_000024_letter_door;
mod m20261122_000025_taken_over;
mod m20261122_000026_peer_bounds;
mod m20261122_000027_letter_figures;
mod m20261122_000028_letter_desk;
mod m20261122_000029_peer_refused;
mod m20261122_000030_peer_down;
mod m20261122_000031_desk_pool;
mod m20261122_000032_letter_truth;
mod m20261122_000033_letter_form;
mod m20261122_000034_letter_staff;
mod m20261122_000035_letter_shown;
mod m20261122_000038_origin_id;
mod m20261122_000039_kept_time;
mod m20261123_000040_far_ledger;
mod m20261123_000041_share_terms;
mod m20261123_000042_early_warning;
mod m20261123_000044_letter_boards;
mod m20261123_000050_peer_order;
mod m20261123_000051_peer_lack;
mod m20261123_000055_letter_counts;
mod m20261123_000060_slots;
mod m20261123_000065_import_run;
mod m20261123_000066_review_rule;
mod m20261123_000070_peer_told;
mod m20261123_000071_important_far;
mod m20261123_000072_across_far;
mod m20261123_000074_topic;
mod m20261123_000080_check_list;
mod m20261123_000081_check_stock;
mod m20261123_000096_visits;
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
            Box::new(m20261122_000006_provider::Migration),
            Box::new(m20261122_000007_second_factor::Migration),
            Box::new(m20261122_000008_accounts::Migration),
            Box::new(m20261122_000009_posts::Migration),
            Box::new(m20261122_000010_citizens::Migration),
            Box::new(m20261122_000011_ledger::Migration),
            Box::new(m20261122_000012_linked::Migration),
            Box::new(m20261122_000013_peer::Migration),
            Box::new(m20261122_000014_feed_source::Migration),
            Box::new(m20261122_000015_api::Migration),
            Box::new(m20261122_000016_sign_on::Migration),
            Box::new(m20261122_000017_barred::Migration),
            Box::new(m20261122_000018_push_down::Migration),
            Box::new(m20261122_000019_notice::Migration),
            Box::new(m20261122_000020_commission::Migration),
            Box::new(m20261122_000021_peer_place::Migration),
            Box::new(m20261122_000022_source_bounds::Migration),
            Box::new(m20261122_000023_letters::Migration),
            Box::new(m20261122_000024_letter_door::Migration),
            Box::new(m20261122_000025_taken_over::Migration),
            Box::new(m20261122_000026_peer_bounds::Migration),
            Box::new(m20261122_000027_letter_figures::Migration),
            Box::new(m20261122_000028_letter_desk::Migration),
            Box::new(m20261122_000029_peer_refused::Migration),
            Box::new(m20261122_000030_peer_down::Migration),
            Box::new(m20261122_000031_desk_pool::Migration),
            Box::new(m20261122_000032_letter_truth::Migration),
            Box::new(m20261122_000033_letter_form::Migration),
            Box::new(m20261122_000034_letter_staff::Migration),
            Box::new(m20261122_000035_letter_shown::Migration),
            Box::new(m20261122_000038_origin_id::Migration),
            Box::new(m20261122_000039_kept_time::Migration),
            Box::new(m20261123_000040_far_ledger::Migration),
            Box::new(m20261123_000041_share_terms::Migration),
            Box::new(m20261123_000042_early_warning::Migration),
            Box::new(m20261123_000044_letter_boards::Migration),
            Box::new(m20261123_000050_peer_order::Migration),
            Box::new(m20261123_000051_peer_lack::Migration),
            Box::new(m20261123_000055_letter_counts::Migration),
            Box::new(m20261123_000060_slots::Migration),
            Box::new(m20261123_000065_import_run::Migration),
            Box::new(m20261123_000066_review_rule::Migration),
            Box::new(m20261123_000070_peer_told::Migration),
            Box::new(m20261123_000071_important_far::Migration),
            Box::new(m20261123_000072_across_far::Migration),
            Box::new(m20261123_000074_topic::Migration),
            Box::new(m20261123_000080_check_list::Migration),
            Box::new(m20261123_000081_check_stock::Migration),
            Box::new(m20261123_000096_visits::Migration),
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
    ("password_history", "hashes of a person's former passwords"),
    ("campaign", "a yearly re-registration runs over many sites"),
    ("totp", "secrets of authenticator apps, one a person, encrypted"),
    ("passkey", "passkeys of people, for the portal's host"),
    (
        "recovery_code",
        "hashes of codes for somebody who lost the second factor",
    ),
    (
        "passkey_challenge",
        "questions to passkeys under way, bound to a session",
    ),
    (
        "oidc_grant",
        "what a client holds of a sign-in, on whatever site it began",
    ),
    ("oidc_refresh", "refresh tokens of grants"),
    ("oidc_consent", "what people allowed outside systems to know"),
    ("oidc_logout", "log-outs that clients are still to be told"),
    ("oidc_assertion", "proofs of clients that were used already"),
    ("citizen", "one citizen's account for all sites"),
    (
        "citizen_contact",
        "a citizen's verified mail address or phone number, sealed",
    ),
    ("citizen_session", "a citizen's sign-in per host"),
    ("citizen_code", "verification codes under way"),
    (
        "citizen_quota",
        "how many codes were sent to a target or asked for from an address",
    ),
    (
        "citizen_upstream",
        "identities of outside providers that citizens linked",
    ),
    (
        "person_upstream",
        "identities of outside providers that staff linked",
    ),
    ("site_elsewhere", "sites of the register that another box serves"),
    ("peer", "pairings with other boxes of the group"),
    ("peer_cursor", "how far each pairing is"),
    (
        "peer_batch",
        "what arrived within the replay window, so that it is taken once",
    ),
    (
        "peer_file",
        "files that a peer was asked for, so that no others are taken",
    ),
    (
        "peer_article",
        "numbers and authorizations that sources on other boxes told; rows name their site",
    ),
    (
        "peer_lack",
        "articles and tasks of a hub whose files are not all here; belongs to a pairing",
    ),
    (
        "peer_site",
        "sites that a hub told of, so that no other box speaks for them",
    ),
    (
        "peer_invite",
        "one-time codes by which another box is listed, as hashes",
    ),
    (
        "check_group_list",
        "the group's lists of the checks before publishing hold for every site",
    ),
    (
        "visit_salt",
        "what visitors of a day are hashed with, on all sites alike; forgotten after the day",
    ),
    (
        "library_item",
        "published editions only, keyed by the origin article's uid; written by the projection alone",
    ),
];

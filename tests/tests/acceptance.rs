//! Journeys through the real program, as the people of the city make them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

#[path = "acceptance/accounts.rs"]
mod accounts;
#[path = "acceptance/api.rs"]
mod api;
#[path = "acceptance/audit.rs"]
mod audit;
#[path = "acceptance/backup.rs"]
mod backup;
#[path = "acceptance/bench.rs"]
mod bench;
#[path = "acceptance/board.rs"]
mod board;
#[path = "acceptance/checks.rs"]
mod checks;
#[path = "acceptance/citizen.rs"]
mod citizen;
#[path = "acceptance/commission.rs"]
mod commission;
#[path = "acceptance/desk.rs"]
mod desk;
#[path = "acceptance/editor.rs"]
mod editor;
#[path = "acceptance/feeds.rs"]
mod feeds;
#[path = "acceptance/full.rs"]
mod full;
#[path = "acceptance/hostile.rs"]
mod hostile;
#[path = "acceptance/import.rs"]
mod import;
#[path = "acceptance/journey.rs"]
mod journey;
#[path = "acceptance/letters.rs"]
mod letters;
#[path = "acceptance/letters_killed.rs"]
mod letters_killed;
#[path = "acceptance/letters_secret.rs"]
mod letters_secret;
#[path = "acceptance/notice.rs"]
mod notice;
#[path = "acceptance/provider.rs"]
mod provider;
#[path = "acceptance/publish.rs"]
mod publish;
#[path = "acceptance/push.rs"]
mod push;
#[path = "acceptance/read.rs"]
mod read;
#[path = "acceptance/reading.rs"]
mod reading;
#[path = "acceptance/review.rs"]
mod review;
#[path = "acceptance/schedule.rs"]
mod schedule;
#[path = "acceptance/search.rs"]
mod search;
#[path = "acceptance/second_factor.rs"]
mod second_factor;
#[path = "acceptance/share.rs"]
mod share;
#[path = "acceptance/sign_on.rs"]
mod sign_on;
#[path = "acceptance/spread.rs"]
mod spread;
#[path = "acceptance/topic.rs"]
mod topic;
#[path = "acceptance/upstream.rs"]
mod upstream;
#[path = "acceptance/visits.rs"]
mod visits;

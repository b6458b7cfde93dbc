//! Guessing codes.

use crate::town::Town;
use kernel::{Error, Result};
use letters::code::{Code, Proven, prove_guarded};
use letters::refusals::CODE_WRONG;
use std::net::IpAddr;

async fn guess(town: &Town, client: &str, number: &str, code: &Code) -> Result<Proven> {
    let client: IpAddr = client.parse().unwrap();
    prove_guarded(&town.pool, &town.key, number, code, Some(client)).await
}

fn is_wrong(guessed: Result<Proven>) -> bool {
    matches!(guessed, Err(Error::Refused(refusal)) if refusal.code == CODE_WRONG.code)
}

#[tokio::test]
async fn who_guesses_is_stopped_and_the_writer_is_not() {
    let town = Town::new().await;
    let (_, receipt) = town.write(town.edu, "路灯").await;
    let wrong = Code::read("AAAAA-AAAAA");
    for _ in 0..5 {
        assert!(is_wrong(
            guess(&town, "203.0.113.9", &receipt.number, &wrong).await
        ));
    }
    let stopped = guess(&town, "203.0.113.9", &receipt.number, &receipt.code).await;
    assert!(matches!(stopped, Err(Error::TooMany(_))));
    assert!(
        guess(&town, "203.0.113.10", &receipt.number, &receipt.code)
            .await
            .is_ok()
    );
    town.hand.advance(chrono::Duration::minutes(16));
    assert!(
        guess(&town, "203.0.113.9", &receipt.number, &receipt.code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn guessing_over_many_letters_is_stopped_too() {
    let town = Town::new().await;
    let wrong = Code::read("AAAAA-AAAAA");
    for n in 0..20 {
        assert!(is_wrong(
            guess(&town, "2001:db8::1", &format!("20260302-1-{n}"), &wrong).await
        ));
    }
    let stopped = guess(&town, "2001:db8::ffff", "20260302-2-1", &wrong).await;
    assert!(matches!(stopped, Err(Error::TooMany(_))));
}

#[tokio::test]
async fn nobody_locks_the_city_out_where_addresses_are_not_known() {
    let town = Town::new().await;
    let (_, receipt) = town.write(town.edu, "路灯").await;
    let wrong = Code::read("AAAAA-AAAAA");
    for client in ["127.0.0.1", "::1"] {
        for _ in 0..30 {
            assert!(is_wrong(guess(&town, client, &receipt.number, &wrong).await));
        }
        assert!(guess(&town, client, &receipt.number, &receipt.code).await.is_ok());
    }
    for _ in 0..30 {
        let none = prove_guarded(&town.pool, &town.key, &receipt.number, &wrong, None).await;
        assert!(is_wrong(none));
    }
}

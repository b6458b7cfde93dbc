//! Guessing slows down; the right password still works after the delay.

use crate::town::{PASSWORD, Town, code_of};
use chrono::Duration;
use kernel::Error;

#[tokio::test]
async fn thirty_wrong_passwords_slow_down_and_the_right_one_works_after_the_delay() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let (mut wrong, mut early) = (0, 0);
    for _ in 0..30 {
        match town.sign_in("edu.writer", "wrong wrong wrong").await {
            Err(Error::Refused(refusal)) => {
                assert_eq!(refusal.code, "signin.wrong_credentials");
                wrong += 1;
            }
            Err(Error::TooMany(_)) => early += 1,
            other => panic!("{other:?}"),
        }
        town.later(Duration::milliseconds(100));
    }
    assert!(wrong < 9 && early > 20, "{wrong} {early}");
    let Err(Error::TooMany(wait)) = town.sign_in("edu.writer", PASSWORD).await else {
        panic!("no delay")
    };
    town.later(Duration::from_std(wait).unwrap());
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
    assert!(
        town.sign_in("edu.writer", PASSWORD).await.is_ok(),
        "the count ended"
    );
    let failures = town
        .audit()
        .await
        .into_iter()
        .filter(|(action, _)| action == "session.refused")
        .count();
    assert_eq!(failures, wrong);
}

#[tokio::test]
async fn an_unknown_account_takes_the_same_path() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    let mut answers = Vec::new();
    for account in ["edu.writer", "nobody", "我的密码是一二三"] {
        let mut seen = Vec::new();
        for _ in 0..8 {
            seen.push(code_of(
                town.sign_in_from(account, "wrong wrong wrong", "2001:db8::1")
                    .await,
            ));
        }
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[0].last(), Some(&"too_many"));
    let said = format!("{:?}", town.audit().await);
    assert!(
        !said.contains("一二三") && !said.contains("wrong wrong"),
        "typed words are not kept"
    );
}

#[tokio::test]
async fn strangers_cannot_lock_somebody_out_of_a_known_place() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    assert!(
        town.sign_in_from("edu.writer", PASSWORD, "192.0.2.7")
            .await
            .is_ok()
    );
    for n in 0..40 {
        let _ = town
            .sign_in_from("edu.writer", "wrong wrong wrong", &format!("198.51.100.{n}"))
            .await;
    }
    assert_eq!(
        code_of(town.sign_in_from("edu.writer", PASSWORD, "203.0.113.9").await),
        "too_many"
    );
    assert!(
        town.sign_in_from("edu.writer", PASSWORD, "192.0.2.7")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_stranger_elsewhere_waits_a_minute_at_most() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    for n in 0..200 {
        let _ = town
            .sign_in_from("edu.writer", "wrong wrong wrong", &format!("198.51.100.{n}"))
            .await;
        town.later(Duration::seconds(1));
    }
    town.later(Duration::seconds(60));
    assert!(
        town.sign_in_from("edu.writer", PASSWORD, "203.0.113.9")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_slows_down_too() {
    let town = Town::new().await;
    let mut early = 0;
    for n in 0..80 {
        // Another address of the same /64 each time.
        let from = format!("2001:db8:1:2::{n:x}");
        early += usize::from(
            code_of(
                town.sign_in_from(&format!("user{n}"), "wrong wrong wrong", &from)
                    .await,
            ) == "too_many",
        );
    }
    assert!(early > 20, "{early}");
    assert_eq!(
        code_of(
            town.sign_in_from("user", "wrong wrong wrong", "2001:db8:1:3::1")
                .await
        ),
        "signin.wrong_credentials"
    );
}

#[tokio::test]
async fn tries_at_once_are_counted_each() {
    let town = std::sync::Arc::new(Town::new().await);
    town.person("edu.writer").await;
    let tries = (0..20).map(|_| {
        let town = town.clone();
        tokio::spawn(async move { code_of(town.sign_in("edu.writer", "wrong wrong wrong").await) })
    });
    let mut looked_at = 0;
    for one in tries.collect::<Vec<_>>() {
        looked_at += usize::from(one.await.unwrap() == "signin.wrong_credentials");
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn neighbours_who_guess_do_not_hold_up_whoever_signed_in_from_there() {
    let town = Town::new().await;
    town.person("edu.writer").await;
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
    let guess = async |from: &str| {
        let mut last = "";
        for n in 0..80 {
            let tried = town
                .sign_in_from(&format!("user{n}"), "wrong wrong wrong", from)
                .await;
            last = code_of(tried);
        }
        last
    };
    assert_eq!(guess("192.0.2.7").await, "too_many");
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
}

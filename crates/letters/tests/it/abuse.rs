//! What people try who want what is not theirs: guessing, reading along, and writing what a browser or a table would run.

use crate::http::Served;
use crate::town::{Town, new_letter};
use kernel::Actor;
use letters::clock::day;
use letters::code::Code;
use letters::commitment::make_commitment;
use letters::letter::entity::Model;
use letters::letter::{
    Rating, Receipt, answer_question, ask_writer, assign_letter, extend_letter, press_letter, rate_letter,
    register_letter, write_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, PressLetters, ReviewReplies, WriteLetter};
use letters::press;
use letters::rating::Reason;
use letters::reply::{Outcome, draft_reply, release_reply, send_back_reply, submit_reply};
use sea_orm::{ColumnTrait, Set};

const EDU_CLERK: i64 = 11;
const EDU_HEAD: i64 = 12;
const AGRI_CLERK: i64 = 31;
const PORTAL_CLERK: i64 = 21;

#[tokio::test]
async fn whoever_guesses_codes_learns_nothing_and_is_stopped() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (_, receipt) = town.write(town.edu, "路灯").await;
    let number = receipt.number.as_str();
    let ask = async |from: &str, number: &str, code: &str| {
        let fields = [("number", number), ("code", code)];
        served.fill(from, "edu", "/letters/query", &fields).await
    };
    let wrong_code = ask("203.0.113.1", number, "AAAAA-AAAAA").await;
    let wrong_number = ask("203.0.113.2", "20260302-9-9", "AAAAA-AAAAA").await;
    assert_eq!((wrong_code.status, wrong_number.status), (422, 422));
    // But for the number that was typed and the form's own proof the two answers are the same.
    let alike = |answer: &crate::http::Answer, number: &str| {
        let proof = answer.hidden("csrf_token");
        answer.body.replace(number, "").replace(&proof, "")
    };
    assert_eq!(alike(&wrong_code, number), alike(&wrong_number, "20260302-9-9"));
    for _ in 0..4 {
        assert_eq!(ask("203.0.113.1", number, "BBBBB-BBBBB").await.status, 422);
    }
    let right = receipt.code.shown();
    let stopped = ask("203.0.113.1", number, &right).await;
    assert!(stopped.status == 429 && !stopped.says("路灯"), "{}", stopped.body);
    // One letter after another stops as well, and the writer at home goes on.
    for n in 0..19 {
        ask("203.0.113.2", &format!("20260302-2-{n}"), "AAAAA-AAAAA").await;
    }
    assert_eq!(ask("203.0.113.2", number, "AAAAA-AAAAA").await.status, 429);
    let own = ask("203.0.113.3", number, &right).await;
    assert!(own.status == 200 && own.says("路灯"));
    // A right code with somebody else's number opens nothing, and neither do acts on it.
    let (_, other) = town.write(town.edu, "家庭困难").await;
    let foreign = ask("203.0.113.4", &other.number, &right).await;
    assert!(foreign.status == 422 && !foreign.says("家庭困难"));
    for act in ["answer", "rate", "reopen", "withdraw"] {
        let fields = [
            ("number", other.number.as_str()),
            ("code", right.as_str()),
            ("sure", "yes"),
        ];
        let done = served
            .fill("203.0.113.5", "edu", &format!("/letters/query/{act}"), &fields)
            .await;
        assert!(
            matches!(done.status, 403 | 422) && !done.says("家庭困难"),
            "{act}"
        );
    }
    assert!(town.prove(&other.number, &Code::read(&right)).await.is_err());
}

#[tokio::test]
async fn nobody_reads_a_private_letter_by_number_list_figures_or_file() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let mut secret = new_letter("祖宅纠纷");
    secret.wants_public = false;
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let (letter, _) = write_letter(&mut tx, &town.key, secret).await.unwrap();
    tx.commit().await.unwrap();
    let edu = town.edu.unit;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(register_letter(tx, id, seen, true))
    })
    .await
    .unwrap();
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, edu, "请办理"))
    })
    .await
    .unwrap();
    town.answer(&letter).await;
    let none = served.visit("edu", "/letters/999999.html").await;
    let there = served.visit("edu", &format!("/letters/{}.html", letter.n)).await;
    assert_eq!((there.status, none.status), (404, 404));
    // But for the number of the request the two pages are the same.
    let words = |body: &str| body.chars().filter(|c| !c.is_ascii()).collect::<String>();
    assert_eq!(words(&there.body), words(&none.body));
    for host in ["edu", "portal"] {
        for path in [
            "/letters/",
            "/letters/?q=%E7%A5%96%E5%AE%85",
            "/letters/?state=answered&class=%E5%92%A8%E8%AF%A2",
            "/letters/?from=2026-03-02&to=2026-03-02",
            "/letters/stats?year=2026",
            "/letters/stats/list?year=2026",
            "/letters/stats/list?year=2026&what=answered",
            "/letters/stats.csv?year=2026",
            "/api/v1/letters/stats?year=2026",
        ] {
            let answer = served.visit(host, path).await;
            assert_eq!(answer.status, 200, "{host}{path}");
            for word in ["祖宅纠纷", letter.number.as_str(), "已为您办理"] {
                assert!(!answer.says(word), "{word} at {host}{path}");
            }
        }
    }
    let unit = format!("/letters/units/{edu}");
    let record = served.visit("portal", &unit).await;
    assert!(record.status == 200 && !record.says("祖宅纠纷"));
    let listed = served.visit("edu", "/letters/stats/list?year=2026").await;
    assert!(listed.says("不公开来信") && listed.says("2026-03") && !listed.says("2026-03-02"));
}

#[tokio::test]
async fn another_units_letter_is_nowhere_at_the_desk() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.assigned("祖宅纠纷").await;
    let page = format!("/console/letters/{}", letter.id);
    let none = served.open(AGRI_CLERK, "/console/letters/999999").await;
    let there = served.open(AGRI_CLERK, &page).await;
    assert_eq!((there.status, none.status), (404, 404));
    for path in [
        "/console/letters?part=all",
        "/console/letters?part=todo",
        "/console/letters?part=all&q=%E7%A5%96%E5%AE%85",
        "/console/letters/stats?year=2026",
        "/console/letters/stats/list?year=2026",
        "/console/letters/stats.csv?year=2026",
    ] {
        let answer = served.open(AGRI_CLERK, path).await;
        assert!(answer.status == 200 && !answer.says("祖宅纠纷"), "{path}");
    }
    let unit = town.agri.unit.to_string();
    for act in letters::staff::Act::ALL {
        let fields = [
            ("words", "看看"),
            ("body", "答复"),
            ("outcome", "answered"),
            ("shown", "yes"),
            ("unit", unit.as_str()),
            ("opinion", "意见"),
            ("kind", "urge"),
            ("until", "2026-03-10"),
            ("class", "投诉"),
            ("go", "save"),
        ];
        let done = served
            .act(
                AGRI_CLERK,
                "/console/letters",
                &format!("{page}/{}", act.key()),
                &fields,
            )
            .await;
        assert!(matches!(done.status, 403 | 404), "{act:?}: {}", done.status);
    }
    assert_eq!(town.letter(letter.id).await, letter);
}

/// What fits into a title and a name.
const SHORT: &str = "<script>alert(1)</script>";
const SCRIPT: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>{{ 7*7 }}";

/// A letter with all that people write about it, each text a script.
async fn written_by_a_vandal(town: &Town) -> (Model, Receipt) {
    let mut new = new_letter(&format!("来信{{{{7*7}}}}{SHORT}"));
    new.body = format!("=HYPERLINK(\"http://x\")\n{SCRIPT}");
    new.name = format!("何{SHORT}");
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let (letter, receipt) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    let edu = town.edu.unit;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(register_letter(tx, id, seen, true))
    })
    .await
    .unwrap();
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, edu, SCRIPT))
    })
    .await
    .unwrap();
    town.head::<PressLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(press_letter(tx, id, seen, press::Kind::Urge, SCRIPT))
    })
    .await
    .unwrap();
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(ask_writer(tx, id, seen, SCRIPT))
    })
    .await
    .unwrap();
    let (mut tx, proven) = town.writer(&receipt).await;
    answer_question(&mut tx, &proven, SCRIPT, None).await.unwrap();
    tx.commit().await.unwrap();
    let until = letter.hard_on.parse().unwrap();
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(extend_letter(tx, id, seen, until, SCRIPT))
    })
    .await
    .unwrap();
    for again in [true, false] {
        town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(draft_reply(tx, id, seen, Outcome::Answered, SCRIPT))
        })
        .await
        .unwrap();
        town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(submit_reply(tx, id, seen))
        })
        .await
        .unwrap();
        town.head::<ReviewReplies, _>(town.edu, &letter, |tx, id, seen| {
            Box::pin(async move {
                if again {
                    send_back_reply(tx, id, seen, SCRIPT).await
                } else {
                    release_reply(tx, id, seen, true).await
                }
            })
        })
        .await
        .unwrap();
    }
    town.clerk::<HandleLetters, _>(town.edu, &letter, |tx, id, seen| {
        Box::pin(make_commitment(tx, id, seen, until, SCRIPT))
    })
    .await
    .unwrap();
    let (mut tx, proven) = town.writer(&receipt).await;
    let rating = Rating {
        score: 1,
        reasons: vec![Reason::NotPutRight],
        words: SCRIPT.into(),
    };
    rate_letter(&mut tx, &proven, rating).await.unwrap();
    tx.commit().await.unwrap();
    (town.letter(letter.id).await, receipt)
}

#[tokio::test]
async fn what_people_write_runs_nowhere() {
    use gateway::unit::entity as unit;
    let town = Town::new().await;
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let named = unit::ActiveModel {
        short_name: Set(format!("=1+1{SCRIPT}")),
        ..Default::default()
    };
    tx.update_where(named, unit::Column::Id.eq(town.edu.unit))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let (letter, receipt) = written_by_a_vandal(&town).await;
    assert!(
        letter.shown && letter.answered_on.as_deref() == Some(day("2026-03-02".parse().unwrap()).as_str())
    );
    let served = Served::of(&town).await;
    let mut pages = Vec::new();
    for path in [
        format!("/letters/{}.html", letter.n),
        "/letters/".into(),
        "/letters/?q=%3Cscript%3Ealert(1)%3C/script%3E&unit=%22%3E%3Cscript%3Ealert(1)".into(),
        "/letters/stats?year=2026".into(),
        "/letters/stats/list?year=2026".into(),
        "/letters/stats/list?year=2026&class=%3Cscript%3Ealert(1)%3C/script%3E".into(),
    ] {
        pages.push((path.clone(), served.visit("edu", &path).await));
    }
    let fields = [
        ("number", receipt.number.as_str()),
        ("code", &receipt.code.shown()),
    ];
    pages.push((
        "own".into(),
        served.fill("203.0.113.9", "edu", "/letters/query", &fields).await,
    ));
    let page = format!("/console/letters/{}", letter.id);
    for (person, path) in [
        (EDU_CLERK, "/console/letters?part=all"),
        (EDU_CLERK, page.as_str()),
        (EDU_HEAD, page.as_str()),
        (PORTAL_CLERK, "/console/letters?part=all&q=%3Cscript%3Ealert(1)"),
        (PORTAL_CLERK, "/console/letters/stats?year=2026"),
        (PORTAL_CLERK, "/console/letters/stats/list?year=2026"),
    ] {
        pages.push((path.to_owned(), served.open(person, path).await));
    }
    let act = format!("{page}/original");
    let opened = served.act(EDU_CLERK, &page, &act, &[("words", SCRIPT)]).await;
    pages.push((act, opened));
    for (path, page) in &pages {
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        for harm in ["<script>alert", "<img src=x", "来信49"] {
            assert!(!page.says(harm), "{harm} at {path}");
        }
        assert!(
            page.head
                .to_ascii_lowercase()
                .contains("x-content-type-options: nosniff"),
            "{path}"
        );
    }
    let (_, first) = pages.first().unwrap();
    assert!(
        first.says("&lt;script&gt;alert(1)"),
        "it stands there as text: {}",
        first.body
    );
    // A table begins no cell with a sign that makes a formula, and a browser shows neither file as a page.
    let csv = served.visit("edu", "/letters/stats.csv?year=2026").await;
    assert!(csv.head.contains("text/csv") && csv.head.contains("attachment"));
    assert!(
        !csv.says("\"=1+1") && !csv.says("\n=") && csv.says("'=1+1"),
        "{}",
        csv.body
    );
    let json = served.visit("edu", "/api/v1/letters/stats?year=2026").await;
    assert!(json.head.contains("application/json") && json.head.to_ascii_lowercase().contains("nosniff"));
    let told: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(told["units"][0]["unit"], format!("=1+1{SCRIPT}"));
    // The mail about the answer says nothing that anybody wrote.
    let jobs = town
        .pool
        .read()
        .find::<store::job::entity::Entity>()
        .all()
        .await
        .unwrap();
    assert!(jobs.iter().all(|job| !job.payload.contains("script")));
}

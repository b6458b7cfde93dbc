//! Every route of every feature, with objects of the wrong site. The routes come from the features themselves: whoever
//! adds one is tested without asking, and whoever brings a new noun must say how one is made (tests/src/walk.rs).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

use actix_web::HttpResponse;
use actix_web::web::Path;
use gateway::feature::Access;
use gateway::{Ctx, Feature, Reply, Route};
use kernel::Error;
use reqwest::{Method, StatusCode};
use std::collections::BTreeMap;
use tests::people::{Staff, Visitor};
use tests::program::Places;
use tests::town::Town;
use tests::walk::{Objects, is_hub, nouns, plausible_fields, walk};

/// What belongs to a person and not to a site: everybody has the own account wherever he stands.
fn is_own(path: &str) -> bool {
    path.starts_with("/console/account") || ["/console/login", "/console/logout"].contains(&path)
}

/// One with a host of its own, one under the portal's host, where the session is the portal's.
const HOMES: [&str; 2] = ["agri", "zhuhai"];

async fn objects(town: &Town) -> BTreeMap<&'static str, Objects> {
    let mut objects = BTreeMap::new();
    for owner in ["edu", "portal"] {
        objects.insert(owner, Objects::of(town, owner, &HOMES).await);
    }
    objects
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reaches_an_object_of_another_site_on_any_route() {
    let town = Town::open().await;
    let staff = Staff::sign_in(&town, "edu.writer").await;
    drop(staff);
    let objects = objects(&town).await;
    let routes = town.routes();
    let (mut visits, mut faults) = (0, Vec::new());
    for home in HOMES {
        let (made, found) = walk(&town, &town, routes, home, &objects).await;
        visits += made;
        faults.extend(found);
    }
    assert!(
        faults.is_empty(),
        "{} of {visits} visits were not a 404\n{}",
        faults.len(),
        faults.join("\n")
    );
    let named: Vec<_> = routes
        .iter()
        .filter(|(_, route)| !nouns(route.path).is_empty())
        .collect();
    let console = named
        .iter()
        .filter(|(_, route)| route.access == Access::Staff)
        .count();
    assert_eq!(
        visits,
        HOMES.len() * (named.len() + console),
        "some routes were passed by"
    );
    assert!(
        named.len() >= 35 && console >= 28,
        "only {} routes name an object, {console} of the console",
        named.len()
    );
    eprintln!(
        "{} routes name an object, {console} of the console: {visits} visits, all 404",
        named.len()
    );
}

async fn leak(_: Ctx, id: Path<i64>) -> Reply {
    Ok(HttpResponse::Ok().body(format!("article {id} of whatever site")))
}

async fn fault(_: Ctx, _: Path<i64>) -> Reply {
    Err(Error::fault("planted").into())
}

async fn quiet(_: Ctx, _: Path<String>) -> Reply {
    Err(Error::NotFound.into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_leak_is_caught() {
    let town = Town::open().await;
    Staff::sign_in(&town, "edu.writer").await;
    let objects = objects(&town).await;
    let plant = Feature {
        name: "content",
        routes: vec![
            Route::get("/console/leaks/{article}", leak),
            Route::post("/console/leaks/{article}", leak),
            Route::get("/leaks/{n}", leak),
            Route::get("/console/faults/{article}", fault),
            Route::get("/console/unknown/{sparrow}", quiet),
            Route::get("/console/fine/{article}", quiet),
        ],
        ..Feature::default()
    };
    let (places, app) = town.serve_features(&[plant]).await;
    let (visits, faults) = walk(&town, &places, app.routes(), "agri", &objects).await;
    let caught = |words: &str| faults.iter().filter(|fault| fault.contains(words)).count();
    assert_eq!(visits, 9, "{faults:#?}");
    assert_eq!(caught("GET /console/leaks/{article}"), 2, "{faults:#?}");
    assert_eq!(caught("POST /console/leaks/{article}"), 2, "{faults:#?}");
    assert_eq!(caught("GET /leaks/{n}"), 1, "{faults:#?}");
    assert_eq!(caught("/console/faults/"), 2, "{faults:#?}");
    assert_eq!(caught("no builder makes a sparrow"), 1, "{faults:#?}");
    assert_eq!(faults.len(), 8, "{faults:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_console_without_a_post_there_does_not_exist() {
    let town = Town::open().await;
    let mut faults = Vec::new();
    for (home, site) in [
        ("agri", "edu"),
        ("agri", "portal"),
        ("zhuhai", "portal"),
        ("edu", "zhuhai"),
    ] {
        let staff = town.outsider(home, site).await;
        for (_, route) in town.routes() {
            let stands =
                route.access == Access::Staff && route.method == "GET" && nouns(route.path).is_empty();
            if !stands || is_own(route.path) || (is_hub(route) && site != "portal") {
                continue;
            }
            let answer = staff.look(route.path).await;
            if answer.status != StatusCode::NOT_FOUND {
                faults.push(format!(
                    "{route:?} of {site} as {}: {}",
                    staff.account,
                    answer.summary()
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_of_the_console_asks_for_its_proof() {
    let town = Town::open().await;
    let mut objects = BTreeMap::new();
    let (mut visits, mut faults) = (0, Vec::new());
    for (site, account) in [("edu", "edu.admin"), ("portal", "portal.admin")] {
        let staff = Staff::sign_in(&town, account).await;
        objects.insert(site, Objects::of(&town, site, &HOMES).await);
        let other = Staff::sign_in(&town, "agri.admin").await.proof().await;
        for (_, route) in town.routes() {
            if !is_form(route) || is_hub(route) != (site == "portal") {
                continue;
            }
            let url = town.url(site, &objects[site].fill(route).unwrap());
            let mut without = plausible_fields(&other);
            without.remove(0);
            let with_another = plausible_fields(&other);
            for fields in [without, with_another] {
                let answer = staff.try_post(&url, &fields).await.unwrap();
                visits += 1;
                if answer.status != StatusCode::FORBIDDEN {
                    faults.push(format!("{route:?} by form: {}", answer.summary()));
                }
                let answer = staff
                    .try_upload(&url, &fields, &[("file", "a.png", b"x")])
                    .await
                    .unwrap();
                visits += 1;
                if answer.status != StatusCode::FORBIDDEN {
                    faults.push(format!("{route:?} by upload: {}", answer.summary()));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(visits > 80, "only {visits} visits");
}

/// The console's forms are checked in one place; the public ones each by their handler, so each is tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_public_form_asks_for_its_proof() {
    let town = Town::open().await;
    Staff::sign_in(&town, "edu.writer").await;
    let citizen = town.citizen("forms@example.com", "九里桥边的第七棵老槐树").await;
    let (mut visits, mut faults) = (0, Vec::new());
    for site in ["edu", "portal"] {
        let objects = Objects::of(&town, site, &HOMES).await;
        let cookie = format!("citizen={}", town.citizen_session(citizen, site).await);
        let mut fields = plausible_fields(&(String::new(), String::new()));
        fields.remove(0);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        for (_, route) in town.routes() {
            let public = route.access == Access::Public && route.method != "GET";
            if !public || is_hub(route) != (site == "portal") {
                continue;
            }
            let url = town.url(site, &objects.fill(route).unwrap());
            let headers = [
                ("content-type", "application/x-www-form-urlencoded"),
                ("cookie", cookie.as_str()),
            ];
            let answer = Visitor::new()
                .ask(Method::POST, &url, &headers, Some(body.clone().into_bytes()))
                .await;
            visits += 1;
            // Forms of staff who are not signed in lead to the door before they are read.
            let led_away = answer.status.is_redirection() && !route.path.starts_with("/account");
            if answer.status != StatusCode::FORBIDDEN && !led_away {
                faults.push(format!("{route:?} of {site}: {}", answer.summary()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(visits >= 20, "only {visits} visits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_origin_is_refused_everywhere() {
    let town = Town::open().await;
    let mut faults = Vec::new();
    let mut visits = 0;
    for (site, account) in [("edu", "edu.admin"), ("portal", "portal.admin")] {
        let staff = Staff::sign_in(&town, account).await;
        let objects = Objects::of(&town, site, &HOMES).await;
        let fields = plausible_fields(&staff.proof().await);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        for (_, route) in town.routes() {
            if route.method == "GET" || route.access == Access::Machine || is_hub(route) != (site == "portal")
            {
                continue;
            }
            let url = town.url(site, &objects.fill(route).unwrap());
            let sibling = town.url("agri", "");
            for (name, value) in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("origin", sibling.as_str()),
                ("sec-fetch-site", "same-site"),
            ] {
                let headers = [
                    ("content-type", "application/x-www-form-urlencoded"),
                    (name, value),
                ];
                let answer = staff
                    .ask(Method::POST, &url, &headers, Some(body.clone().into_bytes()))
                    .await;
                visits += 1;
                if answer.status != StatusCode::FORBIDDEN {
                    faults.push(format!("{route:?} with {name}: {value}: {}", answer.summary()));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(visits > 80, "only {visits} visits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_leads_whoever_is_not_signed_in_to_the_door() {
    let town = Town::open().await;
    Staff::sign_in(&town, "edu.writer").await;
    let visitor = Visitor::new();
    let mut faults = Vec::new();
    let mut visits = 0;
    for site in ["edu", "portal", "zhuhai"] {
        let objects = Objects::of(&town, if site == "zhuhai" { "edu" } else { site }, &HOMES).await;
        for (_, route) in town.routes() {
            if route.access != Access::Staff
                || (is_hub(route) && site != "portal")
                || (site == "portal" && is_subsite(route))
            {
                continue;
            }
            let path = match objects.fill(route) {
                Ok(path) => path,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let url = town.url(site, &path);
            let answer = if route.method == "GET" {
                visitor.get(&url).await
            } else {
                visitor.try_post(&url, &[]).await.unwrap()
            };
            visits += 1;
            let to_the_door =
                answer.status.is_redirection() && answer.location().path().ends_with("/console/login");
            if !to_the_door
                && answer.status != StatusCode::UNAUTHORIZED
                && answer.status != StatusCode::FORBIDDEN
            {
                faults.push(format!("{route:?} of {site}: {}", answer.summary()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(visits > 80, "only {visits} visits");
}

#[tokio::test]
async fn every_door_to_all_sites_has_its_reason() {
    let town = Town::open().await;
    let features = town.features();
    for feature in &features {
        println!("{:<12} {}", feature.name, feature.hub.unwrap_or("—"));
        assert!(
            feature.hub.is_none_or(|why| why.len() > 20),
            "{}: {:?}",
            feature.name,
            feature.hub
        );
    }
    let doors: Vec<_> = features
        .iter()
        .filter(|feature| feature.hub.is_some())
        .map(|feature| feature.name)
        .collect();
    assert_eq!(
        doors,
        [
            "identity",
            "content",
            "syndication",
            "notice",
            "letters",
            "visits"
        ],
        "a new door to all sites brings a decision record"
    );
}

#[tokio::test]
async fn every_refusal_of_a_feature_stands_in_its_list() {
    let town = Town::open().await;
    let features = town.features();
    let listed: Vec<&str> = features
        .iter()
        .flat_map(|feature| feature.refusals)
        .map(|refusal| refusal.code)
        .collect();
    for name in ["identity", "content", "syndication", "notice", "letters"] {
        let sources = tests::repository::files(&format!("crates/{name}/src"), "rs");
        for wording in tests::repository::refusals(&sources) {
            assert!(
                listed.contains(&wording.code.as_str()),
                "{}: {} is not listed",
                wording.path,
                wording.code
            );
        }
    }
}

fn is_form(route: &Route) -> bool {
    route.access == Access::Staff && route.method != "GET"
}

fn is_subsite(route: &Route) -> bool {
    !route.kinds.is_empty() && !route.kinds.contains(&gateway::SiteKind::Portal)
}

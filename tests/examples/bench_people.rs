//! `bench_people TENANTS STAFF SIGN_INS DECISIONS`: sign-ins and permission decisions of a group of this size in a database
//! of its own, as JSON. `cargo xtask bench people` runs it.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

use gateway::StaffDirectory;
use gateway::site::entity as site;
use identity::membership::entity as membership;
use identity::password::{NewPassword, Passwords};
use identity::permissions::ManageMembers;
use identity::person::{Account, entity as person};
use identity::session::{self, NewSession};
use identity::{Identity, PasswordCost, Settings};
use kernel::{Actor, Clocks, PersonId, Role, SiteId, policy};
use sea_orm::Set;
use std::hint::black_box;
use std::time::{Duration, Instant};
use store::{HubStore, OpenOptions};

const PASSWORD: &str = "春江花月夜，潮水连海平";
/// Two at once, as the program hashes.
const AT_ONCE: usize = 2;

#[actix_web::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse().unwrap())
        .collect();
    let [tenants, staff, sign_ins, decisions] = numbers[..] else {
        panic!("bench_people TENANTS STAFF SIGN_INS DECISIONS");
    };
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        data: folder.path().join("data"),
        database_url: None,
        clocks: Clocks::system(),
        migrate: true,
    };
    let (store, key) = store::open::<migrations::Migrator>(options).await.unwrap();
    let hub = key.grant(&store, "a measurement fills the whole database");
    let cost = PasswordCost::default();
    let passwords = Passwords::new(cost).unwrap();
    let hash = passwords
        .hash(NewPassword::parse(&Account::parse("bench.person").unwrap(), PASSWORD).unwrap())
        .await
        .unwrap();
    fill(&hub, tenants, staff, &hash).await;
    let identity = Identity::new(hub.clone(), store.clocks().clone(), Settings::default()).unwrap();

    let argon = rate(sign_ins, |_| {
        let (passwords, hash) = (passwords.clone(), hash.clone());
        async move { assert!(passwords.verify(PASSWORD, Some(&hash)).await.unwrap()) }
    })
    .await;
    let total = tenants * staff;
    let signed = rate(sign_ins, |n| {
        let identity = identity.clone();
        // Spread over the whole group, each from an address of its own.
        let account = account(n * 7919 % total / staff, n * 7919 % total % staff);
        async move {
            let from = std::net::IpAddr::from([10, 0, (n / 250) as u8, (n % 250) as u8]);
            identity
                .sign_in(&account, PASSWORD, from, "portal.localhost")
                .await
                .unwrap();
        }
    })
    .await;
    let (lookup, decide) = decisions_of(&identity, total, decisions).await;
    let rows = hub.read().count_rows("membership").await.unwrap();
    println!(
        "{}",
        serde_json::json!({
            "tenants": tenants, "staff": staff, "posts": rows,
            "argon2id_per_second": argon, "sign_ins_per_second": signed,
            "lookup": percentiles(lookup), "decide": percentiles(decide),
        })
    );
}

fn account(tenant: usize, n: usize) -> String {
    format!("t{tenant}.p{n}")
}

/// Sites, people and posts, straight into the tables: what is measured comes after.
async fn fill(hub: &HubStore, tenants: usize, staff: usize, hash: &str) {
    let now = chrono::DateTime::UNIX_EPOCH;
    let mut tx = hub.write(Actor::operator("bench")).await.unwrap();
    tx.exempt("setup").unwrap();
    let mut person_id = 0;
    for tenant in 0..tenants {
        let is_portal = tenant == 0;
        let row = site::ActiveModel {
            id: Set(tenant as i64 + 1),
            uid: Set(uuid::Uuid::now_v7()),
            slug: Set(format!("t{tenant}")),
            kind: Set(if is_portal { "portal" } else { "department" }.into()),
            name: Set(format!("第{tenant}站")),
            short_name: Set(format!("第{tenant}站")),
            theme: Set("base".into()),
            unit_id: Set(None),
            host: Set(if is_portal {
                "portal.localhost".into()
            } else {
                format!("t{tenant}.localhost")
            }),
            mount: Set("/".into()),
            state: Set("open".into()),
            settings: Set("{}".into()),
            edited_fields: Set("[]".into()),
            revision: Set(1),
            created_at: Set(now),
        };
        tx.insert(row).await.unwrap();
        let (mut people, mut posts) = (Vec::new(), Vec::new());
        for n in 0..staff {
            person_id += 1;
            people.push(person::ActiveModel {
                id: Set(person_id),
                uid: Set(uuid::Uuid::now_v7()),
                account: Set(account(tenant, n)),
                name: Set("周若溪".into()),
                title: Set(String::new()),
                email: Set(String::new()),
                email_key: Set(String::new()),
                unit_id: Set(None),
                password_hash: Set(Some(hash.to_owned())),
                must_change_password: Set(false),
                directory: Set(false),
                state: Set("active".into()),
                state_reason: Set(String::new()),
                revision: Set(1),
                created_at: Set(now),
                password_changed_at: Set(Some(now)),
                ..Default::default()
            });
            let role = [Role::SiteAdmin, Role::Editor, Role::Reviewer, Role::Contributor][n % 4];
            posts.push(membership::ActiveModel {
                site_id: Set(tenant as i64 + 1),
                person_id: Set(person_id),
                role: Set(role.key().into()),
                created_at: Set(now),
                granted_by_name: Set(String::new()),
                ..Default::default()
            });
        }
        tx.insert_many(people).await.unwrap();
        tx.insert_many(posts).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// How many a second, [`AT_ONCE`] at once.
async fn rate<F: Future<Output = ()> + 'static>(count: usize, work: impl Fn(usize) -> F) -> f64 {
    let begun = Instant::now();
    let mut n = 0;
    while n < count {
        let some: Vec<_> = (n..count.min(n + AT_ONCE))
            .map(|n| actix_web::rt::spawn(work(n)))
            .collect();
        n += some.len();
        for task in some {
            task.await.unwrap();
        }
    }
    count as f64 / begun.elapsed().as_secs_f64()
}

/// What every request of a member of staff pays: whose session, which posts, may they? And the decision by itself.
async fn decisions_of(identity: &Identity, total: usize, count: usize) -> (Vec<Duration>, Vec<Duration>) {
    let mut tokens = Vec::new();
    let mut tx = identity.hub.write(Actor::operator("bench")).await.unwrap();
    tx.exempt("session").unwrap();
    for n in 0..total.min(200) {
        let person = PersonId((n * 7919 % total) as i64 + 1);
        let new = NewSession::staff(person, "portal.localhost", &format!("g{n}"), String::new());
        let (_, token) = session::create(&mut tx, &identity.settings, new, identity.now())
            .await
            .unwrap();
        tokens.push(token);
    }
    tx.commit().await.unwrap();
    let (mut lookups, mut decides) = (Vec::new(), Vec::new());
    for n in 0..count {
        let begun = Instant::now();
        let me = identity
            .session(&tokens[n % tokens.len()], "portal.localhost")
            .await
            .unwrap()
            .unwrap();
        let posts = identity.posts(me.person).await.unwrap();
        let actor = me.actor();
        let before = Instant::now();
        let granted = policy::decide::<ManageMembers>(&actor, SiteId(1), &posts);
        decides.push(before.elapsed());
        black_box(granted.is_ok());
        lookups.push(begun.elapsed());
    }
    (lookups, decides)
}

/// Median and 99th percentile.
fn percentiles(mut times: Vec<Duration>) -> serde_json::Value {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_nanos() as f64;
    serde_json::json!({ "p50_ns": at(0.5), "p99_ns": at(0.99) })
}

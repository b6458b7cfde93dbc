//! The chain notices every hand that touches it, and names the row.

use crate::town::Town;
use kernel::Actor;
use sea_orm::{ColumnTrait, ConnectionTrait, Database, Set};
use store::audit::{Algorithm, FindingKind, archive, entity, origin, verify};

/// A chain of ten rows.
async fn ten() -> Town {
    let town = Town::new().await;
    for n in 0..7 {
        town.add(town.edu, &format!("/{n}")).await.unwrap();
    }
    let rows = town.test.hub().read().count_rows("audit").await.unwrap();
    assert!(rows >= 9, "{rows}");
    assert!(found(&town).await.is_empty());
    town
}

async fn found(town: &Town) -> Vec<(FindingKind, i64)> {
    let report = verify(&town.test.store, &town.test.hub()).await.unwrap();
    let rows = report.findings.iter().map(|finding| (finding.kind, finding.row));
    rows.collect()
}

/// What somebody with the database's password does.
#[expect(
    clippy::disallowed_methods,
    reason = "goes around the store, as a forger would"
)]
async fn sql(town: &Town, text: &str) {
    let url = town
        .test
        .database_url
        .clone()
        .unwrap_or_else(|| format!("sqlite://{}", town.test.data().join("zisha.db").display()));
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared(text).await.unwrap();
    connection.close().await.unwrap();
}

/// The columns of the table, as the database lists them.
async fn columns(town: &Town) -> Vec<String> {
    let rows = town.test.hub().read();
    let row = rows
        .find::<entity::Entity>()
        .asc(entity::Column::Id)
        .limit(1)
        .one()
        .await;
    let json = serde_json::to_value(row.unwrap().unwrap()).unwrap();
    json.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn a_flipped_byte_is_named_in_every_column() {
    let town = ten().await;
    let columns = columns(&town).await;
    assert_eq!(columns.len(), 15, "{columns:?}");
    for column in columns {
        let change = match column.as_str() {
            "id" => continue, // see `a_number_given_anew_is_named`
            "site_id" => "coalesce(site_id, 0) + 1".to_owned(),
            "at" if town.test.database_url.is_some() => "at + interval '1 microsecond'".to_owned(),
            // The second's last digit.
            "at" => {
                "substr(at, 1, 18) || case substr(at, 19, 1) when '7' then '3' else '7' end || substr(at, 20)"
                    .to_owned()
            }
            "address" | "request" => format!("coalesce({column}, '') || 'x'"),
            _ => {
                format!("case when substr({column}, 1, 1) = 'x' then 'y' else 'x' end || substr({column}, 2)")
            }
        };
        let town = ten().await;
        sql(
            &town,
            &format!("update audit set {column} = {change} where id = 5"),
        )
        .await;
        assert_eq!(found(&town).await, [(FindingKind::Edited, 5)], "{column}");
    }
    if town.test.database_url.is_none() {
        // SQLite takes any text where a time belongs.
        sql(&town, "update audit set at = 'gestern' where id = 6").await;
        assert_eq!(found(&town).await, [(FindingKind::Edited, 6)]);
    }
}

#[tokio::test]
async fn removed_rows_are_named_one_by_one_wherever_they_stood() {
    for (condition, gone) in [
        ("id = 1", vec![1]),
        ("id = 5", vec![5]),
        ("id in (3, 4, 6)", vec![3, 4, 6]),
        ("id >= 8", vec![]),
        ("id > 0", vec![]),
    ] {
        let town = ten().await;
        let total = town.test.hub().read().count_rows("audit").await.unwrap();
        sql(&town, &format!("delete from audit where {condition}")).await;
        let gone = if gone.is_empty() {
            let from = if condition.contains('8') { 8 } else { 1 };
            (from..=total).collect()
        } else {
            gone
        };
        let named: Vec<_> = found(&town).await;
        let expected: Vec<_> = gone.into_iter().map(|id| (FindingKind::Removed, id)).collect();
        assert_eq!(named, expected, "{condition}");
    }
}

const COPY: &str = "site_id, at, actor, actor_label, action, subject, detail, previous, hash, address, result, request, algorithm, seal";

#[tokio::test]
async fn inserted_rows_are_named_at_the_end_and_in_the_middle() {
    let town = ten().await;
    let total = town.test.hub().read().count_rows("audit").await.unwrap();
    // At the end, as a copy of a row that is right.
    sql(
        &town,
        &format!(
            "insert into audit (id, {COPY}) select {}, {COPY} from audit where id = 5",
            total + 1
        ),
    )
    .await;
    assert_eq!(found(&town).await, [(FindingKind::Inserted, total + 1)]);

    // At the end, with a hash that is right: the seal is not.
    let town = ten().await;
    sql(
        &town,
        &format!(
            "insert into audit (id, {}) select {}, {} from audit where id = {total}",
            COPY.replace(", seal", ""),
            total + 1,
            COPY.replace("previous", "hash").replace(", seal", "")
        ),
    )
    .await;
    assert_eq!(found(&town).await, [(FindingKind::Inserted, total + 1)]);

    // In the middle, the numbers after it moved on.
    let town = ten().await;
    sql(&town, "update audit set id = -id where id > 5").await;
    sql(&town, "update audit set id = 1 - id where id < 0").await;
    let made = COPY.replace("subject", "'invented'");
    sql(
        &town,
        &format!("insert into audit (id, {COPY}) select 6, {made} from audit where id = 5"),
    )
    .await;
    assert_eq!(found(&town).await, [(FindingKind::Inserted, 6)]);

    // Before the first.
    let town = ten().await;
    sql(
        &town,
        &format!("insert into audit (id, {COPY}) select 0, {COPY} from audit where id = 5"),
    )
    .await;
    assert_eq!(found(&town).await, [(FindingKind::Inserted, 0)]);
}

#[tokio::test]
async fn a_number_given_anew_is_named() {
    let town = ten().await;
    let total = town.test.hub().read().count_rows("audit").await.unwrap();
    sql(&town, &format!("update audit set id = id + 5 where id = {total}")).await;
    assert_eq!(found(&town).await, [(FindingKind::Edited, total + 5)]);
    // A row taken out and the others moved up.
    let town = ten().await;
    sql(&town, "delete from audit where id = 5").await;
    sql(&town, "update audit set id = -id where id > 5").await;
    sql(&town, "update audit set id = -id - 1 where id < 0").await;
    let found = found(&town).await;
    assert_eq!(found, [(FindingKind::Removed, 5)]);
}

#[tokio::test]
async fn several_hands_are_told_apart() {
    let town = ten().await;
    let total = town.test.hub().read().count_rows("audit").await.unwrap();
    sql(&town, "update audit set detail = '{}' where id = 2").await;
    sql(&town, "delete from audit where id = 5").await;
    sql(
        &town,
        &format!(
            "insert into audit (id, {COPY}) select {}, {COPY} from audit where id = 3",
            total + 1
        ),
    )
    .await;
    assert_eq!(
        found(&town).await,
        [
            (FindingKind::Edited, 2),
            (FindingKind::Removed, 5),
            (FindingKind::Inserted, total + 1)
        ]
    );
}

#[tokio::test]
async fn rows_of_the_release_before_and_both_hashes_stand_in_one_chain() {
    let town = Town::new().await;
    town.test.store.hash_audit_with(Algorithm::Sm3);
    town.add(town.edu, "/a").await.unwrap();
    town.test.store.hash_audit_with(Algorithm::Sha256);
    town.add(town.edu, "/b").await.unwrap();
    assert!(found(&town).await.is_empty());
    let ways = town.test.hub().read();
    let rows = ways
        .find::<entity::Entity>()
        .asc(entity::Column::Id)
        .all()
        .await
        .unwrap();
    assert!(
        rows.iter().any(|row| row.algorithm == "sm3/2") && rows.iter().any(|row| row.algorithm == "sha256/2")
    );
    sql(
        &town,
        "update audit set algorithm = 'sm3/2' where id = (select max(id) from audit)",
    )
    .await;
    assert_eq!(found(&town).await.len(), 1, "the way is part of what is hashed");
}

#[tokio::test]
async fn a_row_tells_from_where_it_came_and_with_what_result() {
    let town = Town::new().await;
    let from = origin::Origin {
        address: Some("203.0.113.7".parse().unwrap()),
        request: Some("abc".into()),
    };
    origin::within(from, async {
        let mut tx = town.test.hub().write(Actor::Public).await.unwrap();
        tx.audit(None, "session.refused", "unknown", &());
        tx.audit(None, "session.signed_in", "unknown", &());
        tx.commit().await.unwrap();
    })
    .await;
    let db = town.test.hub().read();
    let rows = db
        .find::<entity::Entity>()
        .desc(entity::Column::Id)
        .limit(2)
        .all()
        .await
        .unwrap();
    let said = |row: &entity::Model| (row.result.clone(), row.address.clone(), row.request.clone());
    let from = (Some("203.0.113.7".to_owned()), Some("abc".to_owned()));
    assert_eq!(said(&rows[0]), ("ok".into(), from.0.clone(), from.1.clone()));
    assert_eq!(said(&rows[1]), ("refused".into(), from.0, from.1));
    assert!(found(&town).await.is_empty());
}

#[tokio::test]
async fn old_rows_leave_for_files_and_the_chain_stays_whole() {
    let town = ten().await;
    let (store, hub) = (&town.test.store, town.test.hub());
    let now = store.clocks().security.now();
    let total = hub.read().count_rows("audit").await.unwrap();
    // Nothing is younger than the shortest term, whatever is asked.
    assert!(
        archive(&hub, chrono::Duration::days(1), now)
            .await
            .unwrap()
            .is_empty()
    );
    let later = now + chrono::Duration::days(200);
    // A run that ended before its rows left the table wrote fewer of them.
    let folder = town.test.data().join("audit-archive");
    std::fs::create_dir_all(&folder).unwrap();
    let db = hub.read();
    let first = db.find::<entity::Entity>().asc(entity::Column::Id).limit(1);
    let first = serde_json::to_string(&first.one().await.unwrap().unwrap()).unwrap();
    std::fs::write(folder.join("audit-000000000001-000000000001.jsonl"), first + "\n").unwrap();
    let done = archive(&hub, chrono::Duration::days(1), later).await.unwrap();
    assert_eq!((done.len(), done[0].from, done[0].to), (1, 1, total - 1));
    assert_eq!(hub.read().count_rows("audit").await.unwrap(), 2);
    let report = verify(store, &hub).await.unwrap();
    assert_eq!(
        (report.archived, report.rows),
        (u64::try_from(total - 1).unwrap(), 2)
    );
    assert!(report.findings.is_empty(), "{report:?}");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = town.test.data().join("audit-archive");
        for (path, rights) in [(folder.clone(), 0o700), (folder.join(&done[0].file), 0o600)] {
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, rights, "{}", path.display());
        }
    }

    // A byte flipped in the file.
    let file = town.test.data().join("audit-archive").join(&done[0].file);
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, whole.replacen("redirect", "redirekt", 1)).unwrap();
    assert_eq!(found(&town).await.len(), 1);
    // The files moved elsewhere: the anchor holds, and says so.
    std::fs::remove_file(&file).unwrap();
    let report = verify(store, &hub).await.unwrap();
    assert!(
        report.findings.is_empty() && report.notes.len() == 1,
        "{report:?}"
    );
    // The anchor itself is sealed.
    sql(
        &town,
        &format!(
            "update audit set detail = replace(detail, '{}', '{}')",
            done[0].hash,
            "0".repeat(64)
        ),
    )
    .await;
    assert!(!found(&town).await.is_empty());
}

#[tokio::test]
async fn an_entity_cannot_be_changed_past_the_chain_by_a_feature_either() {
    let town = ten().await;
    let mut tx = town.test.hub().write(Actor::operator("test")).await.unwrap();
    let change = entity::ActiveModel {
        actor_label: Set("别人".into()),
        ..Default::default()
    };
    tx.update_where(change, entity::Column::Id.eq(2)).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&town).await, [(FindingKind::Edited, 2)]);
}

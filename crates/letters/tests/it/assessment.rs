//! Every week every unit is measured, once; a unit may appeal; a correction is another version.

use crate::town::Town;
use kernel::policy::decide;
use kernel::{Actor, Error, Role};
use letters::assessment::{
    AssessWeek, Assessor, Frozen, Part, SealKey, Week, appeal_assessment, ask, assess_week, decide_appeal,
    parts, read_circular, read_weeks, write_docx, write_pdf,
};
use letters::letter::{assign_letter, invalidate_letter};
use letters::permissions::{AllotLetters, AppealAssessment, AssessUnits, HandleLetters, ReviewReplies};
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use letters::stats::{Filter, Scope, read_figures};
use store::HubRead;
use store::job::{Job, JobRunner};

const SECRET: [u8; 32] = [7; 32];

fn key() -> SealKey {
    SealKey::new(&SECRET).unwrap()
}

fn code_of(error: Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

impl Town {
    /// A letter that the bureau of education has, and its answer if there is one.
    async fn dealt(&self, title: &str, answer: bool) {
        let (letter, _) = self.write(self.portal, title).await;
        let unit = self.edu.unit;
        let letter = self
            .clerk::<AllotLetters, _>(self.portal, &letter, |tx, id, seen| {
                Box::pin(assign_letter(tx, id, seen, unit, ""))
            })
            .await
            .unwrap();
        if !answer {
            return;
        }
        let text = "已与学校联系，请携带户口簿于六月一日前登记。";
        self.clerk::<HandleLetters, _>(self.edu, &letter, |tx, id, seen| {
            Box::pin(draft_reply(tx, id, seen, Outcome::Answered, text))
        })
        .await
        .unwrap();
        self.clerk::<HandleLetters, _>(self.edu, &letter, |tx, id, seen| {
            Box::pin(submit_reply(tx, id, seen))
        })
        .await
        .unwrap();
        self.head::<ReviewReplies, _>(self.edu, &letter, |tx, id, seen| {
            Box::pin(release_reply(tx, id, seen, true))
        })
        .await
        .unwrap();
    }

    pub async fn assess(&self, week: Week, reason: &str) -> kernel::Result<(Frozen, bool)> {
        self.assess_at(&self.pool.snapshot().await?, week, reason).await
    }

    async fn assess_at(&self, at: &HubRead, week: Week, reason: &str) -> kernel::Result<(Frozen, bool)> {
        let mut tx = self
            .door::<AssessUnits>(self.portal, Some((21, Role::Inspector)))
            .await?;
        let (row, is_new) = assess_week(&mut tx, at, &SealKey::new(&SECRET)?, week, reason).await?;
        if is_new {
            tx.commit().await?;
        }
        Ok((serde_json::from_str(&row.body).unwrap(), is_new))
    }
}

fn week() -> Week {
    "2026-W10".parse().unwrap()
}

#[tokio::test]
async fn a_week_is_measured_once_and_stays_as_it_was() {
    let town = Town::new().await;
    for n in 0..4 {
        town.dealt("小学入学", n < 3).await;
    }
    town.write(town.edu, "没有转办").await;
    assert_eq!(
        code_of(town.assess(week(), "").await.unwrap_err()),
        "letter.week_running"
    );
    town.days(7);
    let (frozen, is_new) = town.assess(week(), "").await.unwrap();
    assert!(is_new && frozen.version == 1 && frozen.working_days == 5);
    let edu = frozen
        .units
        .iter()
        .find(|row| row.work.unit == Some(town.edu.unit))
        .unwrap();
    let work = &edu.work;
    assert_eq!(
        (work.received, work.answered, work.on_time, work.open),
        (4, 3, 3, 1)
    );
    // Five working days from Monday end on the Monday after, so nothing is overdue on Sunday.
    assert_eq!((work.overdue, edu.rank, edu.score), (0, Some(1), Some(10_000)));
    // What was received ties with the statistics of the same days.
    let received: u64 = frozen.units.iter().map(|row| row.work.received).sum();
    let figures = read_figures(&town.pool.read(), Scope::Group, &Filter::of(week().period()))
        .await
        .unwrap();
    assert_eq!((received, figures.valid), (5, 5));
    // Later deeds change nothing, and a second run answers the first.
    town.dealt("校车", true).await;
    let (again, is_new) = town.assess(week(), "").await.unwrap();
    assert!(!is_new && again == frozen);
    let next = town.assess(Week::of("2026-03-09".parse().unwrap()), "").await;
    assert_eq!(code_of(next.unwrap_err()), "letter.week_running");
}

#[tokio::test]
async fn a_week_is_measured_at_one_moment() {
    let town = Town::new().await;
    let (letter, _) = town.write(town.portal, "小学入学").await;
    town.days(7);
    let moment = town.pool.snapshot().await.unwrap();
    assert_eq!(read_weeks(&moment).await.unwrap().len(), 0);
    // What happens while the run is under way is no part of what it reads.
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(invalidate_letter(tx, id, seen, "广告"))
    })
    .await
    .unwrap();
    let received = |frozen: Frozen| -> u64 { frozen.units.iter().map(|row| row.work.received).sum() };
    let (frozen, _) = town.assess_at(&moment, week(), "").await.unwrap();
    assert_eq!(received(frozen), 1);
    let (frozen, _) = town.assess(week(), "按现在的数据更正").await.unwrap();
    assert_eq!(received(frozen), 0);
}

#[tokio::test]
async fn a_letter_beyond_its_limit_weighs_on_its_unit() {
    let town = Town::new().await;
    for _ in 0..4 {
        town.dealt("小学入学", false).await;
    }
    town.days(14);
    let week: Week = "2026-W11".parse().unwrap();
    let (frozen, _) = town.assess(week, "").await.unwrap();
    let edu = frozen
        .units
        .iter()
        .find(|row| row.work.unit == Some(town.edu.unit))
        .unwrap();
    assert_eq!((edu.work.open, edu.work.overdue, edu.score), (4, 4, Some(0)));
    let agri = frozen
        .units
        .iter()
        .find(|row| row.work.unit == Some(town.agri.unit))
        .unwrap();
    assert_eq!((agri.rank, agri.score), (None, None));
}

#[tokio::test]
async fn an_appeal_leads_to_a_second_version_that_names_the_first() {
    let town = Town::new().await;
    for _ in 0..3 {
        town.dealt("小学入学", true).await;
    }
    town.days(7);
    town.assess(week(), "").await.unwrap();
    let first = read_circular(&town.pool.read(), &key(), "2026-W10", None)
        .await
        .unwrap();
    assert!(first.is_whole && first.appeal_until == "2026-03-16");
    let head = Some((12, Role::UnitHead));
    let mut tx = town.door::<AppealAssessment>(town.edu, head).await.unwrap();
    let appeal = appeal_assessment(&mut tx, week(), "有一件来信重复统计。")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(appeal.unit_id, town.edu.unit);
    let mut tx = town.door::<AppealAssessment>(town.edu, head).await.unwrap();
    let twice = appeal_assessment(&mut tx, week(), "再次申诉。")
        .await
        .unwrap_err();
    assert_eq!(code_of(twice), "letter.appealed_already");
    drop(tx);
    let inspector = Some((21, Role::Inspector));
    let mut tx = town.door::<AssessUnits>(town.edu, inspector).await.unwrap();
    let elsewhere = decide_appeal(&mut tx, appeal.id, true, "属实。")
        .await
        .unwrap_err();
    assert_eq!(code_of(elsewhere), "letter.not_portal");
    drop(tx);
    let mut tx = town.door::<AssessUnits>(town.portal, inspector).await.unwrap();
    let decided = decide_appeal(&mut tx, appeal.id, true, "属实，已更正。")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(decided.state, "upheld");
    let (frozen, is_new) = town.assess(week(), "申诉属实").await.unwrap();
    assert!(is_new && frozen.version == 2 && frozen.corrects == first.seal.digest);
    let second = read_circular(&town.pool.read(), &key(), "2026-W10", None)
        .await
        .unwrap();
    assert_eq!(
        (second.frozen.version, second.versions.as_slice()),
        (2, &[1, 2][..])
    );
    let kept = read_circular(&town.pool.read(), &key(), "2026-W10", Some(1))
        .await
        .unwrap();
    assert_eq!((&kept.body, kept.is_whole), (&first.body, true));
    let words: String = parts(&second)
        .into_iter()
        .filter_map(|part| match part {
            Part::Heading(text) | Part::Text(text) => Some(text),
            Part::Table(_) => None,
        })
        .collect();
    assert!(words.contains("本版更正第 1 版") && words.contains(&first.seal.digest));
    assert!(words.contains("首次答复 3 件"), "{words}");
    assert!(write_docx(&parts(&second)).unwrap().starts_with(b"PK"));
    assert!(write_pdf(&parts(&second)).starts_with(b"%PDF-"));
    town.days(10);
    let mut tx = town.door::<AppealAssessment>(town.agri, head).await.unwrap();
    let late = appeal_assessment(&mut tx, week(), "晚了。").await.unwrap_err();
    assert_eq!(code_of(late), "letter.appeal_too_late");
}

#[tokio::test]
async fn the_job_assesses_the_week_before_by_itself() {
    let town = Town::new().await;
    town.days(7);
    let hub = town.base.hub();
    let jobs = JobRunner::new(
        town.base.hub(),
        vec![std::sync::Arc::new(
            Assessor::new(town.base.hub(), &SECRET).unwrap(),
        )],
    );
    ask(&hub).await.unwrap();
    ask(&hub).await.unwrap();
    assert_eq!(jobs.waiting().await.unwrap(), [AssessWeek::KIND]);
    jobs.settle().await.unwrap();
    assert_eq!(read_weeks(&town.pool.read()).await.unwrap(), ["2026-W10"]);
    ask(&hub).await.unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
    // Made under the box's own key, whoever runs it.
    let circular = read_circular(&town.pool.read(), &key(), "2026-W10", None)
        .await
        .unwrap();
    let key = SealKey::new(&SECRET).unwrap();
    assert_eq!(key.seal(&circular.body).unwrap(), circular.seal);
    assert!(decide::<AssessUnits>(&Actor::Public, town.portal.id, &[]).is_err());
}

//! What comes first.

use crate::support::{day, document, index, uid};
use search::query::{Query, Sort};
use search::snippet::Markup;

fn order(index: &search::Index, query: &Query) -> Vec<kernel::Uid> {
    index
        .search(query)
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.uid)
        .collect()
}

#[test]
fn a_word_of_the_title_comes_before_a_word_of_the_body() {
    let b = index();
    b.put(vec![
        document(
            1,
            "工作动态",
            "全市开展医疗保险工作，医疗保险缴费开始，请各单位通知到人。",
        ),
        document(2, "医疗保险缴费通知", "请各单位通知到人，开展工作。"),
    ]);
    assert_eq!(order(&b.index, &Query::new("医疗保险")), [uid(2), uid(1)]);
}

#[test]
fn a_word_comes_before_the_same_characters_by_chance() {
    let b = index();
    // 研究生命起源: 研究|生命, the characters 究生 … 生命 in a word; 和尚未 holds 和尚 by chance.
    b.put(vec![
        document(1, "情况说明", "计划和尚未完成的项目一并说明，计划另行公布。"),
        document(2, "情况说明", "寺里的和尚一并说明，项目的计划另行公布时间。"),
    ]);
    assert_eq!(order(&b.index, &Query::new("和尚")), [uid(2), uid(1)]);
}

#[test]
fn by_time_the_newest_comes_first() {
    let b = index();
    b.put((1..=30).map(|n| document(n, "紫砂", "窑址")).collect());
    let newest = Query {
        sort: Sort::Newest,
        size: 5,
        page: 2,
        ..Query::new("窑址")
    };
    assert_eq!(
        order(&b.index, &newest),
        [uid(25), uid(24), uid(23), uid(22), uid(21)]
    );
    // Equal scores: the newest first, too.
    assert_eq!(
        order(
            &b.index,
            &Query {
                size: 2,
                ..Query::new("窑址")
            }
        ),
        [uid(30), uid(29)]
    );
}

#[test]
fn all_words_are_wanted_wherever_they_stand() {
    let b = index();
    b.put(vec![
        document(1, "教育工作", "部门职责"),
        document(2, "教育", "其他"),
        document(3, "部门", "工作"),
    ]);
    assert_eq!(order(&b.index, &Query::new("教育工作")), [uid(1)]);
    assert_eq!(order(&b.index, &Query::new("部门 教育")), [uid(1)]);
    // 教育部门 is one word, which no text has; its parts will do, the most of them first.
    let parts = b.index.search(&Query::new("教育部门工作")).unwrap();
    assert!(parts.relaxed);
    assert_eq!((parts.total, parts.hits[0].uid), (2, uid(1)));
}

#[test]
fn when_nothing_has_all_words_some_will_do() {
    let b = index();
    b.put(vec![document(1, "医疗保险", "缴费"), document(2, "教师", "补贴")]);
    let found = b.index.search(&Query::new("医疗 保险 火箭")).unwrap();
    assert!(found.relaxed);
    assert_eq!(found.total, 1);
    let none = b.index.search(&Query::new("“医疗缴费” 教师")).unwrap();
    assert_eq!(
        (none.total, none.relaxed),
        (0, false),
        "quoted words are not given up"
    );
    assert_eq!(b.index.search(&Query::new("火箭")).unwrap().total, 0);
}

#[test]
fn the_excerpt_shows_what_was_found() {
    let b = index();
    let text = format!("{}太华镇公布<老窑址>名录。", "今天说的是别的事情。".repeat(40));
    b.put(vec![document(1, "太华镇的窑址", &text)]);
    let found = b.index.search(&Query::new("窑址 太华镇")).unwrap();
    let hit = &found.hits[0];
    assert_eq!(
        found.highlighter.mark(&hit.title, Markup::Em),
        "<em>太华镇</em>的<em>窑址</em>"
    );
    let excerpt = found.highlighter.best(&hit.body, &hit.summary, 120, Markup::Em);
    assert!(
        excerpt.contains("<em>太华镇</em>公布&lt;老<em>窑址</em>&gt;名录。"),
        "{excerpt}"
    );
    assert!(excerpt.chars().count() < 200, "{excerpt}");
    assert_eq!(hit.published_at, day(1));
}

//! An article is read as an editor would have it read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proof::{Article, Cure, Dead, Entry, Field, Finding, Level, Levels, List, Lists, Rule, check, shipped};

fn entry(list: List, word: &str, right: &str, rank: &str) -> Entry {
    Entry::parse(list, word, right, rank, "").unwrap()
}

fn group() -> Lists {
    Lists::compile(vec![
        (
            List::Wrong,
            "全市错别字第 3 版".into(),
            vec![
                entry(List::Wrong, "帐号", "账号", ""),
                entry(List::Wrong, "账户号", "账号", ""),
            ],
        ),
        (
            List::Sensitive,
            "全市敏感词第 1 版".into(),
            vec![entry(List::Sensitive, "机密文件", "", "")],
        ),
        (
            List::Allow,
            "全市放行词第 1 版".into(),
            vec![entry(List::Allow, "蚊帐号召", "", "")],
        ),
        (
            List::Leader,
            "全市领导第 2 版".into(),
            vec![
                entry(List::Leader, "陆明远", "市委书记", "1"),
                entry(List::Leader, "何静宜", "市长", "2"),
            ],
        ),
    ])
    .unwrap()
}

fn find(article: &Article<'_>) -> Vec<Finding> {
    check(article, &[&group()], &Levels::default())
}

fn good() -> Article<'static> {
    Article {
        title: "老窑场开窑",
        source: "陶都市文化局",
        body: "<p>昨日开窑。</p>",
        ..Article::default()
    }
}

#[test]
fn four_marks_for_four_faults_each_with_its_cure() {
    let dead = [Dead {
        href: "https://gone.example/x".into(),
        why: "打不开".into(),
    }];
    let article = Article {
        body: r#"<p>市长陆明远到场。登录<b>帐</b>号，证号11010519491231002X，见<a href="https://gone.example/x">通知</a>。</p>"#,
        dead: &dead,
        ..good()
    };
    let found = find(&article);
    let shown: Vec<_> = found
        .iter()
        .map(|f| (f.rule, f.words.as_str(), f.cure.clone().unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            (Rule::LeaderTitle, "市长", Cure::Replace("市委书记".into())),
            (Rule::WrongWord, "帐号", Cure::Replace("账号".into())),
            (
                Rule::IdCard,
                "11010519491231002X",
                Cure::Replace("110***********002X".into())
            ),
            (
                Rule::DeadLink,
                "通知",
                Cure::Unlink("https://gone.example/x".into())
            ),
        ]
    );
    assert_eq!(found[1].list, "全市错别字第 3 版");
    assert_eq!(found[1].excerpt.before, "市长陆明远到场。登录");
    assert_eq!(found[0].level, Level::Block);
    assert!(found[1].sentence().starts_with("正文“帐号”：应为“账号”"));
}

#[test]
fn every_part_is_read_and_a_good_text_has_nothing() {
    assert_eq!(find(&good()), []);
    let article = Article {
        title: "帐号通知",
        subtitle: "帐号",
        summary: "帐号",
        source: "帐号办",
        author: "帐号",
        keywords: "帐号",
        ..good()
    };
    let fields: Vec<Field> = find(&article).into_iter().map(|f| f.field).collect();
    assert_eq!(
        fields,
        [
            Field::Title,
            Field::Subtitle,
            Field::Source,
            Field::Author,
            Field::Summary,
            Field::Keywords
        ]
    );
}

#[test]
fn what_the_group_lets_pass_passes_and_a_site_lets_only_its_own_words_pass() {
    let article = Article {
        body: "<p>发蚊帐号召大家。机密文件。窑变釉。</p>",
        ..good()
    };
    let site = Lists::compile(vec![
        (
            List::Allow,
            "本站".into(),
            vec![
                entry(List::Allow, "机密文件", "", ""),
                entry(List::Allow, "窑变釉", "", ""),
            ],
        ),
        (
            List::Forbidden,
            "本站".into(),
            vec![entry(List::Forbidden, "窑变", "", "")],
        ),
    ])
    .unwrap();
    let found = check(&article, &[&group(), &site], &Levels::default());
    let words: Vec<_> = found.iter().map(|f| f.words.as_str()).collect();
    assert_eq!(words, ["机密文件"]);
}

#[test]
fn what_every_text_must_have_is_asked_for_without_lists() {
    let long = "长".repeat(130);
    let body = format!(
        "<p>{long}。</p><table><tr><td>1</td></tr><tr><td>2</td></tr></table><img src=\"media:a\" alt=\"\"><img src=\"media:b\" alt=\"\">"
    );
    let title = "标".repeat(60);
    let decorative = ["b".to_owned()];
    let article = Article {
        title: &title,
        source: "",
        body: &body,
        decorative: &decorative,
        lead_silent: true,
        ..Article::default()
    };
    let found = check(&article, &[], &Levels::default());
    let rules: Vec<_> = found.iter().map(|f| (f.rule, f.level)).collect();
    assert_eq!(
        rules,
        [
            (Rule::TitleLength, Level::Note),
            (Rule::Source, Level::Block),
            (Rule::Sentence, Level::Note),
            (Rule::TableHead, Level::Warn),
            (Rule::Alt, Level::Block),
            (Rule::Alt, Level::Block),
        ]
    );
}

#[test]
fn a_text_full_of_faults_keeps_what_forbids_in_sight() {
    let body = format!("<p>{}机密文件</p>", "帐号".repeat(3000));
    let found = find(&Article {
        body: &body,
        ..good()
    });
    assert_eq!(found.len(), proof::MOST);
    assert!(found.iter().any(|f| f.rule == Rule::Sensitive));
}

#[test]
fn common_words_of_the_shipped_list_are_found_and_their_right_forms_are_not() {
    let lists = Lists::compile(
        List::ALL
            .map(|list| (list, list.title().into(), shipped(list)))
            .to_vec(),
    )
    .unwrap();
    let wrong = shipped(List::Wrong);
    for entry in &wrong {
        let body = format!("<p>甲{}乙</p>", entry.word);
        let found = check(
            &Article {
                body: &body,
                ..good()
            },
            &[&lists],
            &Levels::default(),
        );
        assert!(found.iter().any(|f| f.rule == Rule::WrongWord), "{}", entry.word);
        let body = format!("<p>甲{}乙</p>", entry.right);
        let found = check(
            &Article {
                body: &body,
                ..good()
            },
            &[&lists],
            &Levels::default(),
        );
        assert!(
            found.iter().all(|f| f.rule != Rule::WrongWord),
            "{} {found:?}",
            entry.right
        );
    }
}

#[test]
fn a_large_list_finds_the_same() {
    let mut entries: Vec<Entry> = (0..100_000)
        .map(|n| entry(List::Sensitive, &format!("假词{n}号"), "", ""))
        .collect();
    entries.push(entry(List::Sensitive, "机密文件", "", ""));
    let lists = Lists::compile(vec![(List::Sensitive, "大".into(), entries)]).unwrap();
    let found = check(
        &Article {
            body: "<p>这是机密文件和假词777号</p>",
            ..good()
        },
        &[&lists],
        &Levels::default(),
    );
    let words: Vec<_> = found.iter().map(|f| f.words.as_str()).collect();
    assert_eq!(words, ["机密文件", "假词777号"]);
}

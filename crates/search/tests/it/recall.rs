//! Every substring is found, and quoted nothing else.

use crate::support::{Dice, day, document, index};
use kernel::document::Document;
use search::query::Query;
use std::collections::BTreeSet;

fn corpus(count: u64) -> Vec<Document> {
    let mut dice = Dice::new(7);
    (1..=count)
        .map(|n| {
            let title = dice.sentence();
            let text: String = (0..2 + dice.below(5)).map(|_| dice.sentence()).collect();
            document(n, title.trim(), &text)
        })
        .collect()
}

fn containing(documents: &[Document], piece: &str) -> BTreeSet<kernel::Uid> {
    let holds = |document: &&Document| document.title.contains(piece) || document.text.contains(piece);
    documents
        .iter()
        .filter(holds)
        .map(|document| document.uid)
        .collect()
}

fn found(index: &search::Index, text: &str) -> BTreeSet<kernel::Uid> {
    let mut all = BTreeSet::new();
    for page in 1.. {
        let found = index
            .search(&Query {
                page,
                size: 50,
                ..Query::new(text)
            })
            .unwrap();
        assert!(!found.relaxed, "{text}");
        all.extend(found.hits.iter().map(|hit| hit.uid));
        if found.hits.len() < 50 {
            assert_eq!(
                usize::try_from(found.total).unwrap(),
                all.len(),
                "the total is exact: {text}"
            );
            return all;
        }
    }
    unreachable!()
}

/// Pieces of 1 to 5 Chinese characters cut anywhere out of the texts.
fn pieces(documents: &[Document], count: usize) -> Vec<String> {
    let mut dice = Dice::new(11);
    let mut pieces = Vec::new();
    while pieces.len() < count {
        let document = &documents[dice.below(documents.len())];
        let text: Vec<char> = document.text.chars().collect();
        let (from, length) = (dice.below(text.len()), 1 + dice.below(5));
        let piece: String = text.iter().skip(from).take(length).collect();
        if piece.chars().count() == length && piece.chars().all(search::analysis::is_gram) {
            pieces.push(piece);
        }
    }
    pieces
}

#[test]
fn every_substring_is_found_and_quoted_nothing_else() {
    let documents = corpus(900);
    let b = index();
    // In three commits with replacements, so that several segments and deletions are in play.
    b.put(documents[..400].to_vec());
    b.put(documents[350..].to_vec());
    b.put(documents[100..140].to_vec());
    for piece in pieces(&documents, 150) {
        let truth = containing(&documents, &piece);
        let missing: Vec<_> = truth.difference(&found(&b.index, &piece)).copied().collect();
        assert!(
            missing.is_empty(),
            "{piece}: {} of {} not found",
            missing.len(),
            truth.len()
        );
        assert_eq!(found(&b.index, &format!("“{piece}”")), truth, "“{piece}”");
    }
}

#[test]
fn numbers_with_characters_are_found() {
    let b = index();
    b.put(vec![
        document(1, "陶政发〔2026〕12号", "关于下达计划的通知"),
        document(2, "通知", "依据陶政发〔2026〕112号文件，共12号楼。"),
        document(3, "通知", "5G基站12座"),
    ]);
    for (query, expected) in [
        ("陶政发〔2026〕12号", vec![1]),
        ("陶政发[2026]12号", vec![1]),
        ("陶政发（2026）12号", vec![1]),
        ("陶政发2026", vec![1, 2]),
        ("“12号”", vec![1, 2]),
        ("“12号楼”", vec![2]),
        ("112号", vec![2]),
        ("５ｇ", vec![3]),
        ("“5G基站”", vec![3]),
        ("“基站12座”", vec![3]),
        ("“站12”", vec![3]),
    ] {
        let uids: BTreeSet<_> = expected.into_iter().map(crate::support::uid).collect();
        assert_eq!(found(&b.index, query), uids, "{query}");
    }
}

#[test]
fn a_single_character_is_found_anywhere() {
    let b = index();
    b.put(vec![
        document(1, "茶", ""),
        document(2, "春茶采摘", ""),
        document(3, "采摘", "今年的新茶"),
        document(4, "采摘", "12茶"),
        document(5, "采摘", "没有"),
    ]);
    assert_eq!(found(&b.index, "茶").len(), 4);
    assert_eq!(found(&b.index, "“茶”").len(), 4);
}

#[test]
fn abstracts_and_keywords_are_searched_too() {
    let b = index();
    let mut one = document(1, "标题", "正文");
    one.summary = "摘要里说窑址".into();
    one.keywords = vec!["紫砂".into(), "陶瓷".into()];
    one.published_at = day(3);
    b.put(vec![one]);
    for query in ["窑址", "紫砂", "“陶瓷”", "正文", "标题"] {
        assert_eq!(found(&b.index, query).len(), 1, "{query}");
    }
}

#[test]
fn no_query_is_too_strange() {
    let b = index();
    b.put(vec![document(1, "哈哈哈哈，12号12号12号", "a b c 的的的")]);
    assert_eq!(found(&b.index, "“哈哈哈”").len(), 1);
    assert_eq!(found(&b.index, "“12号12号”").len(), 1);
    let mut strange: Vec<String> = [
        "\"",
        "“”",
        "的",
        "的 的 和",
        "1",
        "\u{0}",
        "\u{200B}",
        "𠮷𠮷",
        "😀",
        "é",
        "ﬁ",
        "a\"b\"c",
        "(2026)号",
    ]
    .map(String::from)
    .to_vec();
    strange.extend(["哈", "1", "的 ", "“的” "].map(|piece| piece.repeat(100)));
    for query in strange {
        b.index.search(&Query::new(&query)).unwrap();
    }
}

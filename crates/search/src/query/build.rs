//! Terms → tantivy queries. Grams decide what is found, words what comes first.

use super::parse::{Parsed, Term};
use super::{Kind, Query};
use crate::analysis::Phrase;
use crate::index::Fields;
use kernel::SiteId;
use std::ops::Bound;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

type Boxed = Box<dyn tantivy::query::Query>;

/// A word of the title counts thrice a word of the body; the same characters by chance count little.
const TITLE_WORD: f32 = 3.0;
const TITLE_GRAM: f32 = 1.5;
const BODY_GRAM: f32 = 0.5;
/// The whole term, several words long, exactly so.
const TITLE_PHRASE: f32 = 3.0;
const BODY_PHRASE: f32 = 1.0;

/// All terms wanted. `None` when there is nothing to ask for.
pub(crate) fn build(parsed: &Parsed, query: &Query, fields: &Fields) -> Option<Boxed> {
    if parsed.terms.is_empty() {
        return None;
    }
    let mut clauses: Vec<(Occur, Boxed)> = parsed
        .terms
        .iter()
        .map(|term| (Occur::Must, match_term(term, fields)))
        .collect();
    clauses.extend(section(query, fields));
    clauses.extend(kind(query, fields));
    Some(flat(clauses))
}

/// At least half of the words; quoted terms still all. `None` when that asks for no less than [`build`].
pub(crate) fn loosely(parsed: &Parsed, query: &Query, fields: &Fields) -> Option<Boxed> {
    let words = parsed.small_words();
    if words.len() < 2 {
        return None;
    }
    let some = words
        .iter()
        .map(|word| (Occur::Should, match_term(&Term::of_word(word), fields)))
        .collect();
    let some = BooleanQuery::with_minimum_required_clauses(some, words.len().div_ceil(2));
    let mut clauses: Vec<(Occur, Boxed)> = vec![(Occur::Must, Box::new(some))];
    let exact = parsed.terms.iter().filter(|term| term.exact);
    clauses.extend(exact.map(|term| (Occur::Must, match_term(term, fields))));
    clauses.extend(section(query, fields));
    clauses.extend(kind(query, fields));
    Some(flat(clauses))
}

/// Letters stand in a section of their own on every site.
fn kind(query: &Query, fields: &Fields) -> Option<(Occur, Boxed)> {
    let occur = match query.kind {
        Kind::All => return None,
        Kind::Articles => Occur::MustNot,
        Kind::Letters => Occur::Must,
    };
    Some((occur, in_section(kernel::document::LETTERS, fields)))
}

fn in_section(text: &str, fields: &Fields) -> Boxed {
    let term = TermQuery::new(
        tantivy::Term::from_field_text(fields.sections, text),
        IndexRecordOption::Basic,
    );
    Box::new(ConstScoreQuery::new(Box::new(term), 0.0))
}

fn section(query: &Query, fields: &Fields) -> Option<(Occur, Boxed)> {
    let (site, slug) = query.section.as_ref()?;
    let text = site.map_or_else(
        || slug.clone(),
        |site: SiteId| crate::index::section_of_site(site, slug),
    );
    Some((Occur::Must, in_section(&text, fields)))
}

/// The term by its words, or exactly so.
fn match_term(term: &Term, fields: &Fields) -> Boxed {
    let mut either = substring(term, fields);
    if !term.exact && !term.number {
        match term.words.as_slice() {
            [] => {}
            [word] => either.extend(match_word(word, fields)),
            many => {
                let all = many
                    .iter()
                    .map(|word| (Occur::Must, any(match_word(word, fields))))
                    .collect();
                either.push(Box::new(BooleanQuery::new(all)));
            }
        }
    }
    any(either)
}

fn match_word(word: &str, fields: &Fields) -> Vec<Boxed> {
    let of = |field| -> Boxed {
        let term = tantivy::Term::from_field_text(field, word);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    vec![boost(of(fields.title_words), TITLE_WORD), of(fields.body_words)]
}

fn substring(term: &Term, fields: &Fields) -> Vec<Boxed> {
    match &term.phrase {
        Phrase::Nothing => Vec::new(),
        Phrase::Begins(c) => {
            vec![
                begins(fields.title_grams, *c, TITLE_GRAM),
                begins(fields.body_grams, *c, BODY_GRAM),
            ]
        }
        Phrase::Tokens(tokens) => {
            let several = term.exact || term.number || term.words.len() > 1;
            let (title, body) = if several {
                (TITLE_PHRASE, BODY_PHRASE)
            } else {
                (TITLE_GRAM, BODY_GRAM)
            };
            [(fields.title_grams, title), (fields.body_grams, body)]
                .into_iter()
                .map(|(field, factor)| boost(in_order(field, tokens), factor))
                .collect()
        }
    }
}

fn in_order(field: Field, tokens: &[String]) -> Boxed {
    let mut terms: Vec<_> = tokens
        .iter()
        .map(|token| tantivy::Term::from_field_text(field, token))
        .collect();
    match (terms.len(), terms.pop()) {
        (1, Some(only)) => Box::new(TermQuery::new(only, IndexRecordOption::WithFreqs)),
        (_, last) => {
            terms.extend(last);
            Box::new(PhraseQuery::new(terms))
        }
    }
}

/// Documents with a token that begins with `c`: all that contain it, as every character begins a token.
fn begins(field: Field, c: char, score: f32) -> Boxed {
    let from = tantivy::Term::from_field_text(field, &c.to_string());
    let to = tantivy::Term::from_field_text(field, &format!("{c}{}", char::MAX));
    Box::new(ConstScoreQuery::new(
        Box::new(RangeQuery::new(Bound::Included(from), Bound::Included(to))),
        score,
    ))
}

fn boost(query: Boxed, factor: f32) -> Boxed {
    if (factor - 1.0).abs() < f32::EPSILON {
        query
    } else {
        Box::new(BoostQuery::new(query, factor))
    }
}

fn any(queries: Vec<Boxed>) -> Boxed {
    flat(queries.into_iter().map(|query| (Occur::Should, query)).collect())
}

/// One clause needs no boolean around it.
fn flat(mut clauses: Vec<(Occur, Boxed)>) -> Boxed {
    match (clauses.len(), clauses.pop()) {
        (1, Some((_, only))) => only,
        (_, last) => {
            clauses.extend(last);
            Box::new(BooleanQuery::new(clauses))
        }
    }
}

//! What is here already of a batch: a line that came before is the same, or it says something else.

use super::row::{Ending, Given};
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::{State, original};
use kernel::Result;
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;

/// Letters of a site by their number, with what was written.
pub(super) struct Here(HashMap<String, (Model, Option<original::Model>)>);

impl Here {
    pub(super) async fn of<'a>(
        read: &HubRead,
        site: i64,
        numbers: impl Iterator<Item = &'a str>,
    ) -> Result<Self> {
        let letters = read
            .find::<Entity>()
            .filter(Column::SiteId.eq(site))
            .filter(Column::Number.is_in(numbers))
            .all()
            .await?;
        let originals = read
            .find::<original::Entity>()
            .filter(original::Column::SiteId.eq(site))
            .filter(original::Column::LetterId.is_in(letters.iter().map(|row| row.id)))
            .all()
            .await?;
        let mut originals: HashMap<i64, original::Model> =
            originals.into_iter().map(|row| (row.letter_id, row)).collect();
        let with = |letter: Model| {
            let written = originals.remove(&letter.id);
            (letter.number.clone(), (letter, written))
        };
        Ok(Self(letters.into_iter().map(with).collect()))
    }

    /// The columns in which a line differs from the letter with its number; none when there is no such letter. Of a letter
    /// that people have worked on since only what its writer wrote is compared.
    pub(super) fn differences(&self, given: &Given, unit: Option<i64>) -> Option<Vec<&'static str>> {
        let (letter, written) = self.0.get(&given.number)?;
        let mut words = Vec::new();
        let mut note = |differs: bool, word| {
            if differs {
                words.push(word);
            }
        };
        note(letter.received_at != given.received, "来信时间");
        if let Some(written) = written {
            note(written.title != given.title, "标题");
            note(written.body != given.body, "内容");
            note(written.writer_name != given.writer, "来信人");
            note(written.writer_phone != given.phone, "联系电话");
        }
        if letter.imported && letter.revision == 1 {
            note(letter.class != given.class, "类型");
            note(letter.unit_id != unit, "受理单位");
            let (answered, deleted) = match &given.ending {
                Ending::Answered(at, _) => (Some(*at), false),
                Ending::Open => (None, false),
                Ending::Deleted => (None, true),
            };
            note(
                letter.answered_at.is_some() != answered.is_some()
                    || (letter.state == State::Invalid.key()) != deleted,
                "状态",
            );
            note(
                answered.is_some() && letter.answered_at.is_some() && letter.answered_at != answered,
                "答复时间",
            );
            let explained = given.explained.map(kernel::beijing::date);
            note(letter.explained_on != explained, "延期说明时间");
            note(letter.wants_public != given.shown, "是否公开");
        }
        Some(words)
    }
}

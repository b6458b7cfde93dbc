//! GET /console/media.

use super::view::{MediaCard, MediaList, MediaTab, size_label};
use crate::media::form::WordsForm;
use crate::media::{ATTACHMENT, PICTURE, entity, kind_label, query};
use crate::permissions::ManageMedia;
use actix_web::web::Query;
use gateway::staff::Signed;
use gateway::{By, Reply, StaffPage};
use kernel::Result;
use serde::Deserialize;
use theme::view::Pager;
use url::form_urlencoded::Serializer;

const SIZE: u64 = 24;
const TABS: [(&str, &str); 3] = [("", "全部"), (PICTURE, "图片"), (ATTACHMENT, "附件")];

/// What narrows the library; everything may be missing or nonsense.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    kind: String,
    q: String,
    page: String,
}

/// The library with the form to add to it.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_media_list(by: By<ManageMedia>, Query(filter): Query<Filter>) -> Reply {
    let list = load(&by, &filter, WordsForm::default()).await?;
    by.page(StaffPage::new("content/media_list.html", list).title("素材"))
        .await
}

/// The library as a page of its list.
pub(super) async fn load(who: &Signed, filter: &Filter, form: WordsForm) -> Result<MediaList> {
    let read = who.read();
    let (kind, _) = TABS
        .into_iter()
        .find(|(key, _)| *key == filter.kind)
        .unwrap_or(TABS[0]);
    let page = filter.page.parse().unwrap_or(1).clamp(1, 100_000);
    let wanted = Some(kind).filter(|kind| !kind.is_empty());
    let q = filter.q.trim();
    let (rows, total) = query::list(&read, wanted, q, page, SIZE).await?;
    let tab = |(key, title)| MediaTab {
        title,
        url: who.site.url(&address(key, q)),
        current: key == kind,
    };
    Ok(MediaList {
        url: who.site.url("/console/media"),
        tabs: TABS.map(tab).to_vec(),
        kind,
        q: q.to_owned(),
        cards: rows.iter().map(|row| card(who, row)).collect(),
        pager: Pager::for_total(page, SIZE, total, &who.site.url(&address(kind, q))),
        uploading: total == 0 || form != WordsForm::default(),
        form,
    })
}

fn address(kind: &str, q: &str) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in [("kind", kind), ("q", q)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        none if none.is_empty() => "/console/media".to_owned(),
        some => format!("/console/media?{some}"),
    }
}

fn card(who: &Signed, row: &entity::Model) -> MediaCard {
    let picture = row.kind == PICTURE;
    MediaCard {
        url: who.site.url(&format!("/console/media/{}", row.id)),
        name: row.name.clone(),
        thumb: picture.then(|| who.site.url(&format!("/media/{}/320.webp", row.hash))),
        note: note(row),
        silent: picture && row.alt.is_empty() && !row.decorative,
        public: row.public,
    }
}

/// `1600×1067，320 kB` or `PDF，36 kB`.
pub(super) fn note(row: &entity::Model) -> String {
    let size = size_label(row.size);
    if row.kind == PICTURE {
        format!("{}×{}，{size}", row.width, row.height)
    } else {
        format!("{}，{size}", kind_label(&row.content_type))
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_tab_keeps_the_word_looked_for() {
        assert_eq!(
            address("picture", "窑"),
            "/console/media?kind=picture&q=%E7%AA%91"
        );
        assert_eq!(address("", ""), "/console/media");
    }
}

//! GET /console/topics/{topic}/preview: the topic as the public would see it.

use crate::permissions::ManageTopics;
use crate::topic::{Standing, State, query, show};
use actix_web::web::Path;
use gateway::{By, Page, Reply};
use kernel::TopicId;

/// What is saved, in the site's own theme; never kept.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database or the template.
pub async fn get_preview(by: By<ManageTopics>, id: Path<TopicId>) -> Reply {
    let read = by.read();
    let row = query::get(&read, *id).await?;
    let standing = if row.state() == State::Archived {
        Standing::Over
    } else {
        Standing::Current
    };
    let view = show::load(&read, &by.site, &row, standing).await?;
    drop(read);
    let page = Page::new("topic.html", view)
        .title(&row.title)
        .kind("topic")
        .crumb("首页", by.site.url("/"))
        .crumb("专题", by.site.url("/topics/"));
    by.ctx.page(page).await
}

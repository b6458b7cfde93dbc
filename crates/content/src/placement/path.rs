//! The address of a placement.

use chrono::{DateTime, Utc};

/// `/<channel>/<yyyy>/<mm>/<n>.html`, without the site's mount; year and month of the publication in Beijing.
#[must_use]
pub fn path(channel_slug: &str, published_at: DateTime<Utc>, number: i64) -> String {
    let local = kernel::beijing::local(published_at);
    format!("/{channel_slug}/{}/{number}.html", local.format("%Y/%m"))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_month_is_beijings() {
        let at = kernel::beijing::parse("2025-12-31T16:30:00Z").unwrap();
        assert_eq!(path("news", at, 7), "/news/2026/01/7.html");
    }
}

//! What the feature offers, as data.

use crate::town::Town;

#[tokio::test]
async fn the_board_has_its_addresses() {
    let town = Town::new().await;
    let feature = letters::feature(town.base.hub());
    let paths: Vec<&str> = feature.routes.iter().map(|route| route.path).collect();
    for path in [
        "/letters/",
        "/letters/new",
        "/letters/query",
        "/letters/stats",
        "/letters/stats.xlsx",
        "/letters/stats/list",
        "/letters/units/{unit}",
        "/console/letters/stats",
    ] {
        assert!(paths.contains(&path), "{path}");
    }
    assert!(feature.api.is_some() && feature.hub.is_some());
}

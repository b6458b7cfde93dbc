//! What a hub said last to each site of a box on an article. What two sites of one box were given before is noted, so that
//! asking for everything of one once more takes nothing from the other.

use crate::table::*;
use sea_orm_migration::prelude::*;

/// Places at sites of which another one is paired with the same hub; of the articles of that hub's side alone.
const GIVEN: &str = "insert into peer_told (site_id, uid, reason)
    select distinct placement.site_id, placement.uid, '' from placement
    join peer on peer.site_id = placement.site_id and peer.role = 'hub' and peer.state <> 'removed'
    join library_item on library_item.id = placement.library_item_id
    where (library_item.origin_site_id = peer.far_site_id or exists (select 1 from peer_site
        where peer_site.site_id = library_item.origin_site_id and peer_site.hub_site_id = peer.far_site_id))
    and exists (select 1 from peer as other where other.far_site_id = peer.far_site_id
        and other.role = 'hub' and other.state <> 'removed' and other.site_id <> peer.site_id)";

step!("m20261123_000070_peer_told", manager, {
    let told = tenant(
        "peer_told",
        vec![
            uid(),
            number_null("withheld"),
            time_null("refused_at"),
            text("reason"),
        ],
    )
    .index(&mut unique("peer_told", &["site_id", "uid"]))
    .to_owned();
    create(manager, vec![told], vec![index("peer_told", &["uid"])]).await?;
    manager.get_connection().execute_unprepared(GIVEN).await?;
    Ok(())
});

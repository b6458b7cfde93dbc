//! A person's posts as a short word, so that a change of them is seen.

use kernel::policy::Membership;
use sha2::{Digest, Sha256};

/// The digest of somebody's posts: the same posts in any order give the same word.
#[must_use]
pub fn rights(posts: &[Membership]) -> String {
    let mut lines: Vec<String> = posts
        .iter()
        .map(|post| {
            let mut channels: Option<Vec<i64>> = post
                .channels
                .as_ref()
                .map(|channels| channels.iter().map(|channel| channel.0).collect());
            if let Some(channels) = &mut channels {
                channels.sort_unstable();
            }
            format!("{} {} {channels:?}\n", post.site, post.role.key())
        })
        .collect();
    lines.sort_unstable();
    let digest = Sha256::digest(lines.concat().as_bytes());
    digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{ChannelId, Role, SiteId};

    #[test]
    fn posts_in_another_order_are_the_same_posts() {
        let post = |site, role, channels| Membership {
            site: SiteId(site),
            role,
            channels,
        };
        let (one, two) = (post(1, Role::Editor, None), post(2, Role::Reviewer, None));
        assert_eq!(
            rights(&[one.clone(), two.clone()]),
            rights(&[two.clone(), one.clone()])
        );
        assert_ne!(rights(std::slice::from_ref(&one)), rights(&[one, two]));
        let limited = post(1, Role::Editor, Some(vec![ChannelId(3)]));
        assert_ne!(rights(&[post(1, Role::Editor, None)]), rights(&[limited]));
    }
}

//! The function groups of a government site (四大功能).

use content::channel::entity::Model as Channel;
use gateway::Site;
use theme::view::ServiceGroup;

/// Key of `channels.toml`, words, one line, icon of the theme.
const GROUPS: [(&str, &str, &str, &str); 4] = [
    (
        "open",
        "政务公开",
        "政策文件、规划计划、信息公开指南与年报",
        "disclosure",
    ),
    ("news", "解读回应", "要闻动态、政策解读与热点回应", "policy"),
    ("service", "网上办事", "办事指南、表格下载与办理地点", "services"),
    (
        "interact",
        "互动交流",
        "咨询、建议、投诉，承办单位按期答复",
        "letters",
    ),
];

/// The groups that have at least one filled channel; each leads to its first, the last to the letters board where there is one.
pub(super) fn groups(site: &Site, channels: &[Channel]) -> Vec<ServiceGroup> {
    GROUPS
        .iter()
        .filter_map(|(group, title, summary, icon)| {
            let path = if *group == "interact" && site.has("letters") {
                "/letters/".to_owned()
            } else {
                let first = channels.iter().find(|channel| channel.function_group == *group)?;
                format!("/{}/", first.slug)
            };
            Some(ServiceGroup {
                title: (*title).into(),
                summary: (*summary).into(),
                url: site.url(&path),
                key: (*icon).into(),
            })
        })
        .collect()
}

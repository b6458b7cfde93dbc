//! Where a visitor came from, by the address of the page before. Only the class is kept, never the address.

use url::Url;

/// Search engines by the end of their host.
const ENGINES: [(&str, &str); 12] = [
    ("baidu.com", "百度"),
    ("so.com", "360 搜索"),
    ("sogou.com", "搜狗"),
    ("sm.cn", "神马"),
    ("bing.com", "必应"),
    ("toutiao.com", "头条搜索"),
    ("quark.cn", "夸克"),
    ("google.com", "谷歌"),
    ("google.com.hk", "谷歌"),
    ("yandex.com", "Yandex"),
    ("duckduckgo.com", "DuckDuckGo"),
    ("chinaso.com", "中国搜索"),
];

/// The source of a view: `is_ours` tells the hosts of the group, `own` is the site's.
#[must_use]
pub fn source_of(referrer: Option<&str>, own: &str, is_ours: impl Fn(&str) -> bool) -> &'static str {
    let Some(referrer) = referrer.filter(|text| !text.is_empty()) else {
        return "直接访问";
    };
    let Ok(url) = Url::parse(referrer) else {
        return "其他";
    };
    let Some(host) = url.host_str() else {
        return "其他";
    };
    if host == own {
        return "本站";
    }
    if is_ours(host) {
        return "站群其他网站";
    }
    let engine = ENGINES.iter().find(|(end, _)| {
        host.strip_suffix(end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    match engine {
        Some((_, name)) => name,
        None if host.ends_with(".gov.cn") => "其他政府网站",
        None => "其他网站",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_classes_and_never_addresses() {
        let ours = |host: &str| host == "edu.example.gov.cn";
        let source = |referrer| source_of(referrer, "www.example.gov.cn", ours);
        assert_eq!(source(None), "直接访问");
        assert_eq!(source(Some("")), "直接访问");
        assert_eq!(source(Some("https://www.example.gov.cn/news/")), "本站");
        assert_eq!(source(Some("https://edu.example.gov.cn/")), "站群其他网站");
        assert_eq!(source(Some("https://www.baidu.com/s?wd=x")), "百度");
        assert_eq!(source(Some("https://www.province.gov.cn/")), "其他政府网站");
        assert_eq!(source(Some("https://notbaidu.com/")), "其他网站");
        assert_eq!(source(Some("javascript:alert(1)")), "其他");
    }
}

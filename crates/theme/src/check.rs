//! Habits that would break pages later: found by `zisha theme check` and in the tests.

use crate::Themes;

/// Something to repair in a theme that loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Template or asset.
    pub path: String,
    /// What is wrong, in one sentence.
    pub text: String,
}

/// Templates every public theme must offer along its chain.
pub(crate) const PUBLIC_TEMPLATES: [&str; 19] = [
    "home.html",
    "list.html",
    "article.html",
    "gone.html",
    "search.html",
    "error.html",
    "sitemap.html",
    "topics.html",
    "topic.html",
    "account.html",
    "account_form.html",
    "account_privacy.html",
    "duties.html",
    "letters.html",
    "letter.html",
    "letters_circular.html",
    "letters_circulars.html",
    "letters_stats.html",
    "letters_behind.html",
];

/// Templates the console theme must offer.
pub(crate) const CONSOLE_TEMPLATES: [&str; 3] = ["layout.html", "bare.html", "components.html"];

/// What the content security policy forbids or a reviewer would refuse.
const FORBIDDEN: [(&str, &str); 6] = [
    (
        " style=\"",
        "carries an inline style; the content security policy blocks it, use a class",
    ),
    ("<style", "carries an inline stylesheet; put it into assets/"),
    (
        " onclick=\"",
        "carries an inline handler; put it into a script of assets/",
    ),
    (
        " onchange=\"",
        "carries an inline handler; put it into a script of assets/",
    ),
    ("javascript:", "carries a javascript: address"),
    ("<script>", "carries an inline script; put it into assets/"),
];

/// Largest stylesheet of a public page, in bytes.
const SHEET_LIMIT: usize = 30_000;

/// Looks through all themes; an empty list means nothing to repair.
pub fn check(themes: &Themes) -> Vec<Finding> {
    let mut findings = Vec::new();
    for theme in themes.iter() {
        let needed: &[&str] = if theme.name() == "console" {
            &CONSOLE_TEMPLATES
        } else {
            &PUBLIC_TEMPLATES
        };
        for template in needed.iter().filter(|template| !theme.has(template)) {
            findings.push(Finding {
                path: format!("themes/{}", theme.name()),
                text: format!("has no {template} along its chain"),
            });
        }
        for (path, text) in theme.texts() {
            findings.extend(template_findings(path, text));
        }
    }
    for (path, asset) in themes
        .assets()
        .filter(|(path, _)| path.ends_with(".css") && !path.contains("/vendor/"))
    {
        let text = String::from_utf8_lossy(&asset.bytes);
        if text
            .replace("url(\"data:", "")
            .replace("url(data:", "")
            .contains("url(")
        {
            findings.push(Finding {
                path: path.into(),
                text: "refers to another file, whose hashed address it cannot know".into(),
            });
        }
        if asset.bytes.len() > SHEET_LIMIT {
            findings.push(Finding {
                path: path.into(),
                text: format!("is {} bytes, at most {SHEET_LIMIT} are wanted", asset.bytes.len()),
            });
        }
    }
    findings.sort_by(|a, b| (&a.path, &a.text).cmp(&(&b.path, &b.text)));
    findings.dedup();
    findings
}

fn template_findings(path: &str, text: &str) -> Vec<Finding> {
    let finding = |text: String| Finding {
        path: path.into(),
        text,
    };
    let mut findings: Vec<Finding> = FORBIDDEN
        .iter()
        .filter(|(sign, _)| text.contains(sign))
        .map(|(_, why)| finding((*why).into()))
        .collect();
    for (at, _) in text.match_indices("| safe") {
        let before = text
            .get(..at)
            .and_then(|head| head.rsplit("{{").next())
            .unwrap_or_default();
        if !before.trim_end().ends_with("_html") {
            findings.push(finding(format!(
                "prints {} unescaped; only values named …_html may be",
                before.trim()
            )));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        template_findings("x.html", html)
            .into_iter()
            .map(|f| f.text)
            .collect()
    }

    #[test]
    fn inline_style_script_and_unescaped_text_are_found() {
        assert_eq!(
            texts(r#"<p style="color:red">{{ view.title | safe }}</p><script>1</script>"#).len(),
            3
        );
    }

    #[test]
    fn bodies_may_be_printed_unescaped() {
        assert_eq!(
            texts(r#"<p class="x">{{ view.body_html | safe }}</p><script src="a.js" defer></script>"#),
            Vec::<String>::new()
        );
    }
}

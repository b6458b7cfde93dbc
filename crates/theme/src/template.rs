//! Building one Tera from a chain of layers.

use crate::{ThemeError, source::Files};
use std::{collections::BTreeMap, sync::Arc};
use tera::{Kwargs, State, Tera, TeraResult, Value};

/// A staff template a feature brings along; rendered with the `console` theme.
#[derive(Clone, Copy, Debug)]
pub struct StaffTemplate {
    /// `content/article_list.html`.
    pub name: &'static str,
    /// The template.
    pub text: &'static str,
}

/// Named texts, as Tera takes them.
pub(crate) type Texts = BTreeMap<String, String>;

/// Templates of a layer, named `themes/<layer>/<file>`.
pub(crate) fn layer(theme: &str, files: &Files) -> Result<Texts, ThemeError> {
    let mut texts = Texts::new();
    for (path, bytes) in files {
        let Some(file) = path.strip_prefix("templates/") else {
            continue;
        };
        let name = format!("themes/{theme}/{file}");
        let text = String::from_utf8(bytes.clone())
            .ok()
            .ok_or_else(|| ThemeError::NotText { path: name.clone() })?;
        texts.insert(name, text);
    }
    Ok(texts)
}

/// A Tera that looks a name up along the chain.
pub(crate) fn engine(
    theme: &str,
    chain: &[String],
    texts: &Texts,
    assets: &Arc<BTreeMap<String, String>>,
) -> Result<Tera, ThemeError> {
    let bad = |e: tera::Error| ThemeError::BadTemplate {
        theme: theme.into(),
        reason: e.to_string(),
    };
    let mut tera = Tera::new();
    let urls = Arc::clone(assets);
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path = kwargs.must_get::<&str>("path")?;
        urls.get(path)
            .cloned()
            .ok_or_else(|| tera::Error::message(format!("there is no asset {path}")))
    });
    tera.register_filter("thousands", |n: i64, _: Kwargs, _: &State| thousands(n));
    tera.register_filter("of", texts_of);
    tera.set_fallback_prefixes(chain.iter().map(|layer| format!("themes/{layer}/")))
        .map_err(bad)?;
    tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        .map_err(bad)?;
    for (template, text) in texts {
        let missing = asset_paths(text).find(|path| !assets.contains_key(*path));
        if let Some(path) = missing {
            return Err(missing_asset(theme, template, path));
        }
    }
    Ok(tera)
}

fn missing_asset(theme: &str, template: &str, path: &str) -> ThemeError {
    let (template, path) = (template.to_owned(), path.to_owned());
    if path.starts_with("vendor/") {
        ThemeError::AssetsNotBuilt { template, path }
    } else {
        ThemeError::UnknownAsset {
            theme: theme.into(),
            template,
            path,
        }
    }
}

/// Paths in `asset(path="…")`, so that a missing one is found when loading and not by a visitor.
fn asset_paths(text: &str) -> impl Iterator<Item = &str> {
    text.split("asset(path=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

/// The texts of the errors that concern one field: `errors | of(field="title")`.
fn texts_of(errors: Vec<Value>, kwargs: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    let field = kwargs.must_get::<&str>("field")?;
    let ours = |error: &&Value| {
        error
            .get_from_path("field")
            .is_some_and(|f| f.as_str() == Some(field))
    };
    Ok(errors
        .iter()
        .filter(ours)
        .filter_map(|error| error.get_from_path("text").cloned())
        .collect())
}

/// `12486` as `12,486`.
fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        assert_eq!(
            (
                thousands(0),
                thousands(999),
                thousands(12_486),
                thousands(-1_000_000)
            ),
            ("0".into(), "999".into(), "12,486".into(), "-1,000,000".into())
        );
    }

    #[test]
    fn literal_asset_paths_are_found() {
        assert_eq!(
            asset_paths(r#"{{ asset(path="a.css") }} x {{ asset(path="b/c.js") }}"#).collect::<Vec<_>>(),
            ["a.css", "b/c.js"]
        );
    }
}

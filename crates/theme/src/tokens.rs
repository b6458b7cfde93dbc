//! Design tokens: a theme and a site override values, never names.

use crate::{Colour, Theme, ThemeError, contrast};
use std::{collections::BTreeMap, fmt::Write};

/// Names of all tokens. Each is a colour; `docs/TEMPLATES.md` says what it is for.
pub const TOKENS: [&str; 13] = [
    "paper",
    "surface",
    "ink",
    "ink-2",
    "line",
    "brand",
    "brand-ink",
    "accent",
    "ok",
    "warn",
    "late",
    "deep",
    "deep-ink",
];

/// Text and the grounds it stands on.
const PAIRS: [(&str, &[&str]); 9] = [
    ("ink", &["paper", "surface", "brand-tint"]),
    ("ink-2", &["paper", "surface", "brand-tint"]),
    ("brand", &["paper", "surface", "brand-tint"]),
    ("brand-ink", &["brand", "brand-deep"]),
    ("accent", &["paper", "surface"]),
    ("ok", &["paper", "surface"]),
    ("warn", &["paper", "surface"]),
    ("late", &["paper", "surface"]),
    ("deep-ink", &["deep"]),
];

/// The dark palette: one for all themes, only the brand comes from the theme, lightened until it reads.
const DARK: [(&str, &str); 11] = [
    ("paper", "#171513"),
    ("surface", "#1f1c19"),
    ("ink", "#ece7df"),
    ("ink-2", "#b8b0a4"),
    ("line", "#3b352f"),
    ("accent", "#7fc0ad"),
    ("ok", "#71c79a"),
    ("warn", "#e0b05c"),
    ("late", "#f08a80"),
    ("deep", "#0f0e0c"),
    ("deep-ink", "#cfc8bd"),
];

/// Black, white and yellow: every text has 7 : 1 or more (WCAG 2.1, 1.4.6).
const CONTRAST: [(&str, &str); 17] = [
    ("paper", "#000000"),
    ("surface", "#000000"),
    ("ink", "#ffffff"),
    ("ink-2", "#ffffff"),
    ("line", "#ffffff"),
    ("brand", "#ffe600"),
    ("brand-ink", "#000000"),
    ("brand-tint", "#1a1a1a"),
    ("brand-deep", "#ffd000"),
    ("link", "#ffe600"),
    ("field", "#ffffff"),
    ("accent", "#7fe9ff"),
    ("ok", "#8cf0b0"),
    ("warn", "#ffd54a"),
    ("late", "#ffa69e"),
    ("deep", "#000000"),
    ("deep-ink", "#ffffff"),
];

type Palette = BTreeMap<String, Colour>;

/// The stylesheet of tokens for a site: the theme's values with the site's own on top.
pub fn tokens_css(theme: &Theme, site_overrides: &BTreeMap<String, String>) -> Result<String, ThemeError> {
    let light = palette("site", theme.tokens(), site_overrides)?;
    let mut css = String::from(":root{color-scheme:light dark;");
    declare(&mut css, &light);
    css.push_str("}\n@media (prefers-contrast:more){:root{--ink:#000000;--ink-2:#1f2328;--line:#6f665c}}\n");
    // `:where` keeps the weight of `:root`, so that what a page says more exactly still holds.
    css.push_str(
        "@media screen and (prefers-color-scheme:dark){:root:where(:not(.look-light,.look-contrast)){",
    );
    declare(&mut css, &dark(&light));
    css.push_str("}}\n@media screen{:root:where(.look-dark){color-scheme:dark;");
    declare(&mut css, &dark(&light));
    css.push_str(
        "}:root:where(.look-light){color-scheme:light}:root:where(.look-contrast){color-scheme:dark;",
    );
    declare(&mut css, &contrasting());
    css.push_str("}}\n");
    Ok(css)
}

/// Checks the values and the contrast of all text pairs.
pub(crate) fn palette(
    at: &str,
    base: &BTreeMap<String, String>,
    over: &BTreeMap<String, String>,
) -> Result<Palette, ThemeError> {
    let mut palette = Palette::new();
    for (token, value) in base.iter().chain(over) {
        if !TOKENS.contains(&token.as_str()) {
            return Err(ThemeError::UnknownToken {
                at: at.into(),
                token: token.clone(),
            });
        }
        let bad = || ThemeError::BadColour {
            at: at.into(),
            token: token.clone(),
            value: value.clone(),
        };
        palette.insert(token.clone(), Colour::parse(value).ok_or_else(bad)?);
    }
    let get = |palette: &Palette, token: &str| {
        palette
            .get(token)
            .copied()
            .ok_or_else(|| ThemeError::MissingToken {
                at: at.into(),
                token: token.into(),
            })
    };
    for token in TOKENS {
        get(&palette, token)?;
    }
    let (brand, surface) = (get(&palette, "brand")?, get(&palette, "surface")?);
    palette.insert("brand-tint".into(), surface.mix(brand, 0.07));
    palette.insert("brand-deep".into(), brand.mix(Colour::BLACK, 0.2));
    palette.insert("field".into(), surface.mix(get(&palette, "ink-2")?, 0.7));
    palette.insert("link".into(), brand);
    for (text, grounds) in PAIRS {
        for ground in grounds {
            let ratio = contrast(get(&palette, text)?, get(&palette, ground)?);
            if ratio < 4.5 {
                let ratio = format!("{ratio:.2}");
                return Err(ThemeError::LowContrast {
                    at: at.into(),
                    text: text.into(),
                    ground: (*ground).into(),
                    ratio,
                });
            }
        }
    }
    Ok(palette)
}

fn dark(light: &Palette) -> Palette {
    let mut dark: Palette = DARK
        .iter()
        .filter_map(|(token, value)| Some(((*token).to_owned(), Colour::parse(value)?)))
        .collect();
    if let (Some(brand), Some(surface), Some(ink)) = (
        light.get("brand"),
        dark.get("surface").copied(),
        dark.get("ink").copied(),
    ) {
        let tint = surface.mix(*brand, 0.22);
        dark.insert("field".into(), surface.mix(ink, 0.5));
        dark.insert("link".into(), brand.readable_on(tint, ink));
        dark.insert("brand-tint".into(), tint);
    }
    dark
}

/// The palette of high contrast: the same for every site, for who needs it needs no brand.
fn contrasting() -> Palette {
    CONTRAST
        .iter()
        .filter_map(|(token, value)| Some(((*token).to_owned(), Colour::parse(value)?)))
        .collect()
}

fn declare(css: &mut String, palette: &Palette) {
    for (token, colour) in palette {
        // Writing to a String cannot fail.
        let _ = write!(css, "--{token}:{colour};");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dark_palette_reads_for_every_brand_of_the_group() {
        for brand in [
            "#9b3a2c", "#1f5f99", "#5b4636", "#0f6b6b", "#3b6b2a", "#2c3e6b", "#a3541a", "#2f6b4f",
        ] {
            let light = Palette::from([("brand".to_owned(), Colour::parse(brand).unwrap())]);
            let dark = dark(&light);
            for (text, grounds) in PAIRS.iter().filter(|(text, _)| !text.starts_with("brand")) {
                for ground in *grounds {
                    let ratio = contrast(dark[*text], dark[*ground]);
                    assert!(ratio >= 4.5, "{brand}: {text} on {ground} {ratio:.2}");
                }
            }
            for ground in ["paper", "surface", "brand-tint"] {
                assert!(
                    contrast(dark["link"], dark[ground]) >= 4.5,
                    "{brand}: link on {ground}"
                );
            }
        }
    }

    /// As `filter: grayscale(1)` draws it.
    fn grey(colour: Colour) -> Colour {
        let text = colour.to_string();
        let part = |at: usize| f64::from(u8::from_str_radix(&text[at..at + 2], 16).unwrap());
        let level = (0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)).round() as u8;
        Colour::parse(&format!("#{level:02x}{level:02x}{level:02x}")).unwrap()
    }

    #[test]
    fn both_palettes_of_every_brand_read_in_mourning_too() {
        let base = BTreeMap::from(
            [
                ("paper", "#fbf9f6"),
                ("surface", "#ffffff"),
                ("ink", "#1f2328"),
                ("ink-2", "#4a5159"),
                ("line", "#e3ddd5"),
                ("brand-ink", "#ffffff"),
                ("accent", "#2f6b5e"),
                ("ok", "#1f7a4d"),
                ("warn", "#8a5a00"),
                ("late", "#b3261e"),
                ("deep", "#25211d"),
                ("deep-ink", "#d9d2c8"),
            ]
            .map(|(token, value)| (token.to_owned(), value.to_owned())),
        );
        for brand in [
            "#9b3a2c", "#1f5f99", "#5b4636", "#0f6b6b", "#3b6b2a", "#2c3e6b", "#a3541a", "#2f6b4f",
        ] {
            let over = BTreeMap::from([("brand".to_owned(), brand.to_owned())]);
            let light = palette("test", &base, &over).unwrap();
            let dark = dark(&light);
            for ground in ["paper", "surface", "brand-tint"] {
                let ratio = contrast(grey(dark["link"]), grey(dark[ground]));
                assert!(ratio >= 4.5, "{brand}, dark: link on {ground} {ratio:.2}");
            }
            for (text, grounds) in PAIRS {
                for ground in grounds {
                    let ratio = contrast(grey(light[text]), grey(light[*ground]));
                    assert!(ratio >= 4.5, "{brand}: {text} on {ground} {ratio:.2}");
                    if !text.starts_with("brand") {
                        let ratio = contrast(grey(dark[text]), grey(dark[*ground]));
                        assert!(ratio >= 4.5, "{brand}, dark: {text} on {ground} {ratio:.2}");
                    }
                }
            }
        }
    }
}

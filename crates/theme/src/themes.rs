//! The loaded themes.

use crate::{
    Asset, Source, StaffTemplate, ThemeError,
    asset::{Assets, hash12},
    manifest::{self, Manifest},
    template::{self, Texts},
    tokens,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use tera::{Context, Tera};

/// Theme that dresses staff pages.
const CONSOLE: &str = "console";

/// All themes, checked: what loads can be served.
#[derive(Clone)]
pub struct Themes {
    themes: BTreeMap<String, Arc<Theme>>,
    assets: Assets,
}

/// One theme with the layers below it.
pub struct Theme {
    name: String,
    chain: Vec<String>,
    tokens: BTreeMap<String, String>,
    tera: Tera,
    texts: Texts,
    assets: Arc<BTreeMap<String, String>>,
}

impl Themes {
    /// Loads every theme of the source and the staff templates of the features.
    pub fn load(source: Source, staff: &[StaffTemplate]) -> Result<Self, ThemeError> {
        let folders = source.read()?;
        if folders.is_empty() {
            return Err(ThemeError::NoThemes {
                path: source.describe(),
            });
        }
        let mut manifests = BTreeMap::new();
        let mut layers = BTreeMap::new();
        let mut assets = Assets::default();
        for (name, files) in &folders {
            manifests.insert(name.clone(), Manifest::of(name, files)?);
            layers.insert(name.clone(), template::layer(name, files)?);
            assets.add(name, files)?;
        }
        if !staff.is_empty() && !folders.contains_key(CONSOLE) {
            return Err(ThemeError::NoConsole);
        }
        let mut themes = BTreeMap::new();
        for name in folders.keys() {
            let chain = manifest::chain(name, &manifests)?;
            let staff = if name == CONSOLE { staff } else { &[] };
            let theme = Theme::build(name, chain, &manifests, &layers, &assets, staff)?;
            themes.insert(name.clone(), Arc::new(theme));
        }
        Ok(Self { themes, assets })
    }

    /// A theme by name.
    pub fn theme(&self, name: &str) -> Option<Arc<Theme>> {
        self.themes.get(name).cloned()
    }

    /// All themes, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Theme>> {
        self.themes.values()
    }

    /// The asset at `/assets/<hash>/<path>`.
    pub fn asset(&self, hash: &str, path: &str) -> Option<Asset> {
        self.assets.get(hash, path).cloned()
    }

    /// Every asset with its path `<theme>/<file>`.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets.iter()
    }
}

impl Theme {
    fn build(
        name: &str,
        chain: Vec<String>,
        manifests: &BTreeMap<String, Manifest>,
        layers: &BTreeMap<String, Texts>,
        assets: &Assets,
        staff: &[StaffTemplate],
    ) -> Result<Self, ThemeError> {
        let mut tokens = BTreeMap::new();
        let mut texts = Texts::new();
        for layer in chain.iter().rev() {
            tokens.extend(manifests.get(layer).into_iter().flat_map(|m| m.tokens.clone()));
            texts.extend(
                layers
                    .get(layer)
                    .into_iter()
                    .flatten()
                    .map(|(name, text)| (name.clone(), text.clone())),
            );
        }
        tokens::palette(name, &tokens, &BTreeMap::new())?;
        for template in staff {
            if texts.insert(template.name.into(), template.text.into()).is_some() {
                return Err(ThemeError::StaffTemplateTwice {
                    name: template.name.into(),
                });
            }
        }
        let urls = Arc::new(assets.along(&chain));
        let tera = template::engine(name, &chain, &texts, &urls)?;
        Ok(Self {
            name: name.into(),
            chain,
            tokens,
            tera,
            texts,
            assets: urls,
        })
    }

    /// Name of the theme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The theme and its ancestors, nearest first.
    pub fn chain(&self) -> &[String] {
        &self.chain
    }

    /// Token values along the chain.
    pub fn tokens(&self) -> &BTreeMap<String, String> {
        &self.tokens
    }

    /// Address of an asset, looked up along the chain.
    pub fn asset_url(&self, path: &str) -> Option<&str> {
        self.assets.get(path).map(String::as_str)
    }

    /// True when some layer has the template.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Renders a template with one serializable root (`PublicRoot`, `ConsoleRoot`, `BareRoot`).
    pub fn render(&self, template: &str, root: &impl Serialize) -> Result<String, ThemeError> {
        if !self.has(template) {
            return Err(ThemeError::UnknownTemplate {
                theme: self.name.clone(),
                template: template.into(),
            });
        }
        let failed = |e: tera::Error| ThemeError::Render {
            theme: self.name.clone(),
            template: template.into(),
            reason: e.to_string(),
        };
        let context = Context::from_serialize(root).map_err(failed)?;
        self.tera.render(template, &context).map_err(failed)
    }

    /// Renders one component (a fragment for htmx) with its arguments as a serializable struct.
    pub fn render_component(
        &self,
        component: &str,
        arguments: &impl Serialize,
    ) -> Result<String, ThemeError> {
        let failed = |e: tera::Error| ThemeError::Render {
            theme: self.name.clone(),
            template: component.into(),
            reason: e.to_string(),
        };
        let context = Context::from_serialize(arguments).map_err(failed)?;
        self.tera
            .render_component(component, &context, None, true)
            .map_err(failed)
    }

    /// The site's token stylesheet and the first twelve hex digits of its hash, for its address.
    pub fn tokens_sheet(
        &self,
        site_overrides: &BTreeMap<String, String>,
    ) -> Result<(String, String), ThemeError> {
        let css = tokens::tokens_css(self, site_overrides)?;
        Ok((hash12(css.as_bytes()), css))
    }

    pub(crate) fn texts(&self) -> &Texts {
        &self.texts
    }
}

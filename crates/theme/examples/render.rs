//! Renders every sample page of every theme into a folder, to look at in a browser:
//! `cargo run -p theme --example render -- /tmp/looks`

#[path = "../tests/it/samples.rs"]
mod samples;

use std::{collections::BTreeMap, error::Error, fs, path::Path};
use theme::{Source, Themes, view::Picture};

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("which folder?")?;
    let out = Path::new(&out);
    let themes = Themes::load(Source::Embedded, &samples::STAFF)?;
    for (path, asset) in themes.assets() {
        write(out, &format!("assets/{}/{path}", asset.hash), &asset.bytes)?;
    }
    write(
        out,
        Picture::sample().url.trim_start_matches('/'),
        samples::PICTURE.as_bytes(),
    )?;
    for theme in themes.iter() {
        let (hash, css) = theme.tokens_sheet(&BTreeMap::new())?;
        write(out, &format!("assets/{hash}/tokens.css"), css.as_bytes())?;
        for (name, html) in samples::pages(theme, &format!("/assets/{hash}/tokens.css"))? {
            write(out, &format!("{}-{name}.html", theme.name()), html.as_bytes())?;
        }
    }
    Ok(())
}

fn write(out: &Path, path: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = out.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

//! Release builds embed `themes/`: build again when a file comes or goes. Debug builds read the folder at run time.

use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    for theme in fs::read_dir("../../themes").into_iter().flatten().flatten() {
        for part in ["theme.toml", "templates", "assets"] {
            // A path that is not there would mean: build anew every time.
            let path = theme.path().join(part);
            if path.exists() {
                println!("cargo:rerun-if-changed={}", path.display());
            }
        }
    }
}

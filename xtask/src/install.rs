//! Puts on the machine what the commands need: Debian packages by name, npm packages by lock file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::run::{self, Context, Failure, Result, Tree};

/// A program, the names it may have, and the Debian package that brings it.
pub struct Need {
    pub programs: &'static [&'static str],
    pub package: &'static str,
}

pub const CHROMIUM: Need = Need {
    programs: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
};
pub const CHROMEDRIVER: Need = Need {
    programs: &["chromedriver"],
    package: "chromium-driver",
};
pub const FONT_LIST: Need = Need {
    programs: &["fc-list"],
    package: "fontconfig",
};
pub const JAVA: Need = Need {
    programs: &["java"],
    package: "default-jre-headless",
};
pub const NODE: Need = Need {
    programs: &["node"],
    package: "nodejs",
};
pub const NPM: Need = Need {
    programs: &["npm"],
    package: "npm",
};
pub const NGINX: Need = Need {
    programs: &["nginx"],
    package: "nginx",
};
pub const WRK: Need = Need {
    programs: &["wrk"],
    package: "wrk",
};
pub const SLAPD: Need = Need {
    programs: &["slapd"],
    package: "slapd",
};
pub const OPENSSL: Need = Need {
    programs: &["openssl"],
    package: "openssl",
};
pub const PYTHON: Need = Need {
    programs: &["python3"],
    package: "python3-venv",
};
pub const PIP: Need = Need {
    programs: &["pip3", "pip"],
    package: "python3-pip",
};

impl Need {
    /// Where the program is, when it is there at all.
    pub fn find(&self) -> Option<PathBuf> {
        self.programs.iter().find_map(|name| find_program(name))
    }

    /// Where the program is; `ensure` was called before.
    pub fn path(&self) -> Result<PathBuf> {
        self.find()
            .ok_or_else(|| Failure::missing(format!("no program {} found", self.programs.join(" or "))))
    }
}

fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        // Debian keeps servers where only root's PATH looks.
        .chain([PathBuf::from("/usr/local/sbin"), PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Installs the packages of those programs that are not there.
pub fn ensure(needs: &[&Need]) -> Result {
    let absent: Vec<&str> = needs
        .iter()
        .filter(|need| need.find().is_none())
        .map(|need| need.package)
        .collect();
    apt(&absent)
}

/// Installs Debian packages; refreshes the package lists once when the first try finds too little.
pub fn apt(packages: &[&str]) -> Result {
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    if find_program("apt-get").is_none() {
        return Err(Failure::missing(format!(
            "this machine has no apt-get; install by hand: {list}"
        )));
    }
    run::step(&format!("apt-get install {list}"), || {
        let mut wanted = vec!["install", "--yes", "--no-install-recommends"];
        wanted.extend(packages);
        if apt_get(&wanted).is_ok() {
            return Ok(());
        }
        apt_get(&["update"])?;
        apt_get(&wanted)
    })
    .map_err(|failure| {
        Failure::missing(format!(
            "could not install {list}; install by hand\n{}",
            failure.message
        ))
    })
}

fn apt_get(args: &[&str]) -> Result {
    let mut command = if is_root()? {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-q", "-o", "DPkg::Lock::Timeout=300"])
        .args(args);
    run::captured(&mut command).map(drop)
}

pub fn is_root() -> Result<bool> {
    let output = run::captured(Command::new("id").arg("-u"))?;
    Ok(output.trim_ascii() == b"0")
}

/// Runs `npm ci` in a folder unless its packages are as new as its lock file.
pub fn npm_ci(name: &str, folder: &Path, flags: &[&str]) -> Result {
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Err(Failure::new(format!(
            "{} is not there; run npm install once and commit it",
            lock.display()
        )));
    }
    // npm writes this file last, so an installation that was cut short does not count.
    let installed = folder.join("node_modules").join(".package-lock.json");
    if modified(&installed) >= modified(&lock) {
        return Ok(());
    }
    ensure(&[&NODE, &NPM])?;
    run::silent(
        &format!("npm ci in {name}"),
        npm(folder)?.args(["ci", "--no-progress"]).args(flags),
    )
}

pub fn npm(folder: &Path) -> Result<Command> {
    let mut command = Command::new(NPM.path()?);
    command.current_dir(folder);
    Ok(command)
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}

/// Everything the tests use besides cargo; the variables tell them where it is.
pub fn test_tools(tree: &Tree) -> Result<Vec<(&'static str, PathBuf)>> {
    ensure(&[
        &CHROMIUM,
        &CHROMEDRIVER,
        &FONT_LIST,
        &JAVA,
        &NODE,
        &SLAPD,
        &OPENSSL,
    ])?;
    if !has_chinese_font()? {
        apt(&["fonts-noto-cjk"])?;
    }
    let web = tree.root.join("tests").join("web");
    npm_ci("tests/web", &web, &["--ignore-scripts"])?;
    let module = |file: &str| -> Result<PathBuf> {
        let path = web.join("node_modules").join(file);
        if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::missing(format!("{} is not there", path.display())))
        }
    };
    let relying_parties = python_packages(tree, "relying-parties", &["authlib==1.9.9", "requests==2.34.2"])?;
    Ok(vec![
        ("ZISHA_NODE", NODE.path()?),
        ("ZISHA_SLAPD", SLAPD.path()?),
        ("ZISHA_OPENSSL", OPENSSL.path()?),
        ("ZISHA_PYTHON", relying_parties),
        ("ZISHA_CHROMIUM", CHROMIUM.path()?),
        ("ZISHA_CHROMEDRIVER", CHROMEDRIVER.path()?),
        ("ZISHA_JAVA", JAVA.path()?),
        ("ZISHA_MAILDEV", module("maildev/dist/bin/maildev.js")?),
        ("ZISHA_VNU_JAR", module("vnu-jar/build/dist/vnu.jar")?),
        ("ZISHA_AXE", module("axe-core/axe.min.js")?),
    ])
}

/// Installs packages of the Python index into a folder of their own; answers its `python`.
pub fn python_packages(tree: &Tree, name: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder = tree.target.join("python").join(name);
    let python = folder.join("bin").join("python");
    let list = packages.join("\n");
    // Written last, so that an installation that was cut short does not count.
    let done = folder.join("installed");
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == list) && python.is_file() {
        return Ok(python);
    }
    ensure(&[&PYTHON])?;
    run::step(&format!("pip install {}", packages.join(" ")), || {
        let mut venv = Command::new(PYTHON.path()?);
        let venv = venv.args(["-m", "venv"]).arg(&folder);
        if run::captured(venv).is_err() {
            // Debian keeps this module in a package of its own.
            apt(&["python3-venv"])?;
            run::captured(venv)?;
        }
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run::captured(pip.args(packages)).map(drop)
    })?;
    std::fs::write(&done, list).context("note the installed packages")?;
    Ok(python)
}

fn has_chinese_font() -> Result<bool> {
    let output = Command::new(FONT_LIST.path()?)
        .args([":lang=zh-cn", "family"])
        .stderr(Stdio::null())
        .output()
        .context("list the fonts")?;
    Ok(!output.stdout.trim_ascii().is_empty())
}

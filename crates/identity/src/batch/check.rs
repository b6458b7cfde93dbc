//! Checking lines: what each asks for, or what is wrong with it, by line and field.

use super::Line;
use crate::membership::entity as membership;
use crate::membership::query::current;
use crate::person::NewPerson;
use crate::person::entity as person;
use crate::refusals::ACCOUNT_TAKEN;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Error, Result, Role, SiteId};
use sea_orm::ColumnTrait;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::HubRead;

/// For whom the import is done, and so which posts it may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// A site administrator, for the own site.
    Site(SiteId),
    /// A system administrator: accounts, and the first administrator of a site.
    Platform,
    /// The operator at the command line.
    Operator,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LineError {
    /// Line as a spreadsheet counts.
    pub line: usize,
    /// Column.
    pub field: String,
    /// One sentence.
    pub text: String,
}

/// A person to be opened, with posts.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) line: usize,
    pub(super) new: NewPerson,
    pub(super) posts: Vec<(SiteId, Role)>,
}

/// What the lines refer to.
struct Known {
    sites: Vec<site::Model>,
    units: Vec<unit::Model>,
    accounts: HashSet<String>,
    administered: HashSet<i64>,
}

/// Checks every line. A person may stand on several lines, one a post.
///
/// # Errors
/// Faults of the database; what is wrong with lines is in the answer.
pub(super) async fn check(
    db: &HubRead,
    authority: Authority,
    lines: &[Line],
) -> Result<(Vec<Planned>, Vec<LineError>)> {
    let known = load(db, lines).await?;
    let mut errors = Vec::new();
    let mut people: Vec<Planned> = Vec::new();
    let mut by_account: HashMap<String, usize> = HashMap::new();
    let mut firsts: HashMap<SiteId, usize> = HashMap::new();
    let mut bad: BTreeMap<String, ()> = BTreeMap::new();
    for line in lines {
        match planned(&known, authority, line) {
            Ok(planned) => {
                if let Some(error) = second_administrator(authority, &mut firsts, &planned) {
                    bad.insert(planned.new.account.as_str().to_owned(), ());
                    errors.push(error);
                    continue;
                }
                let account = planned.new.account.as_str().to_owned();
                match by_account.get(&account).and_then(|n| people.get_mut(*n)) {
                    Some(before) => {
                        if let Err(error) = join(before, planned) {
                            errors.push(error);
                            bad.insert(account, ());
                        }
                    }
                    None => {
                        by_account.insert(account, people.len());
                        people.push(planned);
                    }
                }
            }
            Err(found) => {
                bad.insert(line.get("account").trim().to_ascii_lowercase(), ());
                errors.extend(found);
            }
        }
    }
    // Somebody with one wrong line is not opened with half the posts.
    people.retain(|planned| !bad.contains_key(planned.new.account.as_str()));
    errors.sort_by_key(|error| error.line);
    Ok((people, errors))
}

/// A system administrator gives a site its first administrator, and a file has no second one for it either.
fn second_administrator(
    authority: Authority,
    firsts: &mut HashMap<SiteId, usize>,
    planned: &Planned,
) -> Option<LineError> {
    if authority != Authority::Platform {
        return None;
    }
    let (site, _) = planned.posts.iter().find(|(_, role)| *role == Role::SiteAdmin)?;
    let first = *firsts.entry(*site).or_insert(planned.line);
    (first != planned.line).then(|| LineError {
        line: planned.line,
        field: "role".into(),
        text: format!("第 {first} 行已为该站点设立站点管理员，其他站点管理员由安全管理员设立。"),
    })
}

async fn load(db: &HubRead, lines: &[Line]) -> Result<Known> {
    let names: Vec<String> = lines
        .iter()
        .map(|line| line.get("account").to_ascii_lowercase())
        .collect();
    let mut accounts = HashSet::new();
    for some in names.chunks(1_000) {
        let rows = db
            .find::<person::Entity>()
            .filter(person::Column::Account.is_in(some.iter().map(String::as_str)))
            .all()
            .await?;
        accounts.extend(rows.into_iter().map(|row| row.account));
    }
    let administrators = db
        .find::<membership::Entity>()
        .filter(membership::Column::Role.eq(Role::SiteAdmin.key()))
        .filter(current(db.now()))
        .all()
        .await?;
    Ok(Known {
        sites: db.find::<site::Entity>().all().await?,
        units: db.find::<unit::Entity>().all().await?,
        accounts,
        administered: administrators.into_iter().map(|row| row.site_id).collect(),
    })
}

fn planned(known: &Known, authority: Authority, line: &Line) -> Result<Planned, Vec<LineError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, text: String| {
        errors.push(LineError {
            line: line.number,
            field: field.to_owned(),
            text,
        });
    };
    let new = NewPerson::parse(line.get("account"), line.get("name"), line.get("title"))
        .and_then(|new| new.with_email(line.get("email")));
    if let Err(Error::Invalid(fields)) = &new {
        for field in fields {
            wrong(&field.field, field.text.clone());
        }
    }
    if known.accounts.contains(&line.get("account").to_ascii_lowercase()) {
        wrong("account", ACCOUNT_TAKEN.text.into());
    }
    let unit = match find_unit(known, line.get("unit")) {
        Ok(unit) => unit,
        Err(text) => {
            wrong("unit", text);
            None
        }
    };
    let post = match post(known, authority, line) {
        Ok(post) => post,
        Err((field, text)) => {
            wrong(field, text);
            None
        }
    };
    match new {
        Ok(new) if errors.is_empty() => Ok(Planned {
            line: line.number,
            new: NewPerson { unit, ..new },
            posts: post.into_iter().collect(),
        }),
        _ => Err(errors),
    }
}

fn find_unit(known: &Known, word: &str) -> Result<Option<i64>, String> {
    if word.is_empty() {
        return Ok(None);
    }
    let mut found = known
        .units
        .iter()
        .filter(|unit| unit.key == word || unit.name == word || unit.short_name == word);
    match (found.next(), found.next()) {
        (Some(unit), None) => Ok(Some(unit.id)),
        (None, _) => Err(format!("没有单位“{word}”。")),
        (Some(_), Some(_)) => Err(format!("名为“{word}”的单位不止一个，请填单位代码。")),
    }
}

type Wrong = (&'static str, String);

fn post(known: &Known, authority: Authority, line: &Line) -> Result<Option<(SiteId, Role)>, Wrong> {
    let (site, role) = (line.get("site"), line.get("role"));
    if role.is_empty() {
        return if site.is_empty() && authority != Authority::Platform && authority != Authority::Operator {
            Err(("role", "请填写岗位。".into()))
        } else if site.is_empty() {
            Ok(None)
        } else {
            Err(("role", "填写了站点，请同时填写岗位。".into()))
        };
    }
    let role = Role::ALL
        .into_iter()
        .find(|known| known.key() == role || known.title() == role)
        .ok_or_else(|| ("role", format!("没有岗位“{role}”。")))?;
    let site = find_site(known, authority, site)?;
    if let Some(text) = forbidden(known, authority, site, role) {
        return Err(("role", text));
    }
    Ok(Some((site, role)))
}

fn find_site(known: &Known, authority: Authority, word: &str) -> Result<SiteId, Wrong> {
    if let (Authority::Site(site), true) = (authority, word.is_empty()) {
        return Ok(site);
    }
    if word.is_empty() {
        return Err(("site", "请填写站点。".into()));
    }
    let found = known
        .sites
        .iter()
        .find(|site| site.slug == word || site.name == word || site.short_name == word)
        .map(|site| SiteId(site.id));
    match (found, authority) {
        (Some(found), Authority::Site(own)) if found != own => Err(("site", "只能为本站导入人员。".into())),
        // A site administrator learns nothing about other sites' words.
        (None, Authority::Site(_)) => Err(("site", "只能为本站导入人员。".into())),
        (Some(found), _) => Ok(found),
        (None, _) => Err(("site", format!("没有站点“{word}”。"))),
    }
}

/// Why the post cannot be given by this authority.
fn forbidden(known: &Known, authority: Authority, site: SiteId, role: Role) -> Option<String> {
    let portal = |row: &&site::Model| row.id == site.0 && row.kind == gateway::SiteKind::Portal.key();
    match authority {
        Authority::Site(_) if !Role::SiteAdmin.grants().contains(&role) => {
            Some(format!("“{}”岗位不由站点管理员设立。", role.title()))
        }
        Authority::Platform if role != Role::SiteAdmin => Some(format!(
            "“{}”岗位由站点管理员或安全管理员设立，此处请留空站点和岗位，只开通账号。",
            role.title()
        )),
        Authority::Platform if known.administered.contains(&site.0) => {
            Some("该站点已有站点管理员，其他站点管理员由安全管理员设立。".into())
        }
        Authority::Operator if role.is_platform() && !known.sites.iter().any(|row| portal(&row)) => {
            Some(format!("“{}”岗位只设在门户。", role.title()))
        }
        Authority::Site(_) | Authority::Platform | Authority::Operator => None,
    }
}

/// Another line of the same person adds a post and nothing else.
fn join(before: &mut Planned, line: Planned) -> Result<(), LineError> {
    let wrong = |field: &str, text: String| LineError {
        line: line.line,
        field: field.to_owned(),
        text,
    };
    let same = before.new.name == line.new.name && before.new.email == line.new.email;
    if !same {
        let text = format!("账号与第 {} 行相同，姓名或邮箱却不同。", before.line);
        return Err(wrong("account", text));
    }
    let mut posts = line.posts.iter();
    match posts.next() {
        Some(post) if !before.posts.contains(post) => {
            let platform = |role: &Role| role.is_platform();
            if before.posts.iter().any(|(_, role)| platform(role)) || platform(&post.1) {
                return Err(wrong("role", "平台岗位不能与其他岗位兼任。".into()));
            }
            before.posts.push(*post);
            Ok(())
        }
        Some(_) | None => {
            let text = format!("与第 {} 行重复。", before.line);
            Err(wrong("account", text))
        }
    }
}

//! Mail addresses, and names in chat programs.

use super::STARS;
use kernel::personal::narrow;

/// Words after which a name in a chat program stands.
const CHATS: [&str; 6] = ["微信号", "微信", "QQ号", "QQ", "qq", "扣扣"];
/// Characters between the word and the name.
const BETWEEN: [char; 8] = [' ', '：', ':', '号', '是', '为', '\u{3000}', '='];

pub(super) fn mask_contacts(text: &str) -> String {
    mask_chats(&mask_mail(text))
}

fn is_part(c: char) -> bool {
    let c = narrow(c);
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')
}

fn mask_mail(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['@', '＠']) {
        let (before, after) = rest.split_at(at);
        let sign = after.chars().next().unwrap_or('@');
        let local = before.trim_end_matches(is_part);
        let domain = after.get(sign.len_utf8()..).unwrap_or_default();
        let behind = domain.trim_start_matches(is_part);
        if local.len() < before.len() && behind.len() < domain.len() {
            out.push_str(local);
            out.push_str(STARS);
        } else {
            out.push_str(before);
            out.push(sign);
        }
        rest = if local.len() < before.len() {
            behind
        } else {
            domain
        };
    }
    out.push_str(rest);
    out
}

fn mask_chats(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, word)) = CHATS
        .iter()
        .filter_map(|word| rest.find(word).map(|at| (at, *word)))
        .min_by_key(|(at, word)| (*at, std::cmp::Reverse(word.len())))
    {
        let (before, after) = rest.split_at(at + word.len());
        let name = after.trim_start_matches(BETWEEN);
        let behind = name.trim_start_matches(is_part);
        out.push_str(before);
        out.push_str(after.strip_suffix(name).unwrap_or_default());
        if name.len() - behind.len() >= 5 {
            out.push_str(STARS);
            rest = behind;
        } else {
            rest = name;
        }
    }
    out.push_str(rest);
    out
}

//! A line of JSON.

use super::line::{FIELDS, Fields, Flaw};
use super::source::Raw;
use kernel::{Error, Result};
use serde_json::{Map, Value};

/// Takes a line apart.
pub(super) fn fields(text: &[u8]) -> Result<Fields, Flaw> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(Flaw::new("", "不是有效的 UTF-8 文本"));
    };
    let mut object = match serde_json::from_str(text) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err(Flaw::new("", "这一行不是 JSON 对象")),
        Err(error) => {
            return Err(Flaw::new(
                "",
                &format!("JSON 有误（第 {} 个字节处）", error.column()),
            ));
        }
    };
    let mut fields = Fields::default();
    let mut wrong = Vec::new();
    for name in FIELDS {
        let Some(value) = object.remove(name) else {
            continue;
        };
        match (words(name, value), fields.get_mut(name)) {
            (Some(text), Some(field)) => *field = text,
            (_, _) if name == "keywords" => wrong.push("keywords（关键词）应是文字或文字的数组".to_owned()),
            (_, _) => wrong.push(format!("{name} 应是文字")),
        }
    }
    if wrong.is_empty() {
        Ok(fields)
    } else {
        Err(Flaw::new(&fields.key, &wrong.join("；")))
    }
}

fn words(name: &str, value: Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text),
        // Keys of old systems are often numbers.
        Value::Number(number) if name == "key" => Some(number.to_string()),
        Value::Array(items) if name == "keywords" => {
            let words: Option<Vec<String>> = items.into_iter().map(|item| words("", item)).collect();
            words.map(|words| words.join(","))
        }
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Refuses a file none of whose first lines was taken, if it is of another kind altogether.
///
/// # Errors
/// [`Error::Invalid`] on `file` naming what is missing.
pub(super) fn recognise(first: &[&Raw]) -> Result<()> {
    let objects: Vec<Map<String, Value>> = first
        .iter()
        .filter_map(|raw| serde_json::from_slice(&raw.text).ok())
        .collect();
    if objects.is_empty() {
        let text = format!(
            "这不是 JSON Lines 文件：开头 {} 行没有一行是 UTF-8 编码的 JSON 对象。",
            first.len()
        );
        return Err(Error::field("file", text));
    }
    let missing: Vec<&str> = ["key", "title"]
        .into_iter()
        .filter(|name| !objects.iter().any(|object| object.contains_key(*name)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let text = format!(
        "文件开头 {} 行都没有字段 {}；这不像可导入的文件。",
        first.len(),
        missing.join("、")
    );
    Err(Error::field("file", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_be_numbers_and_keywords_a_list() {
        let line = r#"{"key": 17, "title": "题", "keywords": ["教育", "招生"], "author": null, "extra": {}}"#;
        let fields = fields(line.as_bytes()).unwrap();
        assert_eq!(
            (
                fields.key.as_str(),
                fields.keywords.as_str(),
                fields.author.as_str()
            ),
            ("17", "教育,招生", "")
        );
    }

    #[test]
    fn a_broken_line_is_told_why() {
        let reason = |text: &[u8]| fields(text).unwrap_err().reason;
        assert!(reason(b"{\"key\": ").contains("JSON 有误"));
        assert!(reason(b"[1]").contains("不是 JSON 对象"));
        assert!(reason(b"{\"key\": \"\xff\"}").contains("UTF-8"));
        assert_eq!(
            reason(r#"{"key":"k","title":[],"published_at":1}"#.as_bytes()),
            "title 应是文字；published_at 应是文字"
        );
    }
}

//! Our own messages against the published JSON Schema files, by the words of JSON Schema that those files use.

use serde_json::Value;

/// # Panics
/// When the value does not keep to the schema, or the schema uses a word that is not known here.
pub fn check(file: &str, value: &Value) {
    let path = format!("{}/../../docs/schema/{file}", env!("CARGO_MANIFEST_DIR"));
    let root: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let faults = faults(&root, &root, value, "$");
    assert!(faults.is_empty(), "{file}\n{}", faults.join("\n"));
}

fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut want = |good: bool, what: &str| {
        if !good {
            found.push(format!("{at}: {what}: {value}"));
        }
    };
    let mut inner = Vec::new();
    for (word, wanted) in schema.as_object().unwrap() {
        let number = wanted.as_u64().unwrap_or_default();
        let count = |text: &str| text.chars().count() as u64;
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                inner.extend(faults(root, root.pointer(pointer).unwrap(), value, at));
            }
            "type" => want(
                match wanted.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64(),
                    "boolean" => value.is_boolean(),
                    other => panic!("{other}"),
                },
                "type",
            ),
            "const" => want(value == wanted, "const"),
            "enum" => want(wanted.as_array().unwrap().contains(value), "enum"),
            "minimum" => want(value.as_u64().is_some_and(|value| value >= number), "minimum"),
            "maximum" => want(value.as_u64().is_some_and(|value| value <= number), "maximum"),
            "minLength" => want(
                value.as_str().is_some_and(|text| count(text) >= number),
                "minLength",
            ),
            "maxLength" => want(
                value.as_str().is_some_and(|text| count(text) <= number),
                "maxLength",
            ),
            "maxItems" => want(
                value.as_array().is_some_and(|list| list.len() as u64 <= number),
                "maxItems",
            ),
            "pattern" => want(
                value
                    .as_str()
                    .is_some_and(|text| fits(wanted.as_str().unwrap(), text)),
                "pattern",
            ),
            "required" => {
                for name in wanted.as_array().unwrap() {
                    want(
                        value.get(name.as_str().unwrap()).is_some(),
                        &format!("lacks {name}"),
                    );
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        inner.extend(faults(root, schema, value, &format!("{at}.{name}")));
                    }
                }
            }
            "items" => {
                for (n, value) in value.as_array().into_iter().flatten().enumerate() {
                    inner.extend(faults(root, wanted, value, &format!("{at}[{n}]")));
                }
            }
            "oneOf" => {
                let all = wanted.as_array().unwrap();
                let fitting = all
                    .iter()
                    .filter(|schema| faults(root, schema, value, at).is_empty());
                want(fitting.count() == 1, "oneOf");
            }
            other => panic!("the schema says {other}, which this test does not know"),
        }
    }
    found.extend(inner);
    found
}

/// The forms of text the schemas know: addresses, uids, hashes.
fn fits(pattern: &str, text: &str) -> bool {
    let hex = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    match pattern {
        "^https?://" => text.starts_with("http://") || text.starts_with("https://"),
        "^[0-9a-f]{64}$" => text.len() == 64 && hex(text),
        "^[0-9a-f]{64}(:[0-9]+x[0-9]+)?$" => text.len() >= 64 && hex(&text[..64]),
        _ => text.len() == 36 && hex(&text.replace('-', "")),
    }
}

//! What stands in a text field, as HTML that is escaped once, whichever way it came.

use crate::text;
use crate::tree::{Element, Node};

/// The HTML of a field. Atom says which kind it is; RSS means HTML; naked markup is taken as it stands.
pub(crate) fn of(field: &Element) -> String {
    let kind = field.attribute("type").unwrap_or_default();
    let naked = field.elements().next().is_some();
    if field.attribute("mode") == Some("base64") || is_binary(kind) {
        return base64(&field.text());
    }
    match kind {
        "text" | "text/plain" | "plain" if !naked => text::escape(&field.text()),
        "xhtml" | "application/xhtml+xml" => {
            // The one div that Atom demands is no part of the text.
            let mut children = field.elements();
            match (children.next(), children.next()) {
                (Some(only), None) if only.name == "div" => inner(only),
                _ if naked => inner(field),
                _ => text::escape(&field.text()),
            }
        }
        _ => inner(field),
    }
}

/// What stands inside, as HTML: text that was escaped once, or markup that stands there naked.
fn inner(field: &Element) -> String {
    if field.elements().next().is_none() {
        return field.text();
    }
    let mut out = String::new();
    for node in &field.children {
        write(node, &mut out);
    }
    out.trim().to_owned()
}

fn write(node: &Node, out: &mut String) {
    const EMPTY: [&str; 6] = ["br", "hr", "img", "input", "col", "wbr"];
    match node {
        Node::Text(text) => out.push_str(&text::escape(text)),
        Node::Element(element) => {
            out.push('<');
            out.push_str(&element.name);
            let attributes = element.attributes.iter();
            for (name, value) in attributes.filter(|(name, _)| !name.starts_with("xmlns")) {
                let value = text::escape(value).replace('"', "&quot;");
                out.push_str(&format!(" {name}=\"{value}\""));
            }
            out.push('>');
            // What stands in an element that cannot hold anything stands behind it: nobody closed the element.
            for node in &element.children {
                write(node, out);
            }
            if !EMPTY.contains(&element.name.as_str()) {
                out.push_str(&format!("</{}>", element.name));
            }
        }
    }
}

/// Atom 1.0 sends what is neither text nor XML as base64.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") && !kind.ends_with("html")
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    let joined: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(&joined);
    bytes.map_or_else(
        |_| text.to_owned(),
        |bytes| text::printable(String::from_utf8_lossy(&bytes).into_owned()),
    )
}

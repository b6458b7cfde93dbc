// What the editor knows: exactly what the server keeps (crates/content/src/body/sanitize.rs), so that nothing is shown
// here that is gone after saving.
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

/** Colour and size stay behind; `data-style` is a style that was disarmed before parsing (see clean.js). */
export const styleOf = (dom) => ((dom.getAttribute("data-style") || "") + ";").toLowerCase().replace(/\s/g, "");

const alignOf = (dom) => {
  const style = styleOf(dom), align = (dom.getAttribute("align") || "").toLowerCase();
  for (const side of ["center", "right"]) {
    if (dom.classList.contains("align-" + side) || align === side || style.includes("text-align:" + side)) return side;
  }
  return "";
};
const blockAttrs = { align: { default: "" }, indent: { default: false } };
const readBlock = (dom) => ({ align: alignOf(dom), indent: dom.classList.contains("indent") });
const classes = (attrs) => {
  const names = [attrs.indent && "indent", attrs.align && "align-" + attrs.align].filter(Boolean);
  return names.length ? { class: names.join(" ") } : {};
};
const size = (dom, name) => (/^[1-9]\d{0,3}$/.test(dom.getAttribute(name) || "") ? dom.getAttribute(name) : null);

/** A picture of the library as `media:<hash>`, one under way as `upload:<n>`; others are not kept. */
const pictureOf = (dom) => {
  const src = dom.getAttribute("src") || "";
  const hash = /(?:^media:|\/media\/)([0-9a-f]{64})/.exec(src);
  if (!hash && !src.startsWith("upload:")) return false;
  return { src: hash ? "media:" + hash[1] : src, alt: dom.getAttribute("alt") || "", width: size(dom, "width"), height: size(dom, "height") };
};
const pictureAttrs = { src: {}, alt: { default: "" }, width: { default: null }, height: { default: null } };
const picture = (attrs) => {
  const out = { src: attrs.src, alt: attrs.alt };
  if (attrs.width) out.width = attrs.width;
  if (attrs.height) out.height = attrs.height;
  return ["img", out];
};

const mark = (tag, ...also) => ({ parseDOM: [tag, ...also].map((one) => (typeof one === "string" ? { tag: one } : one)), toDOM: () => [tag, 0] });

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    group: "block", content: "inline*", attrs: blockAttrs,
    parseDOM: [{ tag: "p", getAttrs: readBlock }],
    toDOM: (node) => ["p", classes(node.attrs), 0],
  },
  heading: {
    group: "block", content: "inline*", defining: true, attrs: { level: { default: 2 }, ...blockAttrs },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: "h" + level, getAttrs: (dom) => ({ level: Math.max(2, level), ...readBlock(dom) }) })),
    toDOM: (node) => ["h" + node.attrs.level, classes(node.attrs), 0],
  },
  blockquote: { group: "block", content: "block+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: {
    group: "block", content: "list_item+", attrs: { start: { default: 1 } },
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: Number(size(dom, "start") || 1) }) }],
    toDOM: (node) => ["ol", node.attrs.start > 1 ? { start: node.attrs.start } : {}, 0],
  },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  code_block: {
    group: "block", content: "text*", marks: "", code: true, defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }], toDOM: () => ["pre", ["code", 0]],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  figure: {
    group: "block", content: "inline*", attrs: pictureAttrs, defining: true,
    parseDOM: [{ tag: "figure", contentElement: (dom) => dom.querySelector("figcaption") || dom.ownerDocument.createElement("p"), getAttrs: (dom) => { const img = dom.querySelector("img"); return !!img && pictureOf(img); } }],
    toDOM: (node) => ["figure", picture(node.attrs), ["figcaption", 0]],
  },
  ...tableNodes({ tableGroup: "block", cellContent: "block+", cellAttributes: {} }),
  text: { group: "inline" },
  image: {
    group: "inline", inline: true, draggable: true, attrs: pictureAttrs,
    parseDOM: [{ tag: "img", getAttrs: pictureOf }], toDOM: (node) => picture(node.attrs),
  },
  hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  footnote: {
    group: "inline", inline: true, atom: true, attrs: { text: { default: "" } },
    parseDOM: [{ tag: "span[data-footnote]", getAttrs: (dom) => ({ text: dom.getAttribute("data-footnote") }) }],
    toDOM: (node) => ["span", { "data-footnote": node.attrs.text, title: "脚注：" + node.attrs.text }],
  },
};

const styled = (test) => ({ tag: "span", consuming: false, getAttrs: (dom) => (test(styleOf(dom)) ? null : false) });
const marks = {
  link: {
    attrs: { href: {}, title: { default: null } }, inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (keepsLink(dom.getAttribute("href")) ? { href: dom.getAttribute("href"), title: dom.getAttribute("title") } : false) }],
    toDOM: (node) => ["a", node.attrs, 0],
  },
  em: mark("em", "i"),
  strong: {
    // Google's outer <b> is no bold; Word's bold carries "mso-bidi-font-weight:normal" and is.
    parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => (/(^|;)font-weight:(normal|400)/.test(styleOf(dom)) ? false : null) }, styled((style) => /(^|;)font-weight:(bold|[6-9]00)/.test(style))],
    toDOM: () => ["strong", 0],
  },
  u: mark("u", styled((style) => /(^|;)text-decoration:underline/.test(style))),
  s: mark("s", "strike", "del"),
  sup: mark("sup"),
  sub: mark("sub"),
  code: mark("code"),
};

/** The same addresses that the server keeps. */
export function keepsLink(href) {
  return /^(https?:\/\/|mailto:|tel:)/i.test(href) || /^media:[0-9a-f]{64}$/.test(href) || /^article:[0-9a-f-]{36}$/.test(href) || /^\/(?![/\\])/.test(href);
}

export const schema = new Schema({ nodes, marks });

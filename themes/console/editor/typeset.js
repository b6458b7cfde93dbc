// 一键排版: what an office would do by hand. The two-character indent of paragraphs is the page's style, so blanks that
// stand for it go.
import { Fragment } from "prosemirror-model";
import { schema } from "./schema.js";

const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff，。；：？！、（）《》“”‘’【】";
const WIDE = { ",": "，", ";": "；", ":": "：", "?": "？", "!": "！" };
const between = new RegExp(`(?<=[${HAN}])\\s*([,;:?!])\\s*(?=[${HAN}]|$)`, "g");
const stop = new RegExp(`(?<=[${HAN}])\\.(?=[${HAN}]|$)`, "g");
const brackets = new RegExp(`\\(([^()]*[${HAN}][^()]*)\\)`, "g");
const blanks = new RegExp(`(?<=[${HAN}])[ \\u00a0]+(?=[${HAN}])`, "g");

/** Punctuation between Chinese characters becomes full-width, blanks between them go. Numbers and addresses stay. */
export function punctuate(text) {
  return text.replace(between, (_, sign) => WIDE[sign]).replace(stop, "。").replace(brackets, "（$1）").replace(/\.{3,}|。{3,}/g, "……").replace(blanks, "");
}

const empty = (node) => node.type === schema.nodes.paragraph && !node.textContent.replace(/[\s\u00a0\u3000\u200b]/g, "") && !hasAtom(node);
function hasAtom(node) {
  let found = false;
  node.descendants((child) => { if (child.isLeaf && !child.isText && child.type !== schema.nodes.hard_break) found = true; });
  return found;
}

/** The text of a run of inline nodes, set anew; the first loses its leading blanks. */
function inline(content, code) {
  const out = [];
  let begun = false;
  content.forEach((node) => {
    if (!node.isText || code || node.marks.some((mark) => mark.type === schema.marks.code)) { begun = true; out.push(node); return; }
    let text = punctuate(node.text);
    if (!begun) text = text.replace(/^[\s\u00a0\u3000]+/, "");
    if (text) { begun = true; out.push(schema.text(text, node.marks)); }
  });
  while (out.length && out[out.length - 1].type === schema.nodes.hard_break) out.pop();
  return Fragment.from(out);
}

/** 一、 and （一） at the beginning of a short line that ends without a stop are headings of the second and third level. */
function headed(node) {
  const text = node.textContent.trim();
  if (node.type !== schema.nodes.paragraph || text.length > 40 || /[。；，！？：]$/.test(text)) return node;
  const level = /^[一二三四五六七八九十]+、/.test(text) ? 2 : /^（[一二三四五六七八九十]+）/.test(text) ? 3 : 0;
  return level ? schema.nodes.heading.create({ level, align: node.attrs.align }, node.content) : node;
}

function table(node) {
  const rows = [];
  node.forEach((row) => rows.push(row));
  let headerCell = false;
  node.descendants((cell) => { if (cell.type === schema.nodes.table_header) headerCell = true; });
  const spans = (row) => { let more = false; row.forEach((cell) => { if (cell.attrs.rowspan > 1) more = true; }); return more; };
  const set = rows.map((row, at) => {
    const cells = [];
    row.forEach((cell) => {
      const type = at === 0 && !headerCell && rows.length > 1 && !spans(row) ? schema.nodes.table_header : cell.type;
      cells.push(type.create({ ...cell.attrs, colwidth: null }, blocks(cell.content, true)));
    });
    return row.type.create(row.attrs, cells);
  }).filter((row) => row.textContent.trim() || hasAtom(row) || spans(row) || rows.length === 1);
  return node.type.create(node.attrs, set);
}

function blocks(content, within) {
  const out = [];
  content.forEach((node) => {
    if (empty(node)) return;
    if (node.type === schema.nodes.table) out.push(table(node));
    else if (node.isTextblock) {
      const set = node.type.create({ ...node.attrs, ...(node.attrs.indent ? { indent: false } : {}) }, inline(node.content, node.type === schema.nodes.code_block));
      out.push(within ? set : headed(set));
    } else out.push(node.copy(blocks(node.content, node.type !== schema.nodes.blockquote || within)));
  });
  return Fragment.from(out.length ? out : [schema.nodes.paragraph.create()]);
}

/** Headings begin at the second level (the page's title is the first) and go down by one. */
function levels(content) {
  let base = 0, last = 1;
  content.forEach((node) => { if (node.type === schema.nodes.heading) base = base ? Math.min(base, node.attrs.level) : node.attrs.level; });
  const out = [];
  content.forEach((node) => {
    if (node.type !== schema.nodes.heading) { out.push(node); return; }
    last = Math.min(node.attrs.level - base + 2, last + 1);
    out.push(node.type.create({ ...node.attrs, level: last }, node.content));
  });
  return Fragment.from(out);
}

/** As a command: one step, undone by one. */
export function typeset(state, dispatch) {
  const content = levels(blocks(state.doc.content, false));
  if (dispatch) dispatch(state.tr.replaceWith(0, state.doc.content.size, content).scrollIntoView());
  return true;
}

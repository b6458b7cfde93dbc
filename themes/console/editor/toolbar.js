// The row of buttons over the text. Arrow keys go through it; every button says its key.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable, mergeCells, splitCell, toggleHeaderRow } from "prosemirror-tables";
import { ask } from "./dialog.js";
import { insertFiles } from "./pictures.js";
import { keepsLink, schema } from "./schema.js";
import { typeset } from "./typeset.js";

const { nodes, marks } = schema;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const key = (text) => text && (MAC ? text.replace("Ctrl", "⌘").replace("Alt", "⌥") : text);

const marked = (type) => (state) => {
  const { from, to, empty, $from } = state.selection;
  return !!(empty ? type.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, type));
};
const within = (type) => (state) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
};
const block = (state) => state.selection.$from.parent;

function align(side) {
  return (state, dispatch) => {
    const tr = state.tr;
    state.doc.nodesBetween(state.selection.from, state.selection.to, (node, at) => {
      if (node.type === nodes.paragraph || node.type === nodes.heading) tr.setNodeMarkup(at, null, { ...node.attrs, align: node.attrs.align === side ? "" : side });
    });
    if (dispatch && tr.docChanged) dispatch(tr);
    return tr.docChanged;
  };
}
const list = (type) => (state, dispatch, view) => (within(type)(state) ? liftListItem(nodes.list_item) : wrapInList(type))(state, dispatch, view);
const quote = (state, dispatch, view) => (within(nodes.blockquote)(state) ? lift : wrapIn(nodes.blockquote))(state, dispatch, view);

export function plain(state, dispatch) {
  const { from, to, empty } = state.selection;
  const tr = empty ? state.tr.setStoredMarks([]) : state.tr.removeMark(from, to);
  if (!empty) state.doc.nodesBetween(from, to, (node, at) => { if (node.type === nodes.heading || (node.type === nodes.paragraph && (node.attrs.align || node.attrs.indent))) tr.setNodeMarkup(at, nodes.paragraph, {}); });
  if (dispatch) dispatch(tr);
  return true;
}

export async function link(view) {
  const { state } = view, { from, to, empty, $from } = state.selection;
  const there = marks.link.isInSet(empty ? $from.marks() : state.doc.resolve(from + 1).marks());
  const said = await ask("链接", [
    { name: "href", label: "地址", value: there ? there.attrs.href : "", help: "以 https:// 开头，或本站地址如 /news/。留空则去掉链接。" },
    ...(empty && !there ? [{ name: "text", label: "文字" }] : []),
  ]);
  view.focus();
  if (!said) return;
  let [a, b] = [from, to];
  if (empty && there) {
    const parent = $from.parent, start = $from.start();
    parent.forEach((child, offset) => { if (there.isInSet(child.marks) && start + offset <= from && start + offset + child.nodeSize >= from) { a = start + offset; b = a + child.nodeSize; } });
  }
  const tr = view.state.tr;
  if (!said.href) { view.dispatch(tr.removeMark(a, b, marks.link)); return; }
  const href = /^(www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.(cn|com|org|net)(\/|$))/i.test(said.href) ? "https://" + said.href : said.href;
  if (!keepsLink(href)) { await ask("这个地址不能用作链接", [], "知道了"); view.focus(); return; }
  const mark = marks.link.create({ href });
  if (a === b) tr.replaceSelectionWith(schema.text(said.text || href, [mark]), false); else tr.addMark(a, b, mark);
  view.dispatch(tr.scrollIntoView());
}

export async function footnote(view) {
  const there = view.state.selection instanceof NodeSelection && view.state.selection.node.type === nodes.footnote ? view.state.selection.node : null;
  const said = await ask("脚注", [{ name: "text", label: "脚注文字", type: "area", value: there ? there.attrs.text : "", required: true }]);
  view.focus();
  if (said && said.text) view.dispatch(view.state.tr.replaceSelectionWith(nodes.footnote.create({ text: said.text }), false));
}

export async function describe(view) {
  const { selection } = view.state;
  const node = selection instanceof NodeSelection ? selection.node : selection.$from.parent;
  const at = selection instanceof NodeSelection ? selection.from : selection.$from.before();
  if (node.type !== nodes.image && node.type !== nodes.figure) return;
  const said = await ask("图片说明", [
    { name: "alt", label: "替代文字", value: node.attrs.alt, help: "给看不见图片的人：图里有谁、在做什么。" },
    { name: "caption", label: "图注", value: node.type === nodes.figure ? node.textContent : "", help: "显示在图片下方，可写拍摄者；不填则没有。" },
  ]);
  view.focus();
  if (!said) return;
  const attrs = { ...node.attrs, alt: said.alt };
  const tr = view.state.tr, $at = tr.doc.resolve(at);
  if (!said.caption && node.type === nodes.image) tr.setNodeMarkup(at, null, attrs, node.marks);
  else if (!said.caption) tr.replaceWith(at, at + node.nodeSize, nodes.paragraph.create(null, nodes.image.create(attrs)));
  else {
    const figure = nodes.figure.create(attrs, schema.text(said.caption));
    const alone = node.type === nodes.image && $at.depth === 1 && $at.parent.childCount === 1;
    if (node.type === nodes.figure) tr.replaceWith(at, at + node.nodeSize, figure);
    else if (alone) tr.replaceWith($at.before(), $at.after(), figure);
    else tr.delete(at, at + node.nodeSize).insert(tr.doc.resolve(at).after(1), figure);
  }
  view.dispatch(tr);
}

export async function table(view) {
  const said = await ask("插入表格", [{ name: "rows", label: "行数（含表头）", type: "number", value: "3" }, { name: "columns", label: "列数", type: "number", value: "3" }]);
  view.focus();
  if (!said) return;
  const bound = (text) => Math.max(1, Math.min(50, Number(text) || 3));
  const rows = Array.from({ length: bound(said.rows) }, (_, at) => nodes.table_row.create(null, Array.from({ length: bound(said.columns) }, () => (at ? nodes.table_cell : nodes.table_header).createAndFill())));
  view.dispatch(view.state.tr.replaceSelectionWith(nodes.table.create(null, rows)).scrollIntoView());
}

function choose(view) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/png,image/jpeg,image/gif,image/webp";
  input.multiple = true;
  input.addEventListener("change", () => { insertFiles(view, input.files); view.focus(); });
  input.click();
}

const command = (label, run, more = {}) => ({ label, run: (view) => { run(view.state, view.dispatch, view); view.focus(); }, can: (state) => run(state), ...more });
const act = (label, run, more = {}) => ({ label, run, ...more });

const picked = (state) => (state.selection instanceof NodeSelection && state.selection.node.type === nodes.image) || block(state).type === nodes.figure || (state.selection instanceof NodeSelection && state.selection.node.type === nodes.figure);

export const GROUPS = [
  [command("撤销", undo, { keys: "Ctrl+Z" }), command("重做", redo, { keys: "Ctrl+Y" })],
  [{ styles: true, label: "段落样式" }],
  [command("加粗", toggleMark(marks.strong), { keys: "Ctrl+B", on: marked(marks.strong) }), command("斜体", toggleMark(marks.em), { keys: "Ctrl+I", on: marked(marks.em) }), command("下划线", toggleMark(marks.u), { keys: "Ctrl+U", on: marked(marks.u) })],
  [command("居中", align("center"), { on: (state) => block(state).attrs.align === "center" }), command("居右", align("right"), { on: (state) => block(state).attrs.align === "right" })],
  [command("项目列表", list(nodes.bullet_list), { keys: "Ctrl+Shift+8", on: within(nodes.bullet_list) }), command("编号列表", list(nodes.ordered_list), { keys: "Ctrl+Shift+9", on: within(nodes.ordered_list) }), command("引用", quote, { on: within(nodes.blockquote) })],
  [act("链接", link, { keys: "Ctrl+K", on: marked(marks.link) }), act("图片", choose), act("图片说明", describe, { only: picked }), act("表格", table), act("脚注", footnote)],
  [command("一键排版", typeset, { keys: "Ctrl+Shift+F", strong: true }), command("清除格式", plain, { keys: "Ctrl+\\" })],
];
const TABLE = [
  command("加一行", addRowAfter), command("加一列", addColumnAfter), command("删本行", deleteRow), command("删本列", deleteColumn),
  command("合并单元格", mergeCells), command("拆分单元格", splitCell), command("首行作表头", toggleHeaderRow), command("删除表格", deleteTable),
];

const STYLES = [["正文", 0], ["二级标题", 2], ["三级标题", 3], ["四级标题", 4]];

function button(item, view) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "ed-tool" + (item.strong ? " is-main" : "");
  b.textContent = item.label;
  if (item.keys) { b.title = `${item.label}（${key(item.keys)}）`; b.setAttribute("aria-keyshortcuts", item.keys.replace("Ctrl", MAC ? "Meta" : "Control")); }
  b.addEventListener("mousedown", (e) => e.preventDefault());
  b.addEventListener("click", () => item.run(view()));
  return b;
}

function styles(view) {
  const select = document.createElement("select");
  select.className = "ed-tool";
  select.setAttribute("aria-label", "段落样式");
  for (const [label, value] of STYLES) select.append(new Option(label, value));
  select.addEventListener("change", () => {
    const level = Number(select.value), { state, dispatch } = view();
    (level ? setBlockType(nodes.heading, { level }) : setBlockType(nodes.paragraph))(state, dispatch);
    view().focus();
  });
  return select;
}

/** The toolbar; `update` shows what holds where the cursor is. */
export function toolbar(view) {
  const bar = document.createElement("div"), tables = document.createElement("div"), shown = [];
  bar.className = "ed-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "正文编辑工具");
  tables.className = "ed-group ed-tables";
  for (const items of GROUPS) {
    const group = document.createElement("div");
    group.className = "ed-group";
    for (const item of items) { const el = item.styles ? styles(view) : button(item, view); shown.push([item, el]); group.append(el); }
    bar.append(group);
  }
  for (const item of TABLE) { const el = button(item, view); shown.push([item, el]); tables.append(el); }
  bar.append(tables);
  const all = () => shown.map(([, el]) => el).filter((el) => !el.disabled && el.offsetParent);
  bar.addEventListener("keydown", (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step || e.target.localName === "select") return;
    const row = all(), next = row[(row.indexOf(e.target) + step + row.length) % row.length];
    if (next) { e.preventDefault(); next.focus(); }
  });
  const update = (state) => {
    tables.hidden = !isInTable(state);
    for (const [item, el] of shown) {
      if (item.styles) { const at = block(state); el.value = at.type === nodes.heading ? String(Math.min(4, at.attrs.level)) : "0"; continue; }
      if (item.on) { const on = item.on(state); el.classList.toggle("is-on", on); el.setAttribute("aria-pressed", String(on)); }
      if (item.only) el.disabled = !item.only(state);
      else if (item.can) el.disabled = !item.can(state);
    }
  };
  return { bar, update };
}

// The writing form with script: rich text for HTML bodies, autosave, the copy in the browser.
import { baseKeymap, chainCommands, exitCode, toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, Plugin } from "prosemirror-state";
import { goToNextCell, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { clean } from "./clean.js";
import { read, write } from "./html.js";
import { insertFiles, keep, pictureView, underWay } from "./pictures.js";
import { schema } from "./schema.js";
import { watch } from "./slots.js";
import { footnote, link, plain, toolbar } from "./toolbar.js";
import { typeset } from "./typeset.js";

const { nodes, marks } = schema;
const form = document.querySelector("form[data-slot]");

function keys(view) {
  const hardBreak = chainCommands(exitCode, (state, dispatch) => { if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView()); return true; });
  return {
    "Mod-z": undo, "Shift-Mod-z": redo, "Mod-y": redo,
    "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-u": toggleMark(marks.u),
    "Mod-k": () => { link(view()); return true; }, "Mod-Alt-f": () => { footnote(view()); return true; },
    "Mod-Shift-f": typeset, "Mod-\\": plain,
    "Shift-Mod-8": wrapInList(nodes.bullet_list), "Shift-Mod-9": wrapInList(nodes.ordered_list),
    Enter: splitListItem(nodes.list_item), "Shift-Enter": hardBreak,
    Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)), "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
    // Ctrl+Enter is the page's: it presses the main button.
    "Mod-Enter": () => false,
  };
}

const rules = inputRules({ rules: [
  textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, (found) => ({ level: found[1].length })),
  wrappingInputRule(/^\s*([-*])\s$/, nodes.bullet_list),
  wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (found) => ({ start: Number(found[1]) }), (found, node) => node.childCount + node.attrs.start === Number(found[1])),
  wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
] });

/** Puts the editor in place of the text area; the area keeps what is sent. */
function mount(area, doc) {
  const shell = document.createElement("div"), note = document.createElement("p"), label = document.querySelector(`label[for="${area.id}"]`);
  shell.className = "ed";
  note.className = "ed-note";
  note.setAttribute("role", "status");
  note.hidden = true;
  let view = null, rtf = "";
  const tools = toolbar(() => view);
  const say = (words) => { note.textContent = words; note.hidden = !words; };
  const progress = () => {
    if (!view) return;
    const { under, failed } = underWay(view.state.doc);
    if (under || failed) say([under && `${under} 张图片正在上传`, failed && `${failed} 张图片没有传上去，请重新上传或删去`].filter(Boolean).join("，") + "。");
    else if (/图片正在上传|没有传上去/.test(note.textContent)) say("");
  };
  const settings = { media: form.dataset.media, upload: form.dataset.upload, csrf: () => form.elements.csrf_token.value, changed: progress };
  const pasted = new Plugin({ props: {
    handleDOMEvents: { paste: (_, e) => { rtf = e.clipboardData ? e.clipboardData.getData("text/rtf") : ""; return false; } },
    transformPastedHTML: (html) => {
      if (html.includes("data-pm-slice")) return html;
      const { html: pure, lost } = clean(html, rtf, keep);
      if (lost) say(`有 ${lost} 张图片没有随文字带过来（在别处的网站或本机文件里），请另存后用“图片”上传。`);
      return pure;
    },
    handlePaste: (v, e) => !(e.clipboardData.types || []).includes("text/html") && insertFiles(v, e.clipboardData.files),
    handleDrop: (v, e, _, moved) => {
      if (moved || !e.dataTransfer || !e.dataTransfer.files.length) return false;
      const at = v.posAtCoords({ left: e.clientX, top: e.clientY });
      return insertFiles(v, e.dataTransfer.files, at && at.pos);
    },
  } });
  const state = EditorState.create({ doc, plugins: [rules, keymap(keys(() => view)), keymap(baseKeymap), history(), dropCursor(), gapCursor(), tableEditing(), pasted] });
  const place = document.createElement("div");
  shell.append(tools.bar, note, place);
  area.after(shell);
  area.hidden = true;
  area.required = false;
  let dirty = false;
  view = new EditorView(place, {
    state,
    nodeViews: { image: pictureView(settings), figure: pictureView(settings) },
    attributes: { id: area.id + "-rich", class: "ed-text zs-body", role: "textbox", "aria-multiline": "true", "aria-label": "正文" },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      tools.update(view.state);
      if (tr.docChanged) { dirty = true; progress(); form.dispatchEvent(new Event("input", { bubbles: true })); document.dispatchEvent(new Event("zisha:typed")); }
    },
  });
  if (label) label.htmlFor = area.id + "-rich";
  if (label) label.addEventListener("click", () => view.focus());
  tools.update(view.state);
  return {
    sync: () => { if (dirty) { area.value = write(view.state.doc); dirty = false; } },
    waits: () => underWay(view.state.doc),
    say,
    leave: () => { area.value = write(view.state.doc); view.destroy(); shell.remove(); area.hidden = false; if (label) label.htmlFor = area.id; },
  };
}

function start() {
  const area = form.elements.body, formats = [...form.querySelectorAll("input[name=body_format]")];
  const chosen = () => formats.find((one) => one.checked);
  const bar = document.querySelector("[data-editor-bar]");
  let editor = null;
  // A new text is written as rich text; one that was begun as Markdown stays so.
  const fresh = !area.value.trim() && form.dataset.fresh === "true";
  if (fresh && chosen() && chosen().value === "markdown") formats.find((one) => one.value === "html").checked = true;

  const open = (anyway) => {
    const { doc, whole } = read(area.value);
    if (!whole && !anyway) { bar.hidden = false; return; }
    bar.hidden = true;
    editor = mount(area, doc);
  };
  const shut = () => { if (editor) { editor.leave(); editor = null; } bar.hidden = true; };
  if (chosen() && chosen().value === "html") open(false);
  bar.querySelector("button").addEventListener("click", () => open(true));
  formats.forEach((one) => one.addEventListener("change", () => { shut(); if (one.checked && one.value === "html") open(false); }));
  form.addEventListener("submit", (e) => {
    if (!editor) return;
    editor.sync();
    if (editor.waits().under) { e.preventDefault(); e.stopImmediatePropagation(); editor.say("图片还在上传，传完后再保存。"); }
  }, true);
  const sync = () => { if (editor) editor.sync(); };
  return { sync, shut, open };
}

/** The copy that lies in the browser: put back into the form, field by field. */
function restore(editor, text) {
  const fields = new URLSearchParams(text);
  editor.shut();
  for (const el of form.elements) {
    if (!el.name || ["csrf_token", "slot", "revision", "do"].includes(el.name) || el.type === "file") continue;
    if (el.type === "checkbox" || el.type === "radio") el.checked = fields.getAll(el.name).includes(el.value);
    else if (fields.has(el.name)) el.value = fields.get(el.name);
  }
  if (form.elements.body_format.value === "html") editor.open(false);
  document.dispatchEvent(new Event("zisha:typed"));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

if (form) {
  const editor = start();
  const slots = watch(form, editor.sync);
  const copy = slots.kept(), offer = document.querySelector("[data-local-copy]");
  if (copy) {
    offer.hidden = false;
    offer.querySelector("[data-when]").textContent = new Date(copy.at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" });
    offer.querySelector("[data-take]").addEventListener("click", () => { offer.hidden = true; slots.drop(copy.from); restore(editor, copy.text); });
    offer.querySelector("[data-drop]").addEventListener("click", () => { offer.hidden = true; slots.drop(copy.from); });
  }
}

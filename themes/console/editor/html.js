// Between the form's field and the editor's document.
import { DOMParser as Reader, DOMSerializer } from "prosemirror-model";
import { inert } from "./clean.js";
import { schema } from "./schema.js";

const KNOWN = new Set("html head body p h1 h2 h3 h4 h5 h6 blockquote ul ol li pre code hr figure figcaption img table thead tbody tfoot tr th td colgroup col br a em i strong b u s del strike sup sub span font div center o:p".split(" "));
const squeezed = (text) => text.replace(/[\s\u00a0]+/g, "");

/** The document of a body, and whether the editor would keep all of it. */
export function read(html) {
  const page = inert(html);
  const kept = ![...page.querySelectorAll("*")].some((el) => !KNOWN.has(el.localName) && !(el.localName === "section" && el.classList.contains("footnotes")) && !el.closest("script, style"));
  footnotesIn(page);
  const doc = Reader.fromSchema(schema).parse(page.body);
  return { doc, whole: kept && squeezed(page.body.textContent) === squeezed(doc.textContent) };
}

/** `<sup><a href="#fn-1">` and the list at the end become one thing that carries its words. */
function footnotesIn(page) {
  for (const a of page.querySelectorAll('sup > a[href^="#fn-"]')) {
    const note = page.getElementById(a.getAttribute("href").slice(1));
    if (!note) continue;
    const words = note.cloneNode(true);
    words.querySelectorAll('a[href^="#fnref-"]').forEach((back) => back.remove());
    const span = page.createElement("span");
    span.setAttribute("data-footnote", words.textContent.trim());
    a.closest("sup").replaceWith(span);
  }
  page.querySelectorAll("section.footnotes").forEach((section) => section.remove());
}

/** The body as it is sent: one block a line, so that versions can be laid beside each other. Pictures under way stay out. */
export function write(doc) {
  const page = document.implementation.createHTMLDocument("");
  const root = page.body;
  root.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: page }));
  root.querySelectorAll('img[src^="upload:"]').forEach((img) => (img.closest("figure") || img).remove());
  root.querySelectorAll("td, th, li").forEach((cell) => {
    cell.removeAttribute("data-colwidth");
    const [only] = cell.children;
    if (only && only.localName === "p" && !only.className && (cell.children.length === 1 || (cell.localName === "li" && only.nextElementSibling && /^[uo]l$/.test(only.nextElementSibling.localName)))) only.replaceWith(...only.childNodes);
  });
  root.querySelectorAll("figure > figcaption:empty").forEach((caption) => caption.remove());
  footnotesOut(root, page);
  const last = root.lastElementChild;
  if (last && last.localName === "p" && !last.childNodes.length) last.remove();
  return [...root.children].map((block) => block.outerHTML).join("\n");
}

function footnotesOut(root, page) {
  const notes = [...root.querySelectorAll("span[data-footnote]")];
  if (!notes.length) return;
  const section = page.createElement("section"), list = page.createElement("ol");
  section.className = "footnotes";
  section.append(list);
  notes.forEach((span, at) => {
    const link = (href, words, id) => { const a = page.createElement("a"); a.setAttribute("href", href); if (id) a.id = id; a.textContent = words; return a; };
    const sup = page.createElement("sup"), item = page.createElement("li"), p = page.createElement("p");
    sup.append(link(`#fn-${at + 1}`, String(at + 1), `fnref-${at + 1}`));
    item.id = `fn-${at + 1}`;
    p.append(span.getAttribute("data-footnote") + " ", link(`#fnref-${at + 1}`, "↩"));
    item.append(p);
    list.append(item);
    span.replaceWith(sup);
  });
  root.append(section);
}

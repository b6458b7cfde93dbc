// What is pasted from Word, WPS and web pages: lists, headings and pictures are made out, the rest of the office dress
// falls off. What the schema does not know goes when it is parsed.
import { styleOf } from "./schema.js";

/** A document that neither loads pictures nor applies styles nor knows handlers; styles stay readable as `data-style`. */
export function inert(html) {
  const quiet = html.replace(/<style\b[\s\S]*?(<\/style\s*>|$)/gi, "").replace(/<base\b[^>]*>?/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/([\s"'/])on([a-z]+)\s*=/gi, "$1data-on$2="));
  return new DOMParser().parseFromString(quiet, "text/html");
}

const each = (root, what, then) => root.querySelectorAll(what).forEach(then);
const unwrap = (el) => el.replaceWith(...el.childNodes);
export const BLANK = /^[\s\u00a0\u3000\ufeff\u200b]*$/;

/**
 * Clean markup of what was pasted. `keep(blob)` takes a picture in and answers `upload:<n>`; `rtf` is Word's second
 * form of the same, in which its pictures really are. `lost` counts pictures that could not be had.
 */
export function clean(html, rtf, keep) {
  const doc = inert(html), body = doc.body;
  const walker = doc.createTreeWalker(doc, NodeFilter.SHOW_COMMENT), comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((comment) => comment.remove());
  each(body, "style, script, meta, link, title, xml, template, noscript, iframe, object, svg, math, input, button, select", (el) => el.remove());
  each(body, "*", (el) => {
    if (!el.localName.includes(":")) return;
    if (BLANK.test(el.textContent) && !el.querySelector("img")) el.remove(); else unwrap(el);
  });
  const lost = pictures(body, rtf, keep);
  lists(body, doc);
  each(body, "p", (p) => {
    const level = /(?:^|;)mso-outline-level:([1-6])/.exec(styleOf(p));
    if (level) rename(p, "h" + Math.min(6, Number(level[1]) + 1), doc);
  });
  each(body, "span, font", (el) => { if (!el.hasAttribute("data-style")) unwrap(el); });
  each(body, "p", (p) => { if (BLANK.test(p.textContent) && !p.querySelector("img") && !p.closest("td, th")) p.remove(); });
  each(body, "a", (a) => { if (!a.getAttribute("href") || /^#_/.test(a.getAttribute("href"))) unwrap(a); });
  return { html: body.innerHTML, lost };
}

function rename(el, tag, doc) {
  const next = doc.createElement(tag);
  for (const name of ["class", "align", "data-style"]) if (el.hasAttribute(name)) next.setAttribute(name, el.getAttribute(name));
  next.append(...el.childNodes);
  el.replaceWith(next);
  return next;
}

function pictures(body, rtf, keep) {
  const inRtf = fromRtf(rtf);
  let lost = 0, at = 0;
  each(body, "img", (img) => {
    const src = img.getAttribute("src") || "";
    const blob = src.startsWith("data:image/") ? fromDataUrl(src) : /^file:/i.test(src) ? inRtf[at++] : null;
    if (blob) img.setAttribute("src", keep(blob));
    else if (!/(^media:|\/media\/)[0-9a-f]{64}/.test(src)) { lost += 1; img.remove(); }
  });
  return lost;
}

function fromDataUrl(url) {
  const parts = /^data:(image\/[a-z+.-]+);base64,([\s\S]*)$/i.exec(url);
  if (!parts) return null;
  try {
    return new Blob([Uint8Array.from(atob(parts[2].replace(/\s/g, "")), (c) => c.charCodeAt(0))], { type: parts[1] });
  } catch { return null; }
}

/** The pictures of a rich text clipboard in their order: `{\pict … \pngblip <hex>}`. */
function fromRtf(rtf) {
  const found = [];
  for (const part of (rtf || "").matchAll(/\{\\pict([\s\S]*?)\}(?=[^{]*)/g)) {
    const hex = part[1].replace(/\{[^}]*\}?/g, "").replace(/\\\*?[a-z]+-?\d* ?/gi, "").replace(/[^0-9a-f]/gi, "");
    const type = part[1].includes("\\pngblip") ? "image/png" : part[1].includes("\\jpegblip") ? "image/jpeg" : null;
    if (type && hex.length > 64) found.push(new Blob([Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16))], { type }));
  }
  return found;
}

/** Word writes a list as paragraphs that say `mso-list:l0 level2`, with the mark as text in a span of its own. */
function lists(body, doc) {
  const level = (el) => { const said = el.nodeType === 1 && /(?:^|;)mso-list:l\d+level(\d)/.exec(styleOf(el)); return said ? Number(said[1]) : 0; };
  const items = [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")].filter((p) => level(p));
  let open = [], last = null;
  for (const p of items) {
    const deep = level(p);
    const sign = [...p.querySelectorAll("[data-style]")].find((span) => /mso-list:ignore/.test(styleOf(span)));
    const text = sign ? sign.textContent.trim() : "";
    if (sign) sign.remove();
    const tag = /^[(（]?([0-9]+|[a-z]|[ivx]+|[一二三四五六七八九十百]+)[.)、．）]/i.test(text) ? "ol" : "ul";
    if (!last || !follows(last, p)) open = [];
    open = open.slice(0, deep);
    while (open.length < deep) {
      const list = doc.createElement(tag), above = open[open.length - 1];
      if (above) (above.lastElementChild || above.appendChild(doc.createElement("li"))).append(list);
      else p.before(list);
      open.push(list);
    }
    const item = doc.createElement("li");
    const line = doc.createElement("p");
    line.append(...p.childNodes);
    item.append(line);
    open[deep - 1].append(item);
    last = open[0];
    p.remove();
  }
}

function follows(list, p) {
  let next = list.nextSibling;
  while (next && next.nodeType === 3 && BLANK.test(next.data)) next = next.nextSibling;
  return next === p;
}

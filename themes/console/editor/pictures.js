// Pictures: shown from the site's own library, sent there when they are pasted, dropped or chosen.
import { schema } from "./schema.js";

const waiting = new Map();
let count = 0;

/** Takes a picture in; it is sent as soon as the editor shows it. */
export function keep(blob) {
  count += 1;
  const name = "upload:" + count;
  const one = { blob, url: "", part: 0, failed: "", sent: false, show: () => {} };
  waiting.set(name, one);
  // Shown as data: the page's policy allows no other address of its own making.
  const reader = new FileReader();
  reader.onload = () => { one.url = reader.result; one.show(); };
  reader.readAsDataURL(blob);
  return name;
}

/** How many of a document's pictures are under way, and how many could not be sent. */
export function underWay(doc) {
  let under = 0, failed = 0;
  doc.descendants((node) => {
    const one = node.attrs.src && waiting.get(node.attrs.src);
    if (one) { if (one.failed) failed += 1; else under += 1; }
  });
  return { under, failed };
}

function send(one, to, csrf, progress) {
  return new Promise((done, fail) => {
    const form = new FormData();
    const kind = (one.blob.type.split("/")[1] || "png").replace("jpeg", "jpg").replace(/\W.*/, "");
    form.append("csrf_token", csrf());
    form.append("alt", "");
    form.append("file", one.blob, one.blob.name || `粘贴的图片.${kind}`);
    const request = new XMLHttpRequest();
    request.open("POST", to);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (e) => { if (e.lengthComputable) { one.part = Math.round((e.loaded / e.total) * 100); progress(); } };
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* said below */ }
      if (request.status < 300 && answer.hash) done(answer);
      else fail(request.status === 401 ? "登录已过期" : (answer.errors && answer.errors[0] && answer.errors[0].text) || answer.detail || "服务器没有收下");
    };
    request.onerror = () => fail("网络不通");
    request.send(form);
  });
}

/** A node view for both a picture in the line and a figure. */
export function pictureView(settings) {
  return (node, view, at) => {
    const figure = node.type === schema.nodes.figure;
    const dom = document.createElement(figure ? "figure" : "span");
    dom.className = "ed-picture";
    const img = document.createElement("img"), said = document.createElement("span");
    said.className = "ed-said";
    said.contentEditable = "false";
    const caption = figure ? document.createElement("figcaption") : undefined;
    dom.append(img, said, ...(caption ? [caption] : []));

    const show = () => {
      const { src, alt } = node.attrs, one = waiting.get(src);
      const url = one ? one.url : settings.media + src.slice(6) + "/1280.webp";
      if (url && img.getAttribute("src") !== url) img.src = url;
      img.alt = alt;
      dom.classList.toggle("is-late", !!(one && one.failed));
      said.replaceChildren();
      if (one && one.failed) {
        const again = document.createElement("button");
        again.type = "button";
        again.textContent = "重新上传";
        again.addEventListener("click", () => { one.failed = ""; one.sent = false; start(); });
        said.append(`上传失败：${one.failed} `, again);
      } else if (one) said.textContent = `正在上传 ${one.part}%`;
      else if (!alt) said.textContent = "还没有替代文字，点选图片后按“图片说明”填写";
      settings.changed();
    };
    const start = () => {
      const name = node.attrs.src, one = waiting.get(name);
      if (one) one.show = show;
      if (one && !one.sent) {
        one.sent = true;
        send(one, settings.upload, settings.csrf, show).then(
          (answer) => replace(view, name, answer),
          (why) => { one.failed = why; show(); },
        );
      }
      show();
    };
    start();
    return {
      dom, contentDOM: caption,
      update(next) { if (next.type !== node.type) return false; node = next; start(); return true; },
      ignoreMutation: (m) => !caption || !caption.contains(m.target),
      stopEvent: (e) => e.target.localName === "button",
    };
  };
}

/** Every place where the picture under way stands gets the stored one. */
function replace(view, name, answer) {
  const tr = view.state.tr;
  view.state.doc.descendants((node, at) => {
    if (node.attrs.src === name) tr.setNodeMarkup(at, null, { ...node.attrs, src: "media:" + answer.hash, alt: node.attrs.alt || answer.alt || "" }, node.marks);
  });
  waiting.delete(name);
  view.dispatch(tr.setMeta("addToHistory", false));
}

/** Puts files that are pictures where the cursor is; answers whether there were any. */
export function insertFiles(view, files, at) {
  const pictures = [...files].filter((file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
  if (!pictures.length) return false;
  const nodes = pictures.map((file) => schema.nodes.image.create({ src: keep(file) }));
  const tr = view.state.tr;
  if (at === undefined) tr.replaceSelectionWith(nodes[0], false); else tr.insert(at, nodes[0]);
  for (const node of nodes.slice(1)) tr.insert(tr.selection.from, node);
  view.dispatch(tr.scrollIntoView());
  return true;
}

// Nothing typed is lost: what stands in the form goes to the server every few seconds, and while that fails it lies in
// the browser. The state is always in sight.
const EVERY = 3000, ALIVE = 20000;

/** `form` with `data-slot` (address) is watched; `body()` brings its fields up to date. */
export function watch(form, body) {
  const state = document.querySelector("[data-slot-state]"), others = document.querySelector("[data-slot-others]"), again = document.querySelector("[data-slot-sign-in]");
  const fresh = form.dataset.fresh === "true", key = form.elements.slot.value, place = "zisha-slot:" + form.dataset.slot + ":" + key;
  let sent = "", asking = false, failed = false, expired = false, leaving = false;

  const text = () => {
    body();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "csrf_token") fields.append(name, value);
    return fields.toString();
  };
  const say = (tone, words) => { state.className = "slot-state is-" + tone; if (state.textContent !== words) state.textContent = words; };
  const local = {
    put: (now) => { try { localStorage.setItem(place, JSON.stringify({ at: Date.now(), text: now })); return true; } catch { return false; } },
    take: (from) => { try { return JSON.parse(localStorage.getItem(from)); } catch { return null; } },
    drop: (from) => { try { localStorage.removeItem(from); } catch { /* nothing was kept there */ } },
    // A new text's key is drawn with its form, so a copy of one that never arrived lies under another.
    places: () => { try { return fresh ? Object.keys(localStorage).filter((one) => one.startsWith(`zisha-slot:${form.dataset.slot}:n`)) : [place]; } catch { return []; } },
  };
  sent = text();

  const settle = (answer, now) => {
    sent = now;
    failed = expired = false;
    again.hidden = true;
    local.drop(place);
    say("ok", `已保存 ${answer.at}`);
    document.dispatchEvent(new CustomEvent("zisha:kept"));
  };
  const people = (answer) => {
    const words = [];
    if (answer.others.length) words.push(`${answer.others.join("、")} 正在编辑这篇稿件。`);
    if (answer.revision !== null && String(answer.revision) !== form.elements.revision.value) words.push("这篇稿件已有人保存了新的内容，您保存时会看到两份内容并可以合并。");
    others.hidden = !words.length;
    if (others.lastElementChild.textContent !== words.join("")) others.lastElementChild.textContent = words.join("");
  };

  const send = async () => {
    if (asking || leaving) return;
    const now = text(), changed = now !== sent;
    asking = true;
    if (changed) say("busy", "正在保存");
    try {
      const answer = await fetch(form.dataset.slot, {
        method: "POST", cache: "no-store", redirect: "error", credentials: "same-origin",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": form.elements.csrf_token.value },
        body: now + (changed ? "" : "&unchanged=1"),
      });
      if (answer.ok) {
        const said = await answer.json();
        if (changed || failed) settle(said, now);
        else if (!state.textContent) say("ok", fresh ? "还没有内容" : "已保存");
        people(said);
      } else if (answer.status === 401) lapse(now);
      else await fail(now, answer);
    } catch { if (changed || failed) lost(now, "网络不通，文字已留在本机，接通后自动送出"); }
    asking = false;
  };
  const lost = (now, why) => {
    failed = true;
    say("late", `保存失败：${local.put(now) ? why : "浏览器也留不下文字，请不要关闭本页"}`);
  };
  const fail = async (now, answer) => {
    let detail = "服务器暂时不能保存";
    try { const said = await answer.json(); detail = (said.errors && said.errors[0] && said.errors[0].text) || said.detail || detail; } catch { /* the words above do */ }
    lost(now, `${detail.replace(/。$/, "")}；文字已留在本机`);
  };
  const lapse = (now) => {
    expired = true;
    again.hidden = false;
    lost(now, "登录已过期，文字已留在本机");
  };

  // Signing in again happens in a small window; the page asks until the session is back.
  again.addEventListener("click", () => window.open(again.dataset.slotSignIn, "zisha-sign-in", "popup,width=520,height=720"));
  const back = async () => {
    try {
      const answer = await fetch(form.dataset.slot, { cache: "no-store", redirect: "error", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { csrf } = await answer.json();
      document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = csrf; });
      expired = false;
      await send();
    } catch { /* asked again in a while */ }
  };

  let typed = 0, heard = Date.now();
  const changed = () => { const now = text(); if (now !== sent) { if (failed) local.put(now); else if (!asking) say("wait", "有未保存的改动"); } };
  form.addEventListener("input", () => { typed = typed || Date.now(); setTimeout(changed, 0); });
  document.addEventListener("zisha:typed", () => { typed = typed || Date.now(); changed(); });
  setInterval(() => {
    const now = Date.now();
    if (expired) { if (now - heard > 1500) { heard = now; back(); } return; }
    if ((typed && now - typed >= EVERY) || (failed && now - heard > 5000) || (!document.hidden && now - heard > ALIVE)) { typed = 0; heard = now; send(); }
  }, 500);
  window.addEventListener("online", send);
  // A page that goes leaves what it holds here; it is offered when the form is opened again.
  window.addEventListener("pagehide", () => { const now = text(); if (!leaving && now !== sent) local.put(now); });
  form.addEventListener("submit", (e) => {
    if (expired) { e.preventDefault(); again.focus(); return; }
    if (local.put(text())) try { sessionStorage.setItem("zisha-sent", place); } catch { /* then it is offered once more */ }
    leaving = true;
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  send();

  /** The newest copy in the browser that is not what the form shows. */
  const kept = () => {
    const copies = local.places().map((from) => ({ from, ...local.take(from) })).filter((one) => one.text);
    for (const one of copies) if (one.text === sent) local.drop(one.from);
    return copies.filter((one) => one.text !== sent).sort((a, b) => b.at - a.at)[0];
  };
  return { kept, drop: local.drop };
}

// Comforts of the console; every form and list works without them.
(() => {
  "use strict";
  const typing = (el) => el && (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.isContentEditable);

  // The error summary is read first after a refused form.
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // The menu is longer than a low screen: the current entry is in sight.
  const rail = document.querySelector(".rail");
  const here = rail && rail.querySelector("[aria-current]");
  if (here && here.offsetTop + here.offsetHeight > rail.clientHeight) rail.scrollTop = here.offsetTop - rail.clientHeight / 2;

  // One open menu at a time; Escape and a click elsewhere close it.
  const close = (but) => document.querySelectorAll(".drop[open], .ask[open]").forEach((d) => { if (d !== but) d.open = false; });
  document.addEventListener("click", (e) => close(e.target.closest(".drop, .ask")));
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      const open = document.activeElement && document.activeElement.closest("details[open]");
      close(null);
      if (open) open.querySelector("summary").focus();
      return;
    }
    // Ctrl+Enter presses the main button of the form one is in.
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      const form = document.activeElement && document.activeElement.closest("form");
      const main = form && form.querySelector("[data-main]");
      if (main) { e.preventDefault(); main.click(); }
      return;
    }
    if (typing(document.activeElement) || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "/") {
      const find = document.querySelector("[data-find]");
      if (find) { e.preventDefault(); find.focus(); }
      return;
    }
    if (e.key === "?") {
      const help = document.getElementById("keys");
      if (help) { e.preventDefault(); help.open = !help.open; help.querySelector("summary").focus(); }
      return;
    }
    // On a focused row: o opens, x ticks, a letter goes to that deed on the row's page.
    const row = document.activeElement && document.activeElement.closest("[data-rows] [data-row]");
    if (row && e.key === "o") { row.click(); return; }
    if (row && e.key === "x") {
      const tick = row.closest("tr").querySelector("input[type=checkbox]");
      if (tick) tick.checked = !tick.checked;
      return;
    }
    // A row may name its letters; else they are those of the desk, where 改后采用 is a page of its own.
    const letters = row && row.hasAttribute("data-deeds") ? row.dataset.deeds || "tdmc" : "";
    if (letters && /^[a-z]$/.test(e.key) && letters.includes(e.key)) { location.href = row.href + "#key-" + e.key; return; }
    if (letters === "tdmc" && e.key === "e") { location.href = row.href + "/edit"; return; }
    // Elsewhere a letter leads to the deed that carries it: a link is followed, a field or button gets the focus.
    const deed = /^[a-z]$/.test(e.key) && document.querySelector('[data-key="' + e.key + '"]');
    if (deed) { e.preventDefault(); if (deed.tagName === "A") deed.click(); else deed.focus(); return; }
    if (e.key === "j" || e.key === "k") {
      const links = [...document.querySelectorAll("[data-rows] [data-row]")];
      if (!links.length) return;
      const next = links.indexOf(document.activeElement) + (e.key === "j" ? 1 : -1);
      links[Math.max(0, Math.min(links.length - 1, next))].focus();
    }
  });

  const asked = /^#key-([a-z])$/.exec(location.hash);
  const deed = asked && document.querySelector('[data-key="' + asked[1] + '"]');
  if (deed) deed.focus();

  // Counts of a page that stays open renew themselves; without script they are those of when it was opened.
  const live = document.querySelector("[data-live]");
  if (live) {
    const write = (el, text) => { if (el && el.textContent !== String(text)) el.textContent = text; };
    const mark = (link, n) => {
      let count = link.querySelector(".count");
      if (!n) { if (count) count.remove(); return; }
      if (!count) {
        count = document.createElement("span");
        count.className = "count";
        const what = document.createElement("span");
        what.className = "hide";
        what.textContent = "待办";
        count.append(what, "");
        link.append(count);
      }
      write(count.lastChild, n);
    };
    const show = (counts) => {
      document.querySelectorAll('[data-count="unseen"]').forEach((el) => write(el, counts.unseen));
      document.querySelectorAll(".filters a").forEach((a) => {
        const n = counts.filters[a.getAttribute("href")];
        if (n !== undefined) write(a.querySelector(".of"), n);
      });
      document.querySelectorAll(".rail a, .rail-fold a").forEach((a) => { if (a.getAttribute("href") === counts.menu) mark(a, counts.unseen); });
      const fresh = document.querySelector("[data-fresh]");
      if (fresh && counts.waiting > Number(live.dataset.waiting)) fresh.hidden = false;
    };
    let tag = "", asking = false;
    const ask = async () => {
      if (document.hidden || asking) return;
      asking = true;
      try {
        const answer = await fetch(live.dataset.live, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
        // Signed out, or no longer allowed: the page stays as it is.
        if (answer.redirected || (answer.status >= 400 && answer.status < 500)) clearInterval(every);
        else if (answer.status === 200) { tag = answer.headers.get("ETag") || ""; show(await answer.json()); }
      } catch { /* the server rests; the next round asks again */ }
      asking = false;
    };
    const every = setInterval(ask, 5000);
    document.addEventListener("visibilitychange", ask);
  }

  // Nothing typed is lost: warn before leaving a changed form.
  let changed = false;
  document.addEventListener("input", (e) => { if (e.target.closest("form[data-keep]")) changed = true; });
  document.addEventListener("submit", (e) => {
    changed = false;
    const button = e.submitter;
    // Disabled only after the browser has taken the button's name and value.
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
  // The writing form's text is on the server, though not yet saved as a version.
  document.addEventListener("zisha:kept", () => { changed = false; });
  // What the last form left in the browser has arrived, if this page has nothing to complain of.
  try {
    const sent = sessionStorage.getItem("zisha-sent");
    if (sent && !errors) localStorage.removeItem(sent);
    sessionStorage.removeItem("zisha-sent");
  } catch { /* a browser that keeps nothing has nothing to clear */ }
  window.addEventListener("beforeunload", (e) => { if (changed) e.preventDefault(); });
  window.addEventListener("pageshow", () => document.querySelectorAll("button:disabled[type=submit]").forEach((b) => { b.disabled = false; }));
})();

// Small comforts; every page works without them.

// An emergency banner that was folded stays folded during the visit. Only this browser knows; another text shows again.
document.querySelectorAll("[data-alarm]").forEach((alarm) => {
  const key = "zs-alarm-" + alarm.id;
  try { if (sessionStorage.getItem(key)) alarm.open = false; } catch { /* storage may be off */ }
  alarm.addEventListener("toggle", () => {
    try {
      if (alarm.open) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, "1");
    } catch { /* storage may be off */ }
  });
});

(() => {
  "use strict";
  const acts = document.querySelector("[data-acts]");
  const body = document.querySelector("[data-body]");
  if (!acts || !body) return;
  acts.hidden = false;

  const buttons = acts.querySelectorAll("[data-size]");
  const resize = (size) => {
    body.classList.remove("size-large", "size-medium", "size-small");
    body.classList.add("size-" + size);
    buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.size === size)));
  };
  let kept = null;
  try { kept = localStorage.getItem("zs-size"); } catch { /* storage may be off */ }
  resize(["large", "medium", "small"].includes(kept) ? kept : "medium");
  buttons.forEach((b) => b.addEventListener("click", () => {
    resize(b.dataset.size);
    try { localStorage.setItem("zs-size", b.dataset.size); } catch { /* storage may be off */ }
  }));

  acts.querySelector("[data-print]").addEventListener("click", () => window.print());

  const copy = acts.querySelector("[data-copy]");
  if (!navigator.clipboard) { copy.hidden = true; return; }
  copy.addEventListener("click", async () => {
    const link = document.querySelector('link[rel="canonical"]');
    await navigator.clipboard.writeText(link ? link.href : location.href);
    copy.textContent = "已复制";
    acts.querySelector("[data-said]").textContent = "链接已复制";
    setTimeout(() => { copy.textContent = "复制链接"; }, 2000);
  });
})();

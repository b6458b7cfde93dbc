// Small comforts; every page works without them.
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

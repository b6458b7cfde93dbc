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

// Writing a letter: the list of units is filtered while typing, and a file that is too large is named before it is sent.
(() => {
  "use strict";
  const form = document.querySelector("[data-letter]");
  if (!form) return;
  const units = form.querySelector("[data-units]");
  if (units) {
    const words = units.querySelector("[data-words]");
    const found = units.querySelector("[data-found]");
    const rows = [...units.querySelectorAll("[data-unit]")];
    const whole = rows.length > 2 && !words.value;
    const filter = () => {
      const parts = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row) => {
        const text = row.dataset.unit.toLowerCase();
        const input = row.querySelector("input");
        const fits = parts.every((part) => text.includes(part));
        row.hidden = !fits && !input.checked && input.value !== "";
        if (fits && input.value !== "") count += 1;
      });
      found.textContent = parts.length ? "找到 " + count + " 个单位。" : "";
    };
    if (whole) {
      words.addEventListener("input", filter);
      words.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); filter(); }
      });
      units.querySelector("[data-find]").hidden = true;
    }
  }
  const file = form.querySelector("[data-most]");
  if (file) {
    file.addEventListener("change", () => {
      const most = Number(file.dataset.most);
      const big = [...file.files].find((one) => one.size > most);
      file.setCustomValidity(big ? "“" + big.name + "”超过 " + Math.round(most / 1048576) + " MB。" : "");
      file.reportValidity();
    });
  }
})();

// The receipt: printed, or copied.
(() => {
  "use strict";
  const print = document.querySelector("[data-print-page]");
  const copy = document.querySelector("[data-copy-keys]");
  if (!print || !copy) return;
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (!navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const [number, code] = [...document.querySelectorAll("[data-key]")].map((key) => key.textContent.trim());
    await navigator.clipboard.writeText("编号：" + number + "\n查询码：" + code);
    document.querySelector("[data-said]").textContent = "编号和查询码已复制";
    copy.textContent = "已复制";
  });
})();

// 长者版: each part of a page is read aloud on demand, where the browser has a voice. Nothing leaves the browser.
(() => {
  "use strict";
  const voice = window.speechSynthesis;
  if (!voice || !document.documentElement.classList.contains("elder")) return;
  let speaking = null;
  const stop = () => {
    voice.cancel();
    if (speaking) {
      speaking.setAttribute("aria-pressed", "false");
      speaking.textContent = "朗读";
    }
    speaking = null;
  };
  document.querySelectorAll("main section, main [data-body]").forEach((part) => {
    if (part.parentElement.closest("section, [data-body]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "read-aloud";
    button.textContent = "朗读";
    button.setAttribute("aria-pressed", "false");
    const title = part.querySelector("h1, h2");
    button.setAttribute("aria-label", "朗读" + (title ? "：" + title.textContent.trim() : "正文"));
    part.prepend(button);
    button.addEventListener("click", () => {
      const again = speaking === button;
      stop();
      if (again) return;
      const words = part.innerText.replace(/^朗读\s*/, "");
      // Some voices stop in the middle of a long text, so it is handed over in sentences.
      const pieces = words.match(/[^。！？；\n]+[。！？；\n]*/g) || [];
      speaking = button;
      button.setAttribute("aria-pressed", "true");
      button.textContent = "停止朗读";
      pieces.forEach((piece, n) => {
        const said = new SpeechSynthesisUtterance(piece);
        said.lang = "zh-CN";
        said.rate = 0.9;
        if (n === pieces.length - 1) said.onend = stop;
        voice.speak(said);
      });
    });
  });
  addEventListener("pagehide", stop);
})();

// A question in a dialog of the page: fields in, values out; nothing when it was put aside.
export function ask(title, fields, submit = "确定") {
  return new Promise((answer) => {
    const box = document.createElement("dialog"), form = document.createElement("form"), head = document.createElement("h2"), foot = document.createElement("div");
    box.className = "ed-ask";
    box.setAttribute("aria-label", title);
    form.method = "dialog";
    head.textContent = title;
    form.append(head);
    for (const { name, label, value = "", help, type = "text", required = false } of fields) {
      const p = document.createElement("p"), tag = document.createElement("label"), input = document.createElement(type === "area" ? "textarea" : "input");
      if (type !== "area") input.type = type;
      input.name = name;
      input.id = "ed-" + name;
      input.className = type === "checkbox" ? "form-check-input" : "form-control";
      if (type === "checkbox") input.checked = !!value; else input.value = value;
      input.required = required;
      tag.htmlFor = input.id;
      tag.className = "form-label";
      tag.textContent = label;
      p.append(tag, input);
      if (help) { const hint = document.createElement("small"); hint.className = "form-hint"; hint.textContent = help; p.append(hint); }
      form.append(p);
    }
    const button = (words, kind, value) => { const b = document.createElement("button"); b.type = "submit"; b.className = kind; b.value = value; b.textContent = words; if (value === "no") b.formNoValidate = true; return b; };
    foot.className = "buttons";
    foot.append(button("取消", "btn", "no"), button(submit, "btn btn-primary", "yes"));
    form.append(foot);
    // Enter presses the first submit button of a form; here that is to be the main one.
    form.addEventListener("keydown", (e) => { if (e.key === "Enter" && e.target.localName === "input") { e.preventDefault(); if (form.reportValidity()) box.close("yes"); } });
    // The page's own listeners know only forms that leave the page.
    form.addEventListener("submit", (e) => e.stopPropagation());
    form.addEventListener("input", (e) => e.stopPropagation());
    box.append(form);
    document.body.append(box);
    box.addEventListener("close", () => {
      const values = {};
      for (const { name, type } of fields) values[name] = type === "checkbox" ? form.elements[name].checked : form.elements[name].value.trim();
      const yes = box.returnValue === "yes";
      box.remove();
      answer(yes ? values : null);
    });
    box.showModal();
  });
}

// Passkeys: asks the browser's authenticator what the form carries, puts the answer into the form and sends it.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = async (kind, question) => {
    const key = question.publicKey;
    key.challenge = bytes(key.challenge);
    if (kind === "create") {
      key.user.id = bytes(key.user.id);
      key.excludeCredentials = ids(key.excludeCredentials);
      return navigator.credentials.create({ publicKey: key });
    }
    key.allowCredentials = ids(key.allowCredentials);
    return navigator.credentials.get({ publicKey: key });
  };

  const answer = (credential) => {
    const from = credential.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    if (from.attestationObject) {
      response.attestationObject = text(from.attestationObject);
      if (from.getTransports) response.transports = from.getTransports();
    } else {
      response.authenticatorData = text(from.authenticatorData);
      response.signature = text(from.signature);
      response.userHandle = from.userHandle ? text(from.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      extensions: credential.getClientExtensionResults(),
    });
  };

  const said = {
    NotAllowedError: "没有完成确认：已取消或超时，请重试。",
    InvalidStateError: "这个设备上的通行密钥已登记过。",
    SecurityError: "当前地址不能使用通行密钥，请从门户的正式地址进入。",
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("button[type=submit]");
    const wrong = form.querySelector("[data-passkey-error]");
    const off = form.querySelector("[data-passkey-off]");
    if (off) off.hidden = true;
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      wrong.hidden = true;
      try {
        const question = JSON.parse(form.dataset.question);
        form.elements.credential.value = answer(await ask(form.dataset.passkey, question));
        form.submit();
      } catch (error) {
        wrong.textContent = said[error.name] || "浏览器无法使用通行密钥，请换一种方式。";
        wrong.hidden = false;
        setTimeout(() => { button.disabled = false; }, 0);
      }
    });
  });
})();

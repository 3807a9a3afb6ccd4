/* Nêu Gương: passkeys. A form with data-passkey opens the browser's own window and sends what it answers.
     data-passkey   create | get | ask (get, with a question fetched from the form's address first)
     data-options   the server's question, unless it is fetched
   The words come from data-text- attributes of the form's [data-passkey-status]. Needs webauthn-json.js before it. */
"use strict";

const webauthn = window.webauthnJSON;
const TROUBLES = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "unsupported", NotSupportedError: "unsupported" };

async function question(form) {
  if (form.dataset.passkey !== "ask") return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error("no question");
  return answer.json();
}

/* A passkey signs in by itself: it stays on the device and asks for the finger, the face or the code. */
function ownPasskey(options) {
  const chosen = options.publicKey.authenticatorSelection;
  return { ...options, publicKey: { ...options.publicKey, authenticatorSelection: { ...chosen, residentKey: "required", requireResidentKey: true, userVerification: "required" } } };
}

async function answerOf(form) {
  const asked = await question(form);
  return form.dataset.passkey === "create" ? webauthn.create(ownPasskey(asked.creation_options)) : webauthn.get(asked.request_options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const line = form.querySelector("[data-passkey-status]");
  const say = (name) => { line.textContent = line.getAttribute(`data-text-${name}`) ?? ""; };
  if (!window.isSecureContext || !webauthn?.supported()) {
    form.querySelector("button").disabled = true;
    say("unsupported");
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("waiting");
    try {
      form.elements.credential.value = JSON.stringify(await answerOf(form));
      form.submit();
    } catch (trouble) {
      say(TROUBLES[trouble.name] ?? "failed");
    }
  });
}

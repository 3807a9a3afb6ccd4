/* A form that is sent when there is a connection: form[data-outbox="key"]. What is typed stays on this device until the
   server has it. Loaded after site.js, whose store and fields it uses. Without scripts the form is sent as any other. */
"use strict";

function outbox(form) {
  const key = form.dataset.outbox;
  const line = form.querySelector("[data-outbox-status]");
  let waiting = false, sending = false, timer = 0, wait = 3000;

  const word = (name) => line?.getAttribute(`data-text-${name}`) ?? "";
  function say(kind, name) {
    if (!line) return;
    line.hidden = false;
    line.className = `autosave autosave--${kind}`;
    line.textContent = word(name);
  }
  function keep() { store.write(key, { at: new Date().toISOString(), fields: readFields(form) }); }
  function later() { clearTimeout(timer); timer = setTimeout(send, wait); wait = Math.min(wait * 2, 60000); }
  function held(name) {
    waiting = true;
    say("trouble", name);
    later();
  }
  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    keep();
    renewToken(form);
    say("typing", "sending");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", signal: AbortSignal.timeout?.(60000),
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      });
      await answered(answer);
    } catch {
      held("kept");
    } finally {
      sending = false;
    }
  }
  async function answered(answer) {
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    if (answer.ok && isJson) {
      const { url } = await answer.json();
      waiting = false;
      store.drop(key);
      unsaved.delete(form);
      say("saved", "sent");
      location.assign(url);
    } else if (answer.status >= 500) {
      held("kept");
    } else if (isJson && answer.status === 409) {
      // Refused, or somebody else was first: the page itself shows why, with what was typed and what is there now.
      waiting = false;
      unsaved.delete(form);
      form.submit();
    } else {
      waiting = true;
      say("trouble", "signed-out");
    }
  }
  form.addEventListener("input", () => {
    unsaved.add(form);
    keep();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    wait = 3000;
    send();
  });
  addEventListener("online", () => { if (waiting) send(); });
  offerDrafts(form, key);
}

all("form[data-outbox]").forEach(outbox);

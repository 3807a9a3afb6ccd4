/* form[data-preview="address"]: what the choices would come to, worked out by the server while somebody chooses;
   nothing is saved. Comes after site.js and uses its `all` and `renewToken`. */
"use strict";

function previews(forms) {
  const lines = all("[data-preview-status]");
  let timer = 0, asked = 0, wait = 2000, waiting = false;
  const say = (kind, text) => { for (const line of lines) { line.className = `autosave autosave--${kind}`; line.textContent = text; } };
  const later = (delay) => { waiting = true; clearTimeout(timer); timer = setTimeout(ask, delay); };
  async function ask() {
    const mine = ++asked, body = new FormData(); // an answer that a later question has overtaken is not shown
    waiting = false;
    for (const form of forms) { renewToken(form); for (const [name, value] of new FormData(form)) body.append(name, value); }
    try {
      const answer = await fetch(forms[0].dataset.preview, { method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout?.(20000), headers: { "X-Requested-With": "fetch" } });
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const said = holder.content.querySelector("[data-preview-says]");
      if (mine !== asked) return;
      if (!answer.ok || !said) throw new Error(answer.status);
      for (const part of all("[data-preview-part]", holder.content)) document.getElementById(part.id)?.replaceWith(part);
      wait = 2000;
      say("typing", said.textContent);
    } catch {
      if (mine !== asked) return;
      say("trouble", lines[0]?.dataset.textOffline ?? "");
      later(wait);
      wait = Math.min(wait * 2, 60000);
    }
  }
  for (const form of forms) form.addEventListener("input", () => later(400));
  addEventListener("online", () => { if (waiting) later(0); });
}

previews(all("form[data-preview]"));

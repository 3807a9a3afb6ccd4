/* #job[data-renew=on]: the part of the page that says how far something is, asked for anew every two seconds until the
   server says it is over. The page works without: it then asks for itself again (see the template). */
"use strict";

(() => {
  let wait = 2000;
  const later = () => setTimeout(renew, wait);
  async function renew() {
    const part = document.getElementById("job");
    if (document.hidden) return document.addEventListener("visibilitychange", renew, { once: true });
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", signal: AbortSignal.timeout?.(20000), headers: { "X-Requested-With": "fetch" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("job");
      if (!answer.ok || !fresh) throw new Error(answer.status);
      wait = 2000;
      put(part, fresh);
      if (fresh.dataset.renew !== "on") return;
    } catch {
      wait = Math.min(wait * 2, 60000);
    }
    later();
  }
  /* Only what differs is put in place: whoever stands on a button keeps standing there, and nothing is read out twice. */
  function put(part, fresh) {
    const focused = part.contains(document.activeElement) ? document.activeElement.textContent : null;
    const said = part.querySelector("[role=status]"), says = fresh.querySelector("[role=status]");
    const bar = part.querySelector("progress"), goes = fresh.querySelector("progress");
    if (said && says && bar && goes && part.dataset.renew === fresh.dataset.renew && part.querySelectorAll("form").length === fresh.querySelectorAll("form").length) {
      if (said.textContent !== says.textContent) said.replaceChildren(...says.childNodes);
      for (const name of ["max", "value"]) goes.hasAttribute(name) ? bar.setAttribute(name, goes.getAttribute(name)) : bar.removeAttribute(name);
      return;
    }
    part.replaceWith(fresh);
    if (focused !== null) fresh.querySelector("a, button")?.focus();
  }
  if (document.getElementById("job")?.dataset.renew === "on") later();
})();

/* Nêu Gương: what the pages can do better where scripts run. Each part stands alone; pages work without.
   The words shown come from data- attributes, which the templates translate. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
};

/* ── leaving with something unsaved: one list, asked once ── */
const unsaved = new Set();
addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
function watchLeaving(form) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) unsaved.delete(form); });
}

/* ── autosave: typed text stays on this device until the server has confirmed it ── */
const KEPT_BY_SERVER = new Set(["csrfmiddlewaretoken", "version"]);
const isTyped = (field) => field.name && !KEPT_BY_SERVER.has(field.name) && !["file", "password", "submit", "button"].includes(field.type);

function readFields(form) {
  const typed = new Set([...form.elements].filter(isTyped).map((field) => field.name));
  return [...new FormData(form)].filter(([name]) => typed.has(name));
}

function writeFields(form, fields) {
  for (const box of all("[data-formset]", form)) {
    const wanted = fields.find(([name]) => name === `${box.dataset.formset}-TOTAL_FORMS`);
    while (wanted && Number(totalForms(box).value) < Number(wanted[1])) addRow(box);
  }
  const values = {};
  for (const [name, value] of fields) (values[name] ??= []).push(value);
  for (const field of [...form.elements].filter(isTyped)) {
    const given = values[field.name] || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
    else if (given.length) field.value = given.shift();
  }
}

function offerDrafts(form, key) {
  const aside = `${key}:aside`; // while an offer stands, new typing must not overwrite what is offered
  const offer = document.querySelector("[data-draft-offer]");
  if (!offer) return;
  const present = JSON.stringify(readFields(form));
  const drafts = [...(store.read(aside) ?? []), store.read(key)].filter((draft) => draft && JSON.stringify(draft.fields) !== present);
  function show() {
    if (drafts.length) store.write(aside, drafts); else store.drop(aside);
    offer.hidden = !drafts.length;
    if (offer.hidden) return;
    const time = new Date(drafts[drafts.length - 1].at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    offer.querySelector("[data-draft-text]").textContent = fill(offer.dataset.template, { time });
  }
  offer.querySelector("[data-draft-use]").addEventListener("click", () => {
    writeFields(form, drafts.pop().fields);
    show();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  offer.querySelector("[data-draft-drop]").addEventListener("click", () => { drafts.pop(); show(); });
  show();
  store.drop(key);
}

function renewToken(form) { // signing in again in another tab changes it
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  if (token && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token[1];
}

function autosave(form) {
  const key = form.dataset.draftKey;
  const line = form.querySelector("[data-autosave-status]");
  let edits = 0, saved = 0, sending = false, stopped = false, leaving = false, timer = 0, wait = 2000, held = null;

  function say(kind, text) {
    if (!line) return;
    line.className = `autosave autosave--${kind}`;
    line.textContent = text;
  }
  const word = (name) => line?.getAttribute(`data-text-${name}`) ?? "";
  function later(delay) { clearTimeout(timer); timer = setTimeout(send, delay); }
  function keep() { store.write(key, { at: new Date().toISOString(), fields: readFields(form) }); }
  function typed() {
    edits += 1;
    unsaved.add(form);
    keep();
    if (stopped) return;
    say("typing", word("unsaved"));
    later(1200);
  }
  function retry(text) { say("trouble", text); later(wait); wait = Math.min(wait * 2, 60000); }

  function confirmed(data, edit) {
    wait = 2000;
    saved = edit;
    if (form.elements.version && data.version !== undefined) form.elements.version.value = data.version;
    if (saved !== edits) return later(300);
    store.drop(key);
    unsaved.delete(form);
    const at = new Date(data.saved_at);
    const time = Number.isNaN(at.getTime()) ? data.saved_at : at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    say("saved", [fill(word("saved"), { time }), ...(data.messages ?? [])].join(" "));
  }
  function refused(data, status) {
    if (status === 409) { stopped = true; line?.setAttribute("role", "alert"); }
    say("trouble", [word("refused"), data.detail ?? "", ...(data.messages ?? [])].join(" ").trim());
  }
  async function send() {
    clearTimeout(timer);
    if (sending || stopped || leaving || saved === edits) return;
    const edit = edits;
    sending = true;
    renewToken(form);
    say("typing", word("saving"));
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), credentials: "same-origin", signal: AbortSignal.timeout?.(20000),
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      });
      const isJson = (answer.headers.get("content-type") ?? "").includes("json");
      if (answer.ok && isJson) confirmed(await answer.json(), edit);
      else if (answer.status >= 500) retry(word("offline"));
      else if (isJson) refused(await answer.json(), answer.status);
      else retry(word("signed-out"));
    } catch {
      retry(word("offline"));
    } finally {
      sending = false;
      if (held) form.requestSubmit(held.submitter);
      held = null;
    }
  }
  form.addEventListener("input", typed);
  form.addEventListener("rows", typed);
  form.addEventListener("focusout", () => { if (saved !== edits) later(0); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sending) { // the answer brings the new version number, without which the server would see a conflict
      held = event;
      return event.preventDefault();
    }
    renewToken(form);
    leaving = true;
    unsaved.delete(form);
    if (saved !== edits) keep();
  });
  addEventListener("online", () => later(0));
  addEventListener("pageshow", () => { leaving = false; });
  offerDrafts(form, key);
}

/* ── rows of a formset ── */
const totalForms = (box) => box.querySelector(`[name="${box.dataset.formset}-TOTAL_FORMS"]`);
function addRow(box) {
  const total = totalForms(box);
  const holder = document.createElement("template");
  holder.innerHTML = box.querySelector("[data-formset-empty]").innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.content.firstElementChild;
  box.querySelector("[data-formset-rows]").append(row);
  total.value = Number(total.value) + 1;
  return row;
}
function formset(box) {
  box.querySelector("[data-formset-add]")?.addEventListener("click", () => {
    addRow(box).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    box.dispatchEvent(new Event("rows", { bubbles: true }));
  });
}

/* ── choose every row: th[data-select-all="label"] over a column of checkboxes ── */
function selectAll(cell) {
  const boxes = () => all("tbody td input[type=checkbox]", cell.closest("table")).filter((box) => !box.disabled && !box.closest("tr").hidden);
  const master = document.createElement("input");
  master.type = "checkbox";
  master.setAttribute("aria-label", cell.dataset.selectAll);
  cell.replaceChildren(master);
  master.addEventListener("change", () => {
    const wanted = master.checked;
    for (const box of boxes()) if (box.checked !== wanted) { box.checked = wanted; box.dispatchEvent(new Event("input", { bubbles: true })); }
  });
  cell.closest("table").addEventListener("input", (event) => {
    if (event.target === master) return;
    const chosen = boxes().filter((box) => box.checked).length;
    master.checked = chosen > 0 && chosen === boxes().length;
    master.indeterminate = chosen > 0 && !master.checked;
  });
}

/* ── form[data-confirm="question"]: asks in a dialog; runs first, so that a No stops the rest ── */
function confirmFirst(form) {
  const dialog = document.getElementById("confirm-dialog");
  let agreed = "";
  form.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || agreed === question) return;
    if (!dialog?.showModal) { if (!confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); } return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.querySelector(".dialog__text").textContent = question;
    dialog.returnValue = "no";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      agreed = question;
      form.requestSubmit(event.submitter);
    };
    dialog.showModal();
  }, { capture: true });
}

/* ── running sums in hundredths of a point: comma or dot, at most two decimals ── */
function hundredths(text) {
  const parts = /^\s*(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : 0;
}
function shown(value) {
  const rest = String(value % 100).padStart(2, "0").replace(/0+$/, "");
  return Math.floor(value / 100) + (rest && (document.documentElement.lang === "vi" ? "," : ".") + rest);
}
function sums() {
  for (const output of all("[data-sum-output]")) {
    const groups = output.dataset.sumOutput.split(" ");
    const inputs = all("[data-sum-group]").filter((input) => groups.includes(input.dataset.sumGroup));
    output.value = shown(inputs.reduce((sum, input) => sum + hundredths(input.value), 0));
  }
}

/* ── how many of a capped group are chosen ── */
function caps() {
  for (const output of all("[data-cap-output]")) {
    const chosen = all("[data-cap-group]:checked").filter((box) => box.dataset.capGroup === output.dataset.capOutput).length;
    output.value = fill(output.dataset.template, { x: chosen, y: output.dataset.capMax });
    output.classList.toggle("cap--over", chosen > Number(output.dataset.capMax));
  }
}

/* ── rows of a table by words without diacritics ── */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
function filterTable(input) {
  const name = input.dataset.filterTable;
  const rows = all(`#${name} tbody tr`);
  const texts = rows.map((row) => plain(row.textContent));
  const count = document.querySelector(`[data-filter-count="${name}"]`);
  const apply = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
    if (count) count.textContent = words.length ? fill(count.dataset.template, { shown: rows.filter((row) => !row.hidden).length, all: rows.length }) : "";
  };
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  if (input.value) apply();
}

/* ── start: questions come before everything that reacts to a submit ── */
all("[data-needs-script]").forEach((element) => { element.hidden = false; });
all("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
all("[data-draft-done]").forEach((element) => store.drop(element.dataset.draftDone));
all("form").forEach(confirmFirst);
all("[data-formset]").forEach(formset);
all("form[data-warn-unsaved]").forEach(watchLeaving);
all("form[data-autosave]").forEach(autosave);
all("th[data-select-all]").forEach(selectAll);
all("input[data-filter-table]").forEach(filterTable);
document.addEventListener("input", () => { sums(); caps(); });
if (document.querySelector("[data-sum-group]")) sums();
caps();
document.querySelector("[data-error-summary]")?.focus();
for (const drop of all("details[data-drop]")) {
  drop.addEventListener("keydown", (event) => { if (event.key === "Escape") { drop.open = false; drop.querySelector("summary").focus(); } });
  document.addEventListener("click", (event) => { if (!drop.contains(event.target)) drop.open = false; });
}

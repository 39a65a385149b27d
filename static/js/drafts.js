// Drafts: a form with data-draft="name" keeps what is typed in this browser tab until it is sent.
// Session storage only, so that nothing personal stays on a shared machine once the tab is closed.
// Never kept: passwords, files, hidden fields. A page with data-draft-done="name" forgets the draft; signing out forgets all.
(() => {
  "use strict";

  const PREFIX = "draft:";
  const SKIP = new Set(["password", "file", "hidden", "submit", "button"]);
  const fields = (form) => [...form.elements].filter((one) => one.name && !SKIP.has(one.type));
  const isTick = (one) => one.type === "radio" || one.type === "checkbox";

  function read(name) {
    try { return JSON.parse(sessionStorage.getItem(PREFIX + name)); } catch { return null; }
  }

  function forget(name) {
    sessionStorage.removeItem(PREFIX + name);
  }

  function save(form) {
    const values = fields(form).map((one) => [one.name, one.value, isTick(one) ? one.checked : null]);
    const at = new Date();
    try { sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: at.getTime(), values })); } catch { return; }
    say(form, form.dataset.draftSaved, at);
  }

  function say(form, words, at) {
    const place = form.querySelector("[data-draft-note]");
    if (!place || !words) return;
    const time = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    place.textContent = words.replace("{time}", time);
  }

  function fill(form, draft) {
    for (const [name, value, ticked] of draft.values) {
      const one = fields(form).find((field) => field.name === name && (ticked === null || field.value === value));
      if (!one) continue;
      if (ticked === null) one.value = value; else one.checked = ticked;
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // A form that came back with errors holds fresher words than the draft.
  function restore(form) {
    const draft = read(form.dataset.draft);
    if (!draft || form.hasAttribute("data-draft-fresh")) return;
    fill(form, draft);
    say(form, form.dataset.draftRestored, new Date(draft.at));
    const bar = form.querySelector("[data-draft-bar]");
    if (bar) bar.hidden = false;
  }

  function start(form) {
    let waiting = 0;
    restore(form);
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 400, form); });
    form.addEventListener("submit", () => { clearTimeout(waiting); save(form); });
    form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
      clearTimeout(waiting);
      forget(form.dataset.draft);
      location.assign(location.href);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const done of document.querySelectorAll("[data-draft-done]")) forget(done.dataset.draftDone);
    for (const form of document.querySelectorAll("form[data-draft]")) start(form);
    for (const form of document.querySelectorAll("form[data-forgets-drafts]")) {
      form.addEventListener("submit", () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key)));
    }
  });
})();

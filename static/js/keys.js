// Keys for staff: data-key="G" | "/" | "F4" | "Ctrl ↵" | "Alt 1" | "↵"; J and K walk a list marked data-walk, X ticks
// the row that has the focus, ? opens the list of the keys of this page (dialog#phim-tat).
// One-letter keys are off while someone types, and can be switched off for good on this machine (WCAG 2.1.4).
(() => {
  "use strict";

  const OFF = "1022-one-letter-keys-off";
  const NAMES = { "↵": "Enter", Esc: "Escape" };
  const isTyping = (element) => element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
  const isControl = (element) => element.matches("a[href], button, summary, input, textarea, select");
  const areOff = () => localStorage.getItem(OFF) === "1";

  function matches(shortcut, event) {
    const parts = shortcut.split(" ");
    const last = parts.pop();
    const key = NAMES[last] ?? last;
    const same = event.key.toLowerCase() === key.toLowerCase() || (event.altKey && event.code === `Digit${key}`);
    return same && event.ctrlKey === parts.includes("Ctrl") && event.altKey === parts.includes("Alt") && !event.metaKey;
  }

  function isPlain(event) {
    return !event.ctrlKey && !event.altKey && !event.metaKey && !/^F\d+$/.test(event.key);
  }

  function use(control) {
    if (control.matches("input[type=radio]")) { control.checked = true; control.focus(); control.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (control.matches("input, textarea, select")) { control.focus(); control.select?.(); }
    else if (control.matches("span")) control.closest("fieldset")?.querySelector("input, select, textarea")?.focus();
    else if (control.matches("label")) control.control?.focus();
    else control.click();
  }

  function walk(step) {
    const list = document.querySelector("[data-walk]");
    if (!list) return false;
    const links = [...list.querySelectorAll("a.ct-title, li > a")];
    const open = links.findIndex((link) => link.matches("[aria-current]") || link.closest('[aria-selected="true"]'));
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(links.length - 1, Math.max(0, (at < 0 ? open : at) + step))];
    next?.focus();
    return Boolean(next);
  }

  function tick() {
    const box = document.activeElement?.closest("[data-walk] tr")?.querySelector('input[type="checkbox"]');
    box?.click();
    return Boolean(box);
  }

  // What the keys do, read from the controls that carry them, so that the list is never out of date.
  function help() {
    const dialog = document.getElementById("phim-tat");
    if (!dialog || dialog.open) return false;
    const list = dialog.querySelector("dl");
    for (const made of list.querySelectorAll("[data-made]")) made.remove();
    for (const row of list.querySelectorAll("[data-when]")) row.hidden = !document.querySelector(row.dataset.when);
    const seen = new Set();
    for (const control of document.querySelectorAll("main [data-key], .ct-side [data-key]")) {
      if (seen.has(control.dataset.key) || control.offsetParent === null) continue;
      seen.add(control.dataset.key);
      list.append(row(control.dataset.key, named(control)));
    }
    dialog.showModal();
    return true;
  }

  function named(control) {
    if (control.getAttribute("aria-label")) return control.getAttribute("aria-label");
    const words = (control.labels?.[0] ?? control).cloneNode(true);
    for (const part of words.querySelectorAll("kbd, svg, .ct-meta, .ct-cand")) part.remove();
    return words.textContent.trim();
  }

  function row(keys, words) {
    const made = document.createElement("div");
    made.dataset.made = "";
    const term = made.appendChild(document.createElement("dt"));
    for (const key of keys.split(" ")) Object.assign(term.appendChild(document.createElement("kbd")), { className: "ct-key", textContent: key });
    made.appendChild(document.createElement("dd")).textContent = words;
    return made;
  }

  function press(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]:not(.ct-dialog--inline)")) return;
    if (isPlain(event)) {
      if (areOff() || isTyping(event.target)) return;
      if (event.key === "Enter" && isControl(event.target)) return;
      if (event.key === "?" && help()) { event.preventDefault(); return; }
      if (/^x$/i.test(event.key) && tick()) { event.preventDefault(); return; }
      if (/^[jk]$/i.test(event.key) && walk(event.key.toLowerCase() === "j" ? 1 : -1)) { event.preventDefault(); return; }
    }
    const among = (scope) => [...document.querySelectorAll(`${scope} [data-key]`)].find((one) => matches(one.dataset.key, event));
    const control = among("main") ?? among("body"); // the search field of the page before the link to the search page
    if (!control) return;
    event.preventDefault();
    use(control);
  }

  function drawSwitch() {
    const control = document.querySelector("[data-keys-switch]");
    if (!control) return;
    control.hidden = false;
    control.querySelector("span").textContent = areOff() ? control.dataset.keysOn : control.dataset.keysOff;
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) help();
    if (!event.target.closest("[data-keys-switch]")) return;
    areOff() ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1");
    drawSwitch();
  });
  document.addEventListener("DOMContentLoaded", () => {
    drawSwitch();
    for (const opener of document.querySelectorAll("[data-keys-help]")) opener.hidden = false;
  });
})();

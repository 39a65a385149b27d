// Ticked rows: one box that ticks them all, how many are ticked, and what can be done with them, once there are any.
// Without scripts each row is ticked by itself.
(() => {
  "use strict";

  const all = () => document.querySelector("[data-tick-all]");
  const boxes = () => [...document.querySelectorAll('input[name="case"][type="checkbox"]')];

  function count() {
    const ticked = boxes().filter((box) => box.checked).length;
    for (const place of document.querySelectorAll("[data-tick-count]")) place.textContent = ticked ? ` (${ticked})` : "";
    const bulk = document.getElementById("loat");
    if (bulk && all()) bulk.hidden = ticked === 0;
    const head = all();
    if (!head) return;
    head.checked = ticked > 0 && ticked === boxes().length;
    head.indeterminate = ticked > 0 && !head.checked;
  }

  document.addEventListener("change", (event) => {
    if (event.target === all()) for (const box of boxes()) box.checked = event.target.checked;
    if (event.target.matches('[data-tick-all], input[name="case"]')) count();
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (all()) all().hidden = false;
    count();
  });
})();

// A box that shows what is typed into a password field (data-reveal="id of the field"). Hidden until scripts are there.
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-reveal]")) {
      const field = document.getElementById(box.dataset.reveal);
      box.hidden = false;
      box.querySelector("input").addEventListener("change", (event) => { field.type = event.target.checked ? "text" : "password"; });
      field.form.addEventListener("submit", () => { field.type = "password"; });
    }
  });
})();

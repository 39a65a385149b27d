// A link or button with data-dialog="id" opens that <dialog> instead of leaving the page.
// Without scripts the link leads to a page that holds the same question.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) open(opener, event);
    const close = event.target.closest("dialog [data-close]");
    if (close) close.closest("dialog").close();
  });

  function open(opener, event) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || typeof dialog.showModal !== "function") return;
    event.preventDefault();
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    dialog.showModal();
  }
})();

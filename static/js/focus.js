// Focus: the error summary when a page opens with errors; the new heading after htmx has swapped a part.
// Small page habits live here too: notices that close, filters that submit by themselves.
(() => {
  "use strict";

  const summary = () => document.querySelector("[data-errors]");

  // A form that somebody has just asked for: they may type at once.
  const begin = () => document.querySelector("form[data-begin]")?.querySelector("select, textarea, input:not([type=hidden])");

  function jumpToField(event) {
    const link = event.target.closest("[data-errors] a");
    if (!link) return;
    const field = document.getElementById(link.hash.slice(1));
    const target = field && field.offsetParent === null ? document.getElementById(`${field.id}-go`) : field;
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.closest(".ct-field, fieldset")?.scrollIntoView({ block: "start" });
  }

  function afterSwap(event) {
    const target = event.detail?.ctx?.target ?? event.target;
    if (!(target instanceof Element)) return;
    (target.querySelector("[data-errors]") ?? target.querySelector("h1[tabindex], h2[tabindex]"))?.focus();
    prepare(target);
  }

  // A control that needs scripts is hidden until scripts are there.
  function prepare(root) {
    for (const button of root.querySelectorAll(".ct-toast [data-close]")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const close = event.target.closest(".ct-toast [data-close]");
    if (close) close.closest(".ct-toast").remove();
    jumpToField(event);
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
  });
  document.addEventListener("htmx:after:swap", afterSwap);
  // On a phone the navigation scrolls sideways: where one is comes into sight.
  function showWhereWeAre() {
    const here = document.querySelector(".ct-nav [aria-current]");
    const strip = here?.closest("nav");
    if (strip && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - strip.offsetLeft - 16;
  }

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    showWhereWeAre();
    (summary() ?? begin())?.focus();
  });
})();

// One question at a time on a long citizen form (data-steps with sections data-step). Without scripts all questions stand
// under one another and the form works the same. Also: "use where I stand", which writes two hidden fields.
(() => {
  "use strict";

  function steps(form) {
    const sections = [...form.querySelectorAll("[data-step]")];
    const title = document.querySelector("[data-steps-title]");
    const ways = form.querySelector("template[data-steps-ways]");
    const place = (node) => Math.max(0, sections.findIndex((section) => section.contains(node)));
    let at = 0;

    function show(index, focus) {
      at = index;
      sections.forEach((section, number) => { section.hidden = number !== at; });
      title.textContent = title.dataset.stepsTitle.replace("{step}", at + 1).replace("{steps}", sections.length);
      if (focus) { sections[at].querySelector("h2").focus(); scrollTo(0, 0); }
    }

    sections.forEach((section, index) => {
      const copy = ways.content.cloneNode(true);
      if (index) section.prepend(copy.querySelector("[data-steps-back]"));
      if (index < sections.length - 1) section.append(copy.querySelector("[data-steps-next]"));
    });
    form.classList.add("is-stepped");
    title.classList.add("ct-step");
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-steps-next]")) show(at + 1, true);
      if (event.target.closest("[data-steps-back]")) { event.preventDefault(); show(at - 1, true); }
    });
    // Enter in a single line goes on; it sends only from the last step.
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.defaultPrevented || !event.target.matches("input") || at === sections.length - 1) return;
      event.preventDefault();
      show(at + 1, true);
    });
    // A link of the error summary first opens the step that holds its field.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-errors] a");
      if (link) show(place(document.getElementById(link.hash.slice(1))), false);
    }, true);
    show(place(form.querySelector('[aria-invalid="true"], .ct-field--bad')), false);
  }

  function locate(box) {
    const form = box.closest("form");
    const say = (words) => { box.querySelector("[role=status]").textContent = words; };
    if (!("geolocation" in navigator)) return;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      say(box.dataset.locateDone.replace("{m}", Math.round(coords.accuracy)));
    }, () => say(box.dataset.locateFailed), { enableHighAccuracy: true, timeout: 15000 }));
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-steps]").forEach(steps);
    document.querySelectorAll("[data-locate]").forEach(locate);
  });
})();

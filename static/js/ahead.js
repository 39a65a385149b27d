// Type-ahead: a combobox with a listbox (ARIA 1.2). Two uses: data-ahead="/address" fetches suggestions for free text;
// data-ahead="select" turns a long <select> into a field to type in. Marks are not needed: "cap thoat" finds "Cấp thoát".
(() => {
  "use strict";

  const MOST = 12;
  const fold = (text) => text.replace(/[đĐ]/g, "d").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function element(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  class Ahead {
    constructor(box, input, find, choose, isOpen = () => false) {
      Object.assign(this, { box, input, find, choose, isOpen, options: [], at: -1, turn: 0 });
      this.list = element("ul", { class: "ct-listbox", id: `${input.id}-ds`, role: "listbox", "aria-label": box.dataset.aheadList });
      this.list.hidden = true;
      this.status = element("span", { class: "visually-hidden", role: "status" });
      box.append(this.list, this.status);
      for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", this.list.id], ["aria-autocomplete", "list"], ["autocomplete", "off"]]) input.setAttribute(name, value);
      this.listen();
    }

    listen() {
      let waiting = 0;
      this.input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => this.look(), 150); });
      this.input.addEventListener("keydown", (event) => this.press(event));
      this.input.addEventListener("blur", () => this.close());
      // mousedown, not click: the field must keep the focus
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const line = event.target.closest('[role="option"]');
        if (line) this.take([...this.list.children].indexOf(line));
      });
    }

    async look() {
      const turn = ++this.turn;
      const found = await this.find(this.input.value.trim());
      if (turn !== this.turn || document.activeElement !== this.input) return;
      this.options = found.slice(0, MOST);
      this.draw();
    }

    draw() {
      this.at = -1;
      this.input.removeAttribute("aria-activedescendant");
      this.list.replaceChildren(...this.options.map((option, index) => this.line(option, index)));
      const words = this.options.length ? this.box.dataset.aheadCount.replace("{n}", this.options.length) : this.box.dataset.aheadNone;
      this.status.textContent = this.input.value.trim() ? words : "";
      this.list.hidden = !this.options.length;
      this.input.setAttribute("aria-expanded", String(Boolean(this.options.length)));
    }

    line(option, index) {
      const words = element("span", {}, option.words);
      if (option.note) words.append(element("span", { class: "ct-meta" }, option.note));
      return element("li", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" }, words);
    }

    press(event) {
      if (event.key === "ArrowDown" && this.list.hidden) { event.preventDefault(); this.look(); }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); this.move(event.key === "ArrowDown" ? 1 : -1); }
      else if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) { event.preventDefault(); this.take(this.at); }
      else if (event.key === "Enter" && this.isOpen()) { event.preventDefault(); this.list.hidden ? this.look() : this.take(0); }
      else if (event.key === "Escape" && !this.list.hidden) { event.stopPropagation(); this.close(); }
    }

    move(step) {
      const lines = [...this.list.children];
      if (!lines.length) return;
      lines[this.at]?.setAttribute("aria-selected", "false");
      this.at = (this.at + step + lines.length) % lines.length;
      lines[this.at].setAttribute("aria-selected", "true");
      lines[this.at].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", lines[this.at].id);
    }

    take(index) {
      this.choose(this.options[index]);
      this.close();
    }

    close() {
      this.turn++;
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  function fetched(box) {
    const input = box.querySelector("input");
    const find = async (words) => {
      if (words.length < 2) return [];
      const address = new URL(box.dataset.ahead, location.href);
      address.searchParams.set("q", words);
      try { return await (await fetch(address, { headers: { Accept: "application/json" } })).json(); } catch { return []; }
    };
    new Ahead(box, input, find, (option) => {
      input.value = option.words;
      input.dispatchEvent(new CustomEvent("ahead:chosen", { bubbles: true, detail: option }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function typed(box) {
    const select = box.querySelector("select");
    const all = [...select.options].filter((one) => one.value).map((one) => ({ value: one.value, words: one.text, note: one.parentElement.label, folded: fold(`${one.text} ${one.parentElement.label ?? ""}`) }));
    const input = element("input", { class: select.className.replace("form-select", "form-control"), id: `${select.id}-go`, type: "text", placeholder: select.querySelector('option[value=""]')?.text ?? "" });
    for (const name of ["aria-describedby", "aria-invalid", "data-key"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    const show = () => { input.value = select.value ? select.selectedOptions[0].text : ""; };
    for (const label of select.labels) label.htmlFor = input.id;
    select.before(input);
    box.querySelector(".ct-select__icon").hidden = false;
    box.classList.add("is-ready");
    // Opened on the words already chosen, the list shows everything.
    const isChosen = (words) => select.value && words === select.selectedOptions[0].text;
    // Lines that hold the words side by side come before those that hold them somewhere.
    const find = async (words) => {
      const typed = fold(words), has = (one) => Number(one.folded.includes(typed));
      return all.filter((one) => isChosen(words) || typed.split(/\s+/).every((part) => one.folded.includes(part))).sort((a, b) => has(b) - has(a));
    };
    new Ahead(box, input, find, (option) => {
      select.value = option.value;
      show();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }, () => Boolean(input.value.trim()) && !isChosen(input.value)); // Enter takes the first line: half a word never sends a form
    // Words that name nothing fall back to what was chosen; an emptied field chooses nothing.
    input.addEventListener("blur", () => {
      if (!input.value.trim() && select.querySelector('option[value=""]')) select.value = "";
      show();
    });
    select.addEventListener("change", show);
    show();
  }

  function start(root) {
    for (const box of root.querySelectorAll("[data-ahead]:not([data-ahead-ready])")) {
      box.setAttribute("data-ahead-ready", "");
      box.dataset.ahead === "select" ? typed(box) : fetched(box);
    }
  }

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:after:swap", () => start(document));
})();

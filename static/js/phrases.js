// An assessor's own phrases: put in where the cursor is, and kept from what is selected. Without it they are a page.
(function () {
  "use strict";

  const dialog = document.getElementById("phrases");
  if (!dialog) return;
  const keep = dialog.querySelector("[data-phrase-keep]");
  const address = dialog.querySelector("[data-url]").dataset.url;
  const LIST = { target: "#phrase-list", swap: "outerHTML" };
  let field = null;

  const selected = () => (field ? field.value.slice(field.selectionStart, field.selectionEnd).trim() : "");
  const short = (words) => (words.length > 40 ? `${words.slice(0, 39)}…` : words);

  document.querySelectorAll("[data-phrases-for]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phrases-for]");
    if (!button) return;
    field = document.getElementById(button.dataset.phrasesFor);
    keep.hidden = !selected();
    keep.querySelector("span").textContent = short(selected());
    dialog.showModal();
    htmx.ajax("GET", address, LIST);
  });

  dialog.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase || !field) return;
    const before = field.value.slice(0, field.selectionStart);
    const space = before && !/\s$/.test(before) ? " " : "";
    field.setRangeText(space + phrase.textContent, field.selectionStart, field.selectionEnd, "end");
    dialog.close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  dialog.addEventListener("close", () => { if (field) field.focus(); });
  keep.addEventListener("click", () => {
    htmx.ajax("POST", address, { values: { words: selected() }, ...LIST });
    keep.hidden = true;
  });
})();

// What was typed into a form survives signing in again: the session had ended, or the person signed out in another tab.
// It is kept in this tab alone, from the press of the button to the next page: the page that asks to sign in hands it on,
// any other page means that the form arrived, and forgets it. Passwords and files are never kept.
(function () {
  "use strict";
  const KEY = "attest-typed";
  const waits = document.querySelector("[data-typed-waits]");
  const here = location.pathname + location.search;
  const kept = take();

  function take() {
    try {
      const found = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
      return found;
    } catch (error) { return null; }
  }
  function keep(what) {
    try { sessionStorage.setItem(KEY, JSON.stringify(what)); } catch (error) { /* private mode, or too much: as without this script */ }
  }

  const isText = (field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit])");
  const isBox = (field) => field.matches("[type=radio], [type=checkbox]");

  function restore({ number, entries }) {
    const form = document.forms[number];
    if (!form || form.dataset.draft) return;  // drafts.js brings its words back
    Array.from(form.elements).filter(isText).forEach((field) => {
      if (isBox(field)) field.checked = entries.some(([name, value]) => name === field.name && value === field.value);
      else field.value = (entries.find(([name]) => name === field.name) || ["", field.value])[1];
      const folded = field.closest("details");
      if (folded && entries.some(([name, value]) => name === field.name && value)) folded.open = true;
    });
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.className = "small strong t-notyet m-3";
    line.textContent = "What you typed is back. It is not saved yet.";
    form.prepend(line);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (waits || event.defaultPrevented || form.method !== "post") return;
    const fields = Array.from(form.elements).filter((field) => isText(field) && (!isBox(field) || field.checked));
    const entries = fields.map((field) => [field.name, field.value]);
    if (entries.some(([, value]) => value)) keep({ path: here, number: Array.from(document.forms).indexOf(form), entries });
  });

  if (kept && waits) {
    keep({ ...kept, waited: true });
    waits.hidden = false;
    const link = waits.querySelector("a");
    if (link) link.href = kept.path;
  } else if (kept && kept.waited && kept.path === here) restore(kept);
})();

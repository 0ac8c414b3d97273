// The marking page without it is complete; this counts what is decided and adds keys. What is typed is saved by drafts.js.
(function () {
  "use strict";

  const form = document.querySelector("[data-marking]");
  if (!form) return;
  const criteria = Array.from(form.querySelectorAll("[data-criterion]"));
  const save = form.querySelector("[data-save]");

  const verdict = (box) => box.querySelector("input[type=radio]:checked");
  function count() {
    const number = criteria.filter(verdict).length;
    if (save) save.textContent = number ? `Save ${number} decision${number === 1 ? "" : "s"}, next` : "Save decisions, next";
  }
  form.addEventListener("input", count);
  form.addEventListener("change", count);  // also when a draft is put back
  count();

  // Keys act only outside fields and can be turned off for good on this device.
  const OFF = "attest-marking-keys-off";
  const shown = form.querySelector("[data-keys]");
  const hidden = form.querySelector("[data-keys-are-off]");
  if (!shown || !hidden || !criteria.length) return;
  let at = -1;
  let off = false;
  try { off = localStorage.getItem(OFF) === "yes"; } catch (error) { off = false; }
  function say(turnedOff) {
    off = turnedOff;
    shown.hidden = off;
    hidden.hidden = !off;
    try { localStorage.setItem(OFF, off ? "yes" : "no"); } catch (error) { /* private mode: for this page only */ }
  }
  say(off);
  form.querySelector("[data-keys-off]").addEventListener("click", () => { say(true); form.querySelector("[data-keys-on]").focus(); });
  form.querySelector("[data-keys-on]").addEventListener("click", () => { say(false); form.querySelector("[data-keys-off]").focus(); });

  function go(step) {
    at = Math.min(Math.max(at + step, 0), criteria.length - 1);
    const line = criteria[at].closest("li");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }
  function press(selector, index) {
    if (at < 0) go(1);
    const box = criteria[at].querySelectorAll(selector)[index];
    box.click();
  }
  const keys = document.getElementById("keys");
  const acts = {
    "?": () => keys.showModal(),
    j: () => go(1),
    k: () => go(-1),
    m: () => press("input[type=radio]", 0),
    n: () => press("input[type=radio]", 1),
  };
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.form && event.target.form !== form;  // a reason why an item does not show it
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !elsewhere) { form.requestSubmit(); return; }
    const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (off || typing || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const rule = "1234".indexOf(event.key);
    const act = acts[event.key.toLowerCase()] || (rule >= 0 ? () => press("input[type=checkbox]", rule) : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
  form.addEventListener("focusin", (event) => {
    const box = event.target.closest("[data-criterion]");
    if (box) at = criteria.indexOf(box);
  });
})();

// What a witness types stays on their own device until it is sent: a lost connection or a closed page costs nothing.
(function () {
  "use strict";
  const PREFIX = "attest-witness-";
  const KEPT_DAYS = 60;

  function store(act) {
    try { return act(window.localStorage); } catch (error) { return undefined; }  // a browser that keeps nothing
  }
  store((kept) => Object.keys(kept).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    const saved = JSON.parse(kept.getItem(key));
    if (!saved || Date.now() - saved.at > KEPT_DAYS * 86400000) kept.removeItem(key);
  }));
  document.querySelectorAll("[data-forget]").forEach((mark) => store((kept) => kept.removeItem(PREFIX + mark.dataset.forget)));

  const form = document.querySelector("form[data-kept]");
  if (!form) return;
  const key = PREFIX + form.dataset.kept;
  const AFRESH = ["csrfmiddlewaretoken", "saw_myself", "declared", "signature", "code", "without_code", "send_code", "sign"];  // each time
  const fields = () => [...form.elements].filter((one) => one.name && !AFRESH.includes(one.name));

  function read() {
    const said = {};
    fields().forEach((one) => {
      if (one.type === "radio") { if (one.checked) said[one.name] = one.value; }
      else said[one.name] = one.type === "checkbox" ? one.checked : one.value;
    });
    return said;
  }
  function write(said) {
    fields().forEach((one) => {
      if (!(one.name in said)) return;
      if (one.type === "radio") one.checked = said[one.name] === one.value;
      else if (one.type === "checkbox") one.checked = said[one.name] === true;
      else one.value = said[one.name];
    });
  }
  const keep = () => store((kept) => { kept.setItem(key, JSON.stringify({ at: Date.now(), said: read() })); return true; });

  // Only a page that begins anew is filled in: on one that came back from a refusal stands what was sent.
  const saved = store((kept) => JSON.parse(kept.getItem(key)));
  if (saved && form.hasAttribute("data-fresh")) {
    write(saved.said);
    const note = form.querySelector("[data-restored]");
    note.textContent = `What you had typed is here again, as it was on ${new Date(saved.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}.`;
    note.hidden = false;
  }
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
  form.addEventListener("change", keep);
  addEventListener("pagehide", () => { if (timer) keep(); });
  if (!form.hasAttribute("data-fresh")) keep();
  if (store((kept) => { kept.setItem(PREFIX, JSON.stringify({ at: Date.now() })); kept.removeItem(PREFIX); return true; })) {
    document.querySelectorAll("[data-kept-note]").forEach((note) => { note.hidden = false; });
  }

  // Without a connection the browser would show its own page in place of this one.
  const offline = form.querySelector("[data-offline]");
  addEventListener("submit", (event) => {
    if (event.target !== form || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep();
    offline.hidden = false;
  }, true);
  addEventListener("online", () => { offline.hidden = true; });
})();

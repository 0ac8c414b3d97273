// Text is saved as it is typed: <form data-draft="place"> with components/draft.html in it. Each window has a draft of its
// own, so two windows never overwrite each other. While there is no connection, or nobody is signed in, it is kept on this
// device, under the name of the role in which it was typed, and sent with the next page that reaches the server.
(function () {
  "use strict";
  const me = document.body.dataset.actor;
  if (!me) return;
  const address = document.body.dataset.typing;
  const KEPT = "attest-text", WINDOW = "attest-window", EVERY = 1500, AGAIN = 15000, FORGET = 90 * 86400000;
  const SKIP = "[type=hidden], [type=password], [type=file], [type=submit], [type=button], button, fieldset, output, [data-draft-skip]";
  const WORDS = {
    away: "No connection. What you type is kept on this device.",
    out: "You are signed out. What you type is kept on this device until you sign in again.",
    role: "You changed your role in another window. What you type is kept on this device for this role.",
    long: "This is too long to be saved as you type. Shorten it, or send it.",
  };

  // What is on this device ----------------------------------------------------------------------------------------
  const nameOf = (place, win) => [KEPT, me, place, win].join("|");
  function keep(place, win, draft) {
    try { localStorage.setItem(nameOf(place, win), JSON.stringify({ ...draft, at: Date.now() })); } catch (error) { /* private mode: the server's copy alone */ }
  }
  function kept(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (error) { return null; }
  }
  function forget(name, turn) {
    const found = kept(name);
    if (found && found.turn <= turn) localStorage.removeItem(name);
  }
  function namesKept() {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(`${KEPT}|`)); } catch (error) { return []; }
  }

  // To the server and back ----------------------------------------------------------------------------------------
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || ["", ""])[1];
  function post(where, values, keepalive) {
    const body = new URLSearchParams(values);
    return fetch(where, { method: "POST", body, keepalive: Boolean(keepalive), redirect: "manual", headers: { "X-CSRFToken": token() } });
  }
  async function send(place, win, { turn, fields }, keepalive) {
    try {
      const answer = await post(address, { actor: me, place, window: win, turn, texts: JSON.stringify(fields) }, keepalive);
      if (answer.ok) { forget(nameOf(place, win), turn); return await answer.json(); }
      if (answer.type === "opaqueredirect" || answer.status === 403) return { why: "out" };
      return { why: { 409: "role", 400: "long", 413: "long" }[answer.status] || "away" };
    } catch (error) { return { why: "away" }; }
  }
  async function flush() {
    for (const name of namesKept()) {
      const [, actor, place, win] = name.split("|");
      const draft = kept(name);
      if (!draft || Date.now() - draft.at > FORGET) localStorage.removeItem(name);
      else if (actor === me && (await send(place, win, draft)).why) return;
    }
  }
  async function drafts(place) {
    try {
      const answer = await fetch(`${address}?place=${encodeURIComponent(place)}`, { redirect: "manual" });
      return answer.ok ? (await answer.json()).drafts : null;
    } catch (error) { return null; }
  }

  // This window: a copied tab has the same name in its storage, and a lock tells the two apart ----------------------
  function newName() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function isFree(name) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((answer) => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), 600);
      const held = () => { clearTimeout(timer); answer(true); return new Promise(() => {}); };
      navigator.locks.request(`${WINDOW}-${name}`, { signal: patience.signal }, held).catch(() => answer(false));
    });
  }
  async function nameOfWindow() {
    let name = null;
    try { name = sessionStorage.getItem(WINDOW); } catch (error) { /* private mode */ }
    if (name && await isFree(name)) return name;
    name = newName();
    await isFree(name);
    try { sessionStorage.setItem(WINDOW, name); } catch (error) { /* for this page alone */ }
    return name;
  }

  // A form's fields -----------------------------------------------------------------------------------------------
  const fieldsOf = (form) => Array.from(form.elements).filter((field) => field.name && !field.matches(SKIP));
  const isBox = (field) => field.matches("[type=radio], [type=checkbox]");
  function snapshot(form) {
    const found = {};
    fieldsOf(form).forEach((field) => {
      const values = found[field.name] = found[field.name] || [];
      if (!isBox(field)) values.push(field.value);
      else if (field.checked) values.push(field.value);
    });
    return found;
  }
  function fill(form, fields) {
    const place = {};
    fieldsOf(form).forEach((field) => {
      const values = fields[field.name];
      if (!values) return;  // the field came after the words were saved
      if (isBox(field)) {
        const before = field.checked;
        field.checked = values.includes(field.value);
        if (field.checked !== before) field.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        const at = place[field.name] = (place[field.name] || 0) + 1;
        if (values[at - 1] !== undefined) field.value = values[at - 1];
      }
      const folded = field.closest("details");
      if (folded && values.some(Boolean)) folded.open = true;
    });
  }
  const differs = (some, others) => Object.keys(some).some((name) => others[name] && JSON.stringify(some[name]) !== JSON.stringify(others[name]));
  function inWords(form, name, values) {
    const fields = fieldsOf(form).filter((field) => field.name === name);
    const label = (field) => (field.labels && field.labels[0] ? field.labels[0].textContent.replace(/\s+/g, " ").trim() : name);
    if (!fields.length) return null;
    if (!isBox(fields[0])) return [label(fields[0]), values.join(", ") || "nothing"];
    const legend = fields[0].closest("fieldset") && fields[0].closest("fieldset").querySelector("legend");
    const ticked = fields.filter((field) => values.includes(field.value)).map(label);
    return [legend ? legend.textContent.replace(/\s+/g, " ").trim() : "Ticked", ticked.join(", ") || "nothing"];
  }

  const forms = document.querySelectorAll("form[data-draft]");
  const here = forms.length ? nameOfWindow() : null;  // one for all forms of the page; a page without any needs no lock
  const sent = flush();

  // One form ------------------------------------------------------------------------------------------------------
  async function watch(form) {
    const place = form.dataset.draft;
    const part = form.querySelector("[data-draft-part]");
    const said = part.querySelector("[data-draft-said]");
    const list = part.querySelector("[data-draft-others]");
    const rendered = snapshot(form);
    let win = null, turn = 0, last = JSON.stringify(rendered), timer = null, typed = false, gone = false, filling = false, held = false;

    function say(words, waits) {
      if (said.textContent !== words) said.textContent = words;
      said.classList.toggle("t-notyet", Boolean(waits));
    }
    function next() { turn = Math.max(turn + 1, Date.now()); return turn; }
    async function save(keepalive) {
      clearTimeout(timer);
      timer = null;
      const fields = snapshot(form), text = JSON.stringify(fields);
      if (!win || gone || text === last) return true;
      const draft = { turn: next(), fields };
      keep(place, win, draft);
      const answer = await send(place, win, draft, keepalive);
      if (!answer.why && answer.turn > draft.turn) { turn = answer.turn; return save(); }  // this device's clock went back
      if (answer.why) { if (!held) say(WORDS[answer.why], true); timer = timer || setTimeout(save, AGAIN); return false; }
      last = text;
      say(`Saved ${answer.saved}`);
      return true;
    }
    ["input", "change"].forEach((name) => form.addEventListener(name, () => {
      if (filling) return;
      typed = true;
      held = false;
      if (win && !gone) keep(place, win, { turn: next(), fields: snapshot(form) });
      timer = timer || setTimeout(save, EVERY);
    }));
    function put(fields) {  // the page's own counts and lists follow, as if it had been typed
      filling = true;
      fill(form, fields);
      form.dispatchEvent(new Event("input", { bubbles: true }));
      filling = false;
    }
    form.addEventListener("focusout", () => save());
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
    addEventListener("online", () => { last = ""; save(); });
    addEventListener("offline", () => say(WORDS.away, true));

    // Sent: the mark says up to which save. If the act is refused or the way is lost, the words are on this device.
    document.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented || !win) return;
      const draft = { turn: next(), fields: snapshot(form) };
      keep(place, win, draft);
      mark(`${win}:${draft.turn}`);
      gone = true;
    });
    form.addEventListener("held", () => { held = true; say("No connection. Nothing is lost: it is kept on this device. Send it when the connection is back.", true); said.focus(); });
    addEventListener("pageshow", (event) => { if (event.persisted) gone = false; });
    function mark(value) {
      let field = form.querySelector("input[name=draft_mark]");
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = "draft_mark";
        form.append(field);
      }
      field.value = value;
    }

    // What else was typed here --------------------------------------------------------------------------------
    function show(drafts) {
      list.replaceChildren(...drafts.filter((draft) => differs(draft.fields, snapshot(form))).map(line));
    }
    function line(draft) {
      const box = part.querySelector("[data-draft-other]").content.firstElementChild.cloneNode(true);
      box.querySelector("[data-where]").textContent = draft.where;
      const now = snapshot(form);
      Object.entries(draft.fields).filter(([name, values]) => now[name] && JSON.stringify(values) !== JSON.stringify(now[name]))
        .map(([name, values]) => inWords(form, name, values)).filter(Boolean).forEach((pair) => ["dt", "dd"].forEach((kind, at) => {
          const element = document.createElement(kind);
          element.textContent = pair[at];
          box.querySelector("[data-fields]").append(element);
        }));
      box.querySelector("[data-use]").addEventListener("click", () => use(draft, box));
      box.querySelector("[data-discard]").addEventListener("click", () => discard(draft, box, "Discarded."));
      return box;
    }
    async function use(draft, box) {
      const before = snapshot(form);
      if (differs(before, rendered)) await send(place, newName(), { turn: next(), fields: before });  // stays beside it
      put(draft.fields);
      if (await save()) await discard(draft, box, said.textContent);
      show((await drafts(place) || []).filter((other) => other.window !== id(win)));
    }
    async function discard(draft, box, words) {
      const answer = await post(`${address}discard/`, { draft: draft.id }).catch(() => null);
      if (!answer || !answer.ok) return say(WORDS.away, true);
      box.remove();
      say(words);
      said.focus();
    }

    // Begin: what this window typed before is back in its fields --------------------------------------------------
    const id = (name) => name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    win = await here;
    await sent;
    const found = await drafts(place), mine = kept(nameOf(place, win));
    const own = (found || []).find((draft) => draft.window === id(win)) || mine;
    turn = own ? own.turn : 0;
    if (own && typed && differs(own.fields, snapshot(form))) win = newName();  // typed before it was back: both are kept
    else if (own && differs(own.fields, snapshot(form))) {
      put(own.fields);
      last = JSON.stringify(snapshot(form));
      say(own.saved ? `What you typed is back, saved ${own.saved}. It is not sent yet.` : "What you typed is back. It is kept on this device.", true);
    } else if (own && own.saved) say(`Saved ${own.saved}`);
    show((found || []).filter((draft) => draft !== own));
    if (typed) save();
  }

  forms.forEach(watch);
})();

// The upload page with progress, in parts that can be gone on with (tus 1.0). Without this script the same form posts
// the same files in one go. Only the server says "stored": the line with the receipt is its answer.
(function () {
  "use strict";
  const form = document.getElementById("upload");
  const list = document.getElementById("files");
  const drop = document.getElementById("drop");
  const template = document.getElementById("row-sending");
  const limit = Number(form.dataset.limit);
  const PART = 16 * 1024 * 1024;  // bytes a request: a proxy, a session and a short tunnel live through it
  const AT_ONCE = 2;
  const WAITS = [0, 1000, 3000, 5000, 10000, 20000, ...Array(120).fill(30000)];  // milliseconds between attempts: an hour
  const jobs = [];

  document.getElementById("plain").hidden = true;
  drop.hidden = false;
  form.querySelectorAll("[data-pick]").forEach((button) => {
    const input = document.getElementById(button.dataset.pick);
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => { add(input.files); input.value = ""; });
  });
  ["dragover", "drop"].forEach((name) => addEventListener(name, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();  // beside the field, too: else the browser leaves the page
  }));
  addEventListener("drop", (event) => add(event.dataTransfer.files));
  addEventListener("beforeunload", (event) => { if (jobs.some((job) => job.state !== "paused")) event.preventDefault(); });
  const goOnWithLost = () => jobs.filter((job) => job.state === "lost").forEach(goOn);
  addEventListener("online", goOnWithLost);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) goOnWithLost(); });  // the lid is open again

  function megabytes(size) {
    if (size < 2 ** 20) return `${Math.ceil(size / 2 ** 10)} KB`;
    return size < 2 ** 30 ? `${Math.ceil(10 * size / 2 ** 20) / 10} MB` : `${Math.ceil(10 * size / 2 ** 30) / 10} GB`;
  }

  // What the server knows of uploads that are not whole: the same file, chosen again, goes on from there.
  const unfinished = () => Array.from(document.querySelectorAll("[data-unfinished]"));
  const isSame = (file, row) => row.dataset.name === file.name && Number(row.dataset.size) === file.size
    && (!row.dataset.modified || Number(row.dataset.modified) === file.lastModified);
  unfinished().forEach((row) => {
    const again = row.querySelector("[data-again]");
    again.hidden = false;
    again.addEventListener("click", () => document.getElementById("id_files").click());
  });

  function add(files) {
    for (const file of files) {
      if (jobs.some((job) => isSame(file, job.row))) continue;  // chosen twice
      const known = unfinished().find((row) => isSame(file, row));
      const job = { file, row: line(file), state: "waiting", url: known ? known.dataset.unfinished : null, sent: 0 };
      if (known) forget(known);
      if (file.size > limit) { refuse(job, `“${file.name}” has ${megabytes(file.size)}; a file may have ${megabytes(limit)}.`); continue; }
      if (!file.size) { refuse(job, `“${file.name}” is empty. Open it to see that there is something in it, and send it again.`); continue; }
      jobs.push(job);
      say(job, `${megabytes(file.size)}, waiting`);
      buttons(job, "Pause", () => pause(job));
    }
    next();
  }
  function line(file) {
    const row = template.content.firstElementChild.cloneNode(true);
    Object.assign(row.dataset, { name: file.name, size: file.size, modified: file.lastModified });
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-bar]").setAttribute("aria-label", file.name);
    list.append(row);
    return row;
  }
  function forget(row) {
    row.remove();
    if (!unfinished().length) document.getElementById("unfinished").remove();
  }

  function next() {
    const free = AT_ONCE - jobs.filter((job) => job.state === "uploading").length;
    jobs.filter((job) => job.state === "waiting").slice(0, Math.max(free, 0)).forEach(start);
    countFiles();
  }
  function start(job) {
    job.state = "uploading";
    job.began = Date.now();
    job.beganAt = job.sent;
    job.upload = job.upload || new tus.Upload(job.file, options(job));
    say(job, "Uploading");
    buttons(job, "Pause", () => pause(job));
    job.upload.start();
  }
  function options(job) {
    return {
      endpoint: job.url ? null : form.dataset.uploads,
      uploadUrl: job.url,
      chunkSize: PART,
      uploadDataDuringCreation: job.file.size <= PART,
      metadata: { filename: job.file.name, batch: form.dataset.batch, modified: job.file.lastModified },
      headers: { "Upload-Batch": form.dataset.batch },
      storeFingerprintForResuming: false,  // the server remembers, for every device of its owner
      removeFingerprintOnSuccess: false,
      retryDelays: WAITS,
      onBeforeRequest: (request) => prepare(job, request),
      onShouldRetry: (error) => isWorthIt(job, error),
      onUploadUrlAvailable: () => { job.url = job.upload.url; job.upload.options.endpoint = null; },  // never begin a second one
      onProgress: (sent, total) => progress(job, sent, total),
      onError: (error) => failed(job, error),
      onSuccess: () => stored(job),
    };
  }

  // The token from the cookie, since signing in again in another tab makes a new one; and a checksum of what is sent.
  async function prepare(job, request) {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    request.setHeader("X-CSRFToken", token ? token[1] : "");
    const first = request.getHeader("Upload-Offset") || 0;
    const sends = request.getMethod() === "PATCH" || (request.getMethod() === "POST" && job.file.size <= PART);
    if (!sends || !job.file.size || !window.crypto.subtle) return;
    const bytes = await job.file.slice(Number(first), Number(first) + PART).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    request.setHeader("Upload-Checksum", `sha256 ${btoa(String.fromCharCode(...digest))}`);
  }

  function progress(job, sent, total) {
    if (job.state !== "uploading") return;
    job.sent = sent;
    const percent = Math.floor(100 * sent / total);
    job.row.querySelector("[data-bar]").classList.remove("meter-stop");
    job.row.querySelector("[data-bar]").value = percent;
    buttons(job, "Pause", () => pause(job));
    say(job, sent < total ? `${percent} % of ${megabytes(total)}${left(job, sent, total)}` : "Checking");
  }
  function left(job, sent, total) {
    const seconds = (Date.now() - job.began) / 1000;
    if (seconds < 5 || sent <= job.beganAt) return "";
    const minutes = Math.ceil((total - sent) * seconds / (sent - job.beganAt) / 60);
    return minutes > 1 ? `, about ${minutes} minutes left` : ", less than a minute left";
  }

  const statusOf = (error) => error.originalResponse ? error.originalResponse.getStatus() : 0;
  function isWorthIt(job, error) {
    const status = statusOf(error);
    const worth = !isSignedOut(error) && (status === 0 || [409, 423, 429, 460, 500, 502, 503, 504].includes(status));
    if (!worth || !navigator.onLine) return false;
    if (status === 0 || status >= 500) lost(job, "It goes on by itself.");
    job.state = "uploading";
    return true;
  }
  function isSignedOut(error) {
    const request = error.originalResponse && error.originalResponse.getUnderlyingObject();
    return Boolean(request && request.responseURL && !new URL(request.responseURL).pathname.startsWith(form.dataset.uploads));
  }

  function failed(job, error) {
    const status = statusOf(error);
    if (isSignedOut(error) || status === 403) lost(job, "You are signed out: sign in again in another tab, then carry on here.");
    else if (status === 404 || status === 410) gone(job);
    else if (status === 507) lost(job, "There is no room left in the centre's store. Tell a centre admin.");
    else if (status >= 400 && status < 500 && status !== 409 && status !== 423 && status !== 460) refuse(job, "", error.originalResponse.getBody());
    else lost(job, navigator.onLine ? "" : "It goes on as soon as there is a connection.");
    next();
  }
  // Removed or expired meanwhile, then it begins anew; or refused, and the answer that said why was lost.
  async function gone(job) {
    if (!job.url) return lost(job, "This page is too old: load it again.");
    const answer = await fetch(job.url);
    if (answer.status === 422) return refuse(job, "", await answer.text());
    Object.assign(job, { url: null, upload: null, sent: 0, state: "waiting" });
    next();
  }

  async function stored(job) {
    say(job, "Checking");
    let html = null;
    for (let attempt = 0; html === null; attempt += 1) {
      try {
        const answer = await fetch(job.url);
        if (answer.ok && answer.url.endsWith(job.url.replace(/^https?:\/\/[^/]+/, ""))) html = await answer.text();
      } catch (error) { /* the connection: asked again below */ }
      if (html === null) await new Promise((done) => setTimeout(done, WAITS[Math.min(attempt + 1, WAITS.length - 1)]));
    }
    const holder = document.createElement("ul");
    holder.innerHTML = html;
    const arrived = holder.firstElementChild;
    if (document.getElementById(arrived.id)) job.row.remove();  // the same bytes again: the first one stands
    else job.row.replaceWith(arrived);
    dropJob(job);
    ["describe", "submit"].forEach((id) => { document.getElementById(id).hidden = false; });
    offer(arrived.dataset.day);
    announce(`${job.file.name} is stored.`);
    next();
    form.dispatchEvent(new CustomEvent("stored", { bubbles: true }));
  }
  function dropJob(job) {
    const at = jobs.indexOf(job);
    if (at >= 0) jobs.splice(at, 1);
  }
  function countFiles() {
    const done = list.querySelectorAll(".receipt").length;
    const all = done + jobs.length;
    document.getElementById("stored").textContent = !all ? "" : jobs.length ? `${done} of ${all} stored` : `${done} stored`;
  }
  // The day on which the file was captured, where nobody has said another.
  function offer(day) {
    const field = document.getElementById("id_done_on");
    if (!day || field.value || day > field.max) return;
    field.value = day;
    document.getElementById("offered").hidden = false;
  }

  async function pause(job) {
    job.state = "paused";
    if (job.upload) await job.upload.abort();
    say(job, `Paused at ${percentOf(job)} %. What has arrived is safe for a week.`);
    buttons(job, "Carry on", () => goOn(job));
    next();
  }
  async function goOn(job) {
    job.state = "waiting";
    if (job.upload) await job.upload.abort();  // and the attempt that it had planned
    job.row.querySelector("[data-bar]").classList.remove("meter-stop");
    say(job, `${megabytes(job.file.size)}, waiting`);
    next();
  }
  async function remove(job) {
    dropJob(job);
    job.row.remove();
    if (job.upload) await job.upload.abort();
    if (job.url) await fetch(job.url, { method: "DELETE", headers: { "X-CSRFToken": document.cookie.match(/csrftoken=([^;]+)/)[1], "Tus-Resumable": "1.0.0" } });
    next();
  }
  function lost(job, what) {
    job.state = "lost";
    job.row.querySelector("[data-bar]").classList.add("meter-stop");
    say(job, `Connection lost at ${percentOf(job)} %. What has arrived is safe. ${what}`, true);
    buttons(job, "Carry on", () => goOn(job));
  }
  const percentOf = (job) => Math.floor(100 * job.sent / job.file.size) || 0;
  function refuse(job, text, html) {
    dropJob(job);
    job.row.querySelector("[data-bar]").parentElement.remove();
    say(job, text, true);
    if (html) job.row.querySelector("[data-said]").innerHTML = html;
    announce(job.row.querySelector("[data-said]").textContent);
    label(job.row.querySelector("[data-act]"), "Close", job, () => job.row.remove());
    job.row.querySelector("[data-leave]").remove();
  }

  function say(job, text, stop) {
    const said = job.row.querySelector("[data-said]");
    said.textContent = text;
    said.className = stop ? "small t-stop strong" : "small muted";
  }
  // A reader hears what ended, not every percent.
  function announce(text) { document.getElementById("upload-said").textContent = text; }
  function buttons(job, text, act) {
    label(job.row.querySelector("[data-act]"), text, job, act);
    label(job.row.querySelector("[data-leave]"), "Remove", job, () => remove(job));
  }
  function label(button, text, job, act) {
    button.onclick = act;
    if (button.firstChild && button.firstChild.data === text) return;
    button.textContent = text;
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = `: ${job.file.name}`;
    button.append(hidden);
  }

  // The list of what stops the submission changes while one types: a reader hears its heading, not all of it.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "stopping") return;
    const heading = event.target.querySelector("h2").textContent;
    const said = document.getElementById("stopping-said");
    if (said.textContent !== heading) said.textContent = heading;
  });
})();

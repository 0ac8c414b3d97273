// The upload page with progress. Without this script the same form posts the same files in one go.
(function () {
  "use strict";
  const form = document.getElementById("upload");
  const list = document.getElementById("files");
  const drop = document.getElementById("drop");
  const template = document.getElementById("row-sending");
  const limit = Number(form.dataset.limit);
  const waiting = [];
  let sending = null;

  document.getElementById("plain").hidden = true;
  drop.hidden = false;
  form.querySelectorAll("[data-pick]").forEach((button) => {
    const input = document.getElementById(button.dataset.pick);
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => { add(input.files); input.value = ""; });
  });
  ["dragover", "drop"].forEach((name) => drop.addEventListener(name, (event) => event.preventDefault()));
  drop.addEventListener("drop", (event) => add(event.dataTransfer.files));
  addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });

  const megabytes = (size) => size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${Math.ceil(size / 104857.6) / 10} MB`;

  function add(files) {
    for (const file of files) {
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector("[data-name]").textContent = file.name;
      row.querySelector("[data-bar]").setAttribute("aria-label", file.name);
      list.append(row);
      if (file.size > limit) refuse(row, `“${file.name}” has ${megabytes(file.size)}; a file may have ${megabytes(limit)}.`);
      else queue(file, row);
    }
    next();
  }

  // One at a time: on a telephone two at once only make both slower.
  function queue(file, row) {
    waiting.push({ file, row });
    say(row, `${megabytes(file.size)}, waiting`);
    button(row, "Leave out", () => { leaveOut(row); row.remove(); });
  }
  function leaveOut(row) {
    const at = waiting.findIndex((one) => one.row === row);
    if (at >= 0) waiting.splice(at, 1);
  }
  function next() {
    if (sending || !waiting.length) return;
    sending = waiting.shift();
    send(sending.file, sending.row);
  }
  function done() { sending = null; next(); }

  function send(file, row) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("file", file);
    request.open("POST", form.action);
    request.setRequestHeader("X-One-File", "yes");
    request.upload.addEventListener("progress", (event) => progress(row, event));
    request.upload.addEventListener("load", () => say(row, "Checking"));
    request.addEventListener("load", () => { answered(request, file, row); done(); });
    request.addEventListener("error", () => { lost(file, row); done(); });
    request.addEventListener("abort", () => { row.remove(); done(); });
    button(row, "Stop", () => request.abort());
    say(row, "Uploading");
    request.send(body);
  }

  function progress(row, event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor(100 * event.loaded / event.total);
    row.querySelector("[data-bar]").value = percent;
    if (percent < 100) say(row, `${percent} % of ${megabytes(event.total)}`);
  }

  // Only the server says "stored": the row with the receipt is its answer.
  function answered(request, file, row) {
    if (request.responseURL !== form.action) return refuse(row, "You are signed out. Load this page again and sign in: what is stored stays stored.");
    if (request.status === 200) return stored(request.responseText, row);
    if (request.status === 409) return refuse(row, "", request.responseText);
    if (request.status === 403 || request.status === 404) return refuse(row, "You are signed out, or this page is too old. Load it again: what is stored stays stored.");
    lost(file, row, "The server could not take it.");
  }
  function stored(html, row) {
    const holder = document.createElement("ul");
    holder.innerHTML = html;
    const arrived = holder.firstElementChild;
    const twin = document.getElementById(arrived.id);
    if (twin) row.remove();  // the same bytes again: the first one stands
    else row.replaceWith(arrived);
    ["describe", "submit"].forEach((id) => { document.getElementById(id).hidden = false; });
    offer(arrived.dataset.day);
    document.getElementById("stored").textContent = `${list.querySelectorAll(".receipt").length} stored`;
    form.dispatchEvent(new CustomEvent("stored", { bubbles: true }));
  }
  // The day on which the file was captured, where nobody has said another.
  function offer(day) {
    const field = document.getElementById("id_done_on");
    if (!day || field.value || day > field.max) return;
    field.value = day;
    document.getElementById("offered").hidden = false;
  }
  function lost(file, row, why) {
    row.querySelector("[data-bar]").classList.add("meter-stop");
    say(row, `${why || "Connection lost."} The file is still on your device.`, true);
    button(row, "Try again", () => { row.querySelector("[data-bar]").classList.remove("meter-stop"); queue(file, row); next(); });
  }
  function refuse(row, text, html) {
    row.querySelector("[data-bar]").parentElement.remove();
    say(row, text, true);
    if (html) row.querySelector("[data-said]").innerHTML = html;
    button(row, "Close", () => row.remove());
  }
  function say(row, text, stop) {
    const line = row.querySelector("[data-said]");
    line.textContent = text;
    line.className = stop ? "small t-stop strong" : "small muted";
  }
  function button(row, text, act) {
    const name = row.querySelector("[data-name]").textContent;
    const one = row.querySelector("[data-act]");
    one.textContent = text;
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = `: ${name}`;
    one.append(hidden);
    one.onclick = act;
  }

  // Ticks: how many, and finding one by typing.
  const units = [...form.querySelectorAll(".ticks details")];
  form.addEventListener("change", (event) => { if (event.target.name === "criteria") count(); });
  function count() {
    let all = 0;
    units.forEach((unit) => {
      const ticked = unit.querySelectorAll("input:checked").length;
      all += ticked;
      unit.querySelector("[data-count]").textContent = ticked ? `${ticked} ticked` : "none ticked";
    });
    document.getElementById("ticked").textContent = `${all} ticked`;
  }
  const finder = document.getElementById("id_find");
  document.getElementById("finder").hidden = !units.length;
  finder.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  finder.addEventListener("input", (event) => {
    event.stopPropagation();  // typing here changes nothing that could be submitted
    const words = finder.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    units.forEach((unit) => {
      let here = 0;
      unit.querySelectorAll(".form-check").forEach((line) => {
        const text = `${unit.dataset.unit} ${line.textContent}`.toLowerCase();
        line.hidden = !words.every((word) => text.includes(word));
        here += !line.hidden;
      });
      unit.hidden = !here;
      if (words.length && here) unit.open = true;
      found += here;
    });
    document.getElementById("nothing-found").hidden = found > 0;
  });

  // The list of what stops the submission changes while one types: a reader hears its heading, not all of it.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "stopping") return;
    const heading = event.target.querySelector("h2").textContent;
    const said = document.getElementById("stopping-said");
    if (said.textContent !== heading) said.textContent = heading;
  });
})();

// Pinpoints in the viewer. Without it every chip is a link that opens the item at the place, and every place can be typed.
(function () {
  "use strict";
  const stage = document.querySelector(".viewer-stage");
  if (!stage) return;
  const player = stage.querySelector("video, audio");
  const sheets = [...stage.querySelectorAll("[data-page]")];
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

  // A chip: the player goes there, the page comes into view, the area is outlined.
  let stopAt = null;
  function play(chip) {
    stopAt = chip.dataset.until ? Number(chip.dataset.until) : null;
    player.currentTime = Number(chip.dataset.start);
    player.scrollIntoView({ block: "nearest" });
    const started = player.play();
    if (started) started.catch(() => {});  // the browser wants a press on its own button: it stands at the place all the same
  }
  if (player) player.addEventListener("timeupdate", () => {
    if (stopAt !== null && player.currentTime >= stopAt) { player.pause(); stopAt = null; }
  });
  function mark(chip) {
    document.querySelectorAll("a[data-pin][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    stage.querySelectorAll("rect.pin").forEach((area) => area.classList.toggle("is-open", area.dataset.pin === chip.dataset.pin));
    chip.setAttribute("aria-current", "true");
  }
  function opens(chip) {
    if (chip.dataset.item !== stage.dataset.item) return false;
    if (chip.dataset.start !== undefined) { if (!player) return false; play(chip); return true; }
    const sheet = sheets.find((one) => one.dataset.page === chip.dataset.page);
    if (!sheet) return false;
    const area = stage.querySelector(`rect[data-pin="${chip.dataset.pin}"]`);
    (area || sheet).scrollIntoView({ block: area ? "center" : "start" });
    return true;
  }
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("a[data-pin]");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey || !opens(chip)) return;
    event.preventDefault();
    mark(chip);
  });

  // The form: what the player or the page in view says is filled in.
  const box = document.querySelector("[data-pin-form]");
  if (!box) return;
  const field = (name) => box.querySelector(`[name=${name}]`);
  const now = box.querySelector("[data-pin-player]");
  if (now && player) {
    now.hidden = false;
    now.addEventListener("click", (event) => {
      const button = event.target.closest("[data-pin-now]");
      if (button) field(button.dataset.pinNow).value = clock(player.currentTime);
    });
  }
  function inView() {
    const middle = stage.getBoundingClientRect().top + Math.min(stage.clientHeight, innerHeight) / 3;
    const sheet = sheets.find((one) => one.getBoundingClientRect().bottom > middle);
    return sheet || sheets[0];
  }
  box.addEventListener("toggle", () => {
    if (box.open && field("page") && !field("page").value && sheets.length) field("page").value = inView().dataset.page;
  });

  // An area drawn with finger, pen or mouse; the same can be entered in figures.
  const drawing = box.querySelector("[data-pin-draw]");
  if (!drawing || !sheets.length) return;
  const button = drawing.querySelector("button");
  const said = drawing.querySelector("[data-pin-said]");
  drawing.hidden = false;
  function turn(on) {
    stage.classList.toggle("is-drawing", on);
    button.setAttribute("aria-pressed", String(on));
    said.textContent = on ? "Drag over the place. Escape ends it." : "";
  }
  button.addEventListener("click", () => turn(button.getAttribute("aria-pressed") !== "true"));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") turn(false); });
  function place(sheet, event) {
    const edge = sheet.querySelector("img").getBoundingClientRect();
    const part = (value, size) => Math.min(Math.max(value / size, 0), 1) * 100;
    return { x: part(event.clientX - edge.left, edge.width), y: part(event.clientY - edge.top, edge.height) };
  }
  function outline(sheet, from, to) {
    let area = stage.querySelector("rect.is-new");
    if (!area) {
      area = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      area.setAttribute("class", "pin is-open is-new");
    }
    sheet.querySelector("svg:not(.bi)").append(area);
    const found = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
    Object.entries(found).forEach(([name, value]) => area.setAttribute(name, value.toFixed(1)));
    return found;
  }
  sheets.forEach((sheet) => sheet.addEventListener("pointerdown", (event) => {
    if (!stage.classList.contains("is-drawing")) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    const from = place(sheet, event);
    const move = (moved) => outline(sheet, from, place(sheet, moved));
    const end = (ended) => {
      sheet.removeEventListener("pointermove", move);
      const found = outline(sheet, from, place(sheet, ended));
      if (found.width < .5 || found.height < .5) return;  // a press is no area
      const sides = { left: found.x, top: found.y, width: found.width, height: found.height };
      Object.entries(sides).forEach(([name, value]) => { field(name).value = (Math.floor(value * 10) / 10).toFixed(1); });
      if (field("page")) field("page").value = sheet.dataset.page;
      if (field("last_page")) field("last_page").value = "";
      turn(false);
      said.textContent = `An area on page ${sheet.dataset.page} is marked.`;
    };
    sheet.addEventListener("pointermove", move);
    sheet.addEventListener("pointerup", end, { once: true });
    sheet.addEventListener("pointercancel", () => sheet.removeEventListener("pointermove", move), { once: true });
  }));
})();

// Criteria to tick (templates/portfolio/_ticks.html): how many are, and finding one by typing.
(function () {
  "use strict";
  const list = document.querySelector(".ticks");
  if (!list) return;
  const units = [...list.querySelectorAll("details")];
  list.addEventListener("change", () => {
    const all = list.querySelectorAll("input:checked").length;
    units.forEach((unit) => {
      const ticked = unit.querySelectorAll("input:checked").length;
      unit.querySelector("[data-count]").textContent = ticked ? `${ticked} ticked` : "none ticked";
    });
    document.getElementById("ticked").textContent = `${all} ticked`;
  });
  const finder = document.getElementById("id_find");
  if (!finder) return;
  document.getElementById("finder").hidden = !units.length;
  finder.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  finder.addEventListener("input", (event) => {
    event.stopPropagation();  // typing here changes nothing that could be submitted
    const words = finder.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    units.forEach((unit) => {
      let here = 0;
      unit.querySelectorAll(".map-tick, :scope > .form-check").forEach((line) => {
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
})();

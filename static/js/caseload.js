// One box ticks every candidate that is shown. Without it they are ticked one by one.
(function () {
  "use strict";

  function begin() {
    const all = document.querySelector("[data-check-all]");
    if (!all) return;
    all.hidden = false;
    all.addEventListener("change", () => {
      all.closest("form").querySelectorAll("input[name=to]").forEach((box) => { box.checked = all.checked; });
    });
  }
  begin();
  document.addEventListener("htmx:afterSettle", begin);
})();

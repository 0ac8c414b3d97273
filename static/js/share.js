// Handing a link over: to the phone's own list of ways to send it, or to the clipboard.
(function () {
  "use strict";
  document.querySelectorAll("[data-share]").forEach((button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ text: button.dataset.words, url: button.dataset.share }).catch(() => {}));
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const said = document.getElementById(button.dataset.says);
      navigator.clipboard.writeText(button.dataset.copy).then(
        () => { said.textContent = "Copied."; },
        () => { said.textContent = "The browser did not let us copy it. Press and hold the address to copy it."; },
      );
    });
  });
})();

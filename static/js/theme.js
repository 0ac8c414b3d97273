// "As my device": the page says auto, the device says which. Runs in the head, so that nothing flashes.
(function (root, dark) {
  if (root.dataset.bsTheme !== "auto") return;
  const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", follow);
  follow();
})(document.documentElement, matchMedia("(prefers-color-scheme: dark)"));

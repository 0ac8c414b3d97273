// The mapping page without it is complete; this keeps what is chosen in sight in the long list beside it.
(function () {
  "use strict";
  const list = document.querySelector("[data-map-scroll]");
  const here = list && list.querySelector("[aria-current]");
  if (here) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 3;
})();

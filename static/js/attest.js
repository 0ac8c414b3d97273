// Small helps; every page works without them. Hooks are data attributes, so that a page needs no script of its own.
(function () {
  "use strict";

  // A second press of any button: one act, one request. The pressed button's own name and value still travel,
  // because it is marked only after the browser has gathered the form.
  function sent(form) {
    if (form.dataset.sent) return true;
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-busy", "true")));
    return false;
  }
  function released(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const closed = event.submitter && event.submitter.getAttribute("aria-disabled") === "true";
    if (closed) {  // the list is why: go there instead of asking the server for the same list
      event.preventDefault();
      event.stopPropagation();
      focusOn(document.getElementById(event.submitter.getAttribute("aria-describedby")));
    } else if (form.dataset.draft && !navigator.onLine) {  // it would be lost on the way: drafts.js says so
      event.preventDefault();
      event.stopPropagation();
      form.dispatchEvent(new Event("held"));
    } else if (form.method === "post" && sent(form)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(released); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) released(form); });

  // Focus: on the summary of errors or the list of reasons after a load, on the new heading after a swap.
  function focusOn(element) {
    if (!element) return;
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus();
  }
  focusOn(document.querySelector("[data-focus]"));
  document.addEventListener("htmx:afterSettle", (event) => focusOn(event.target.querySelector("[data-focus]")));

  // <button data-open="id"> opens a <dialog>; <button data-close> closes the dialog or removes the toast that it is in.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    const closer = event.target.closest("[data-close]");
    if (!closer) return;
    const dialog = closer.closest("dialog");
    if (dialog) dialog.close();
    else closer.closest(".toast-at").remove();
  });

  // On a phone the navigation scrolls sideways: the page one is on is to be seen.
  const here = document.querySelector(".mainnav [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft + here.offsetWidth - here.parentElement.clientWidth;

  // The menu at the top closes with Escape and when the reader goes elsewhere.
  const menu = document.querySelector("details.usermenu");
  if (menu) {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // A toast goes after ten seconds, unless someone is in it.
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.nodeType !== 1 || !node.matches(".toast-at")) return;
    setTimeout(() => { if (!node.matches(":hover, :focus-within")) node.remove(); }, 10000);
  }))).observe(document.getElementById("toasts"), { childList: true });
})();

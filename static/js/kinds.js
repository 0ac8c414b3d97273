// Of the short forms, the one of the chosen kind. Without this script all of them are there, each under its kind's name.
(function () {
  "use strict";
  const choice = document.getElementById("id_kind");
  const forms = Array.from(document.querySelectorAll("fieldset[data-kind]"));
  if (!choice || !forms.length) return;
  function show() { forms.forEach((one) => { one.hidden = one.dataset.kind !== choice.value; }); }
  ["input", "change"].forEach((name) => choice.form.addEventListener(name, show));  // also when a draft fills it in
  show();
})();

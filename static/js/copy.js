/* Copy what a field holds. The button is there only where the browser can; pages come into the calendar's panel too. */
(function () {
  "use strict";

  if (!navigator.clipboard) return;

  function show(root) {
    root.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = false; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    var field = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(field.value).then(function () {
      if (!button.dataset.words) button.dataset.words = button.innerHTML;
      button.textContent = button.dataset.done;
      setTimeout(function () { button.innerHTML = button.dataset.words; }, 2000);
    }, function () { field.focus(); field.select(); }); // not let: it is marked, for their own keys
  });
  document.addEventListener("htmx:load", function (event) { show(event.target); });
  show(document);
})();

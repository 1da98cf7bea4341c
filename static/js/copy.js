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
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(function () {
      if (!button.dataset.words) button.dataset.words = button.innerHTML;
      button.textContent = button.dataset.done;
      setTimeout(function () { button.innerHTML = button.dataset.words; }, 2000);
    });
  });
  document.addEventListener("htmx:load", function (event) { show(event.target); });
  show(document);
})();

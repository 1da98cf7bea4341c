/* Copy what a field holds. The button is there only where the browser can. */
(function () {
  "use strict";

  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(function () {
        var words = button.innerHTML;
        button.textContent = button.dataset.done;
        setTimeout(function () { button.innerHTML = words; }, 2000);
      });
    });
  });
})();

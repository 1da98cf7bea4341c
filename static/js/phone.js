/* A phone at the ear: number keys take one of the next times, and arrows walk from the search field into its list.
   They listen only while the keyboard is in that part of the page. */
(function () {
  "use strict";
  if (window.ledigPhone) return;
  window.ledigPhone = true;

  function plain(event) { return !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented); }

  function typing(place) { return place.matches("input, textarea, #minutes"); }

  function takeTime(event) {
    var chooser = event.target.closest("#chooser");
    if (!chooser || typing(event.target) || !/^[1-6]$/.test(event.key)) return;
    var button = chooser.querySelector('[data-shortcut="' + event.key + '"]');
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  function walk(event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("#q, #results a")) return;
    var field = document.getElementById("q");
    var stops = [field].concat(Array.prototype.slice.call(document.querySelectorAll("#results a")));
    var next = stops[stops.indexOf(event.target) + step];
    event.preventDefault();
    if (next) next.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (!plain(event)) return;
    takeTime(event);
    walk(event);
  });

  document.addEventListener("click", function (event) {
    var jump = event.target.closest("[data-jump]");
    if (!jump) return;
    event.preventDefault();
    var place = document.getElementById(jump.dataset.jump);
    place.scrollIntoView({ block: "start" });
    (place.parentElement.querySelector(".day[aria-current], .day") || place).focus();
  });
})();

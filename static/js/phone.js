/* A phone at the ear: number keys take one of the next times, and arrows walk from the search field into its list.
   Where somebody is looked for, Enter leads to the one who is found. They listen only while the keyboard is in that part of the page. */
(function () {
  "use strict";
  if (window.ledigPhone) return;
  window.ledigPhone = true;

  var stale = false; // what is booked was changed, and its times are on their way
  var wanted = ""; // the key that was pressed meanwhile

  function plain(event) { return !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented); }

  function typing(place) { return place.matches("input, textarea, #minutes"); } // lengths begin with digits

  function takeTime(event) {
    var chooser = event.target.closest("#chooser");
    if (!chooser || typing(event.target) || !/^[1-6]$/.test(event.key)) return;
    event.preventDefault();
    if (stale) wanted = event.key; else press(event.key);
  }

  function press(key) {
    var button = document.querySelector('#chooser [data-shortcut="' + key + '"]');
    if (button) button.click();
  }

  // The times of what was chosen before must not be taken for those of what is chosen now.
  function wait(on) {
    stale = on;
    var times = document.getElementById("times");
    if (times) times.inert = on;
  }

  function fresh(come) {
    var key = stale && come ? wanted : "";
    wait(false);
    wanted = "";
    if (key) press(key);
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

  // Of several the first is offered, and a second Enter takes it. What was typed last may be on its way.
  var finding = false;

  function find(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-find] #q") || !event.target.value.trim()) return;
    event.preventDefault();
    finding = true;
    found();
  }

  function found() {
    var field = document.querySelector("[data-find] #q");
    var results = document.getElementById("results");
    if (!finding || !field || !results || results.dataset.of !== field.value) return;
    finding = false;
    var hits = results.querySelectorAll("a.result");
    var first = results.querySelector("a");
    if (hits.length === 1) hits[0].click(); else if (first) first.focus();
  }

  document.addEventListener("input", function (event) { if (event.target.matches("#q")) finding = false; });
  document.addEventListener("htmx:afterSettle", found);

  document.addEventListener("keydown", function (event) {
    if (!plain(event)) return;
    takeTime(event);
    walk(event);
    find(event);
  });

  document.addEventListener("change", function (event) { if (event.target.closest("#what")) wait(true); });
  document.addEventListener("htmx:afterSettle", function () { if (document.getElementById("chooser")) fresh(true); });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (trouble) {
    document.addEventListener(trouble, function () { fresh(false); });
  });

  document.addEventListener("click", function (event) {
    var jump = event.target.closest("[data-jump]");
    if (!jump) return;
    event.preventDefault();
    var place = document.getElementById(jump.dataset.jump);
    place.scrollIntoView({ block: "start" });
    (place.parentElement.querySelector("a.day[aria-current]") || place.parentElement.querySelector("a.day") || place).focus();
  });
})();

/* The calendar's buttons, what is chosen to be shown, and its keys. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar;
  if (!ledig) return;

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-go], [data-view]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.go) ledig.go(button.dataset.go); else ledig.see(button.dataset.view);
  });

  document.addEventListener("change", function (event) {
    if (event.target.id === "calendar-day" && event.target.value) ledig.go(event.target.value);
    var form = event.target.closest("#calendar-shown");
    if (!form) return;
    var said = new FormData(form);
    var all = form.querySelectorAll("[name=people]").length;
    var named = said.getAll("people");
    ledig.choose({
      people: named.length === all ? [] : named, place: said.get("place") || "", service: said.get("service") || "",
      colours: said.get("colours") || "state", click: said.get("click") || "menu",
    });
  });

  var KEYS = {
    t: function () { ledig.go("today"); }, ArrowLeft: function () { ledig.go("prev"); }, ArrowRight: function () { ledig.go("next"); },
    d: function () { ledig.see("day"); }, w: function () { ledig.see("week"); }, m: function () { ledig.see("month"); }, l: function () { ledig.see("list"); },
    n: function () { press("[data-key=n]"); }, "/": function () { press(".desk-rail a[href$='/desk/clients/']"); }, "?": function () { press("[data-key='?']"); },
  };

  function press(selector) {
    var one = document.querySelector(selector);
    if (one) one.click();
  }

  function fold(event) {
    var open = document.querySelector("details.menu[open]");
    if (!open) return;
    event.preventDefault();
    open.open = false;
    open.querySelector("summary").focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") return fold(event);
    if (event.target.closest("input, select, textarea, [contenteditable], dialog, .side-panel")) return;
    if (event.key.indexOf("Arrow") === 0 && event.target.closest("[role=button], button, a")) return;
    var act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();

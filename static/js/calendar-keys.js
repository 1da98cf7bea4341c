/* The calendar's buttons, what is chosen to be shown, and its keys: over the grid, and over the list. */
(function () {
  "use strict";
  var form = document.getElementById("calendar-shown");
  if (!form) return;
  var ledig = window.LedigCalendar || list();

  // The list has no script of its own: one goes about in it by its links, and htmx fetches it.
  if (!window.LedigCalendar) stay();

  function stay() {
    var shown = said();
    history.replaceState(history.state, "", window.LedigNarrowed(location.search, shown));
    document.querySelectorAll("a[data-go], a[data-view]").forEach(function (one) {
      one.search = window.LedigNarrowed(one.search, shown);
    });
  }

  function list() {
    var sent = Promise.resolve(); // one after the other, and what is fetched last is what was chosen last
    return {
      go: function (where) {
        if (where.length < 6) press("[data-go=" + where + "]");
        else window.location.assign(window.LedigNarrowed({ view: "list", day: where }, said()));
      },
      see: function (view) { press("[data-view=" + view + "]"); },
      remember: function () {
        return fetch(form.action, { method: "POST", credentials: "same-origin", headers: { "HX-Request": "true" }, body: new FormData(form) });
      },
      choose: function () {
        stay();
        sent = sent.then(function () {
          return this.remember();
        }.bind(this)).then(function () {
          return window.htmx.ajax("GET", location.pathname + location.search, { target: "#agenda", select: "#agenda", swap: "outerHTML" });
        }).catch(function () {});
      },
    };
  }

  if (window.LedigCalendar) document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-go], [data-view], [data-everybody]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (button.dataset.go) ledig.go(button.dataset.go);
    else if (button.dataset.view) ledig.see(button.dataset.view);
    else everybody();
  });

  function everybody() {
    form.querySelectorAll("[name=people]").forEach(function (one) { one.checked = true; });
    chosen();
    form.closest("details").querySelector("summary").focus();
  }

  document.addEventListener("change", function (event) {
    if (event.target.id === "calendar-day" && event.target.value) ledig.go(event.target.value);
    if (event.target.id === "shown-among") regroup(event.target.value);
    else if (event.target.closest("#calendar-shown")) chosen();
  });

  // Whoever comes back is told that not everything is shown.
  function narrowed(named, all) {
    var said = named < all ? [named + "/" + all] : [];
    form.querySelectorAll("[name=place], [name=service]").forEach(function (one) { if (one.value) said.push(one.selectedOptions[0].textContent); });
    form.closest("details").querySelector("[data-count]").textContent = said.join(" · ");
  }

  narrowed(form.querySelectorAll("[name=people]:checked").length, form.querySelectorAll("[name=people]").length);

  // Other people have other columns and boxes to tick: the page is drawn anew.
  function regroup(among) {
    var shown = Object.assign(said(), { people: [] });
    ledig.remember({ among: among, among_was: shown.among_was }).then(function () { window.location.assign(window.location.pathname + window.LedigNarrowed(window.location.search, shown)); });
  }

  function chosen() {
    var all = form.querySelectorAll("[name=people]").length;
    narrowed(form.querySelectorAll("[name=people]:checked").length, all);
    var shown = said();
    form.dataset.colours = shown.colours;
    ledig.choose(shown);
  }

  function said() {
    var typed = new FormData(form);
    var all = form.querySelectorAll("[name=people]").length;
    var named = typed.getAll("people");
    return {
      people: named.length === all ? [] : named.length ? named : ["-"], place: typed.get("place") || "", service: typed.get("service") || "",
      among: typed.get("among") || "", among_was: typed.get("among_was") || "", colours: typed.get("colours") || "state", click: typed.get("click") || "menu",
    };
  }

  // A style in an attribute is not let in: the colours of the services come as data.
  form.querySelectorAll("[data-service]").forEach(function (one) { one.style.setProperty("--service", one.dataset.service); });

  var KEYS = {
    t: function () { ledig.go("today"); }, ArrowLeft: function () { ledig.go("prev"); }, ArrowRight: function () { ledig.go("next"); },
    d: function () { ledig.see("day"); }, w: function () { ledig.see("week"); }, m: function () { ledig.see("month"); }, l: function () { ledig.see("list"); },
    n: function () { press("[data-key=n]"); }, o: function () { press("[data-key=o]"); }, "/": find, "?": function () { press("[data-key='?']"); },
  };

  // Beside the grid; the list has nothing beside it.
  function find() {
    var link = document.querySelector(".desk-rail a[href$='/desk/clients/']");
    if (link && ledig.panel) ledig.panel.ask(link.pathname); else if (link) link.click();
  }

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

  form.addEventListener("click", function (event) {
    if (event.target.closest("a")) form.closest("details").open = false;
  });

  // Whoever points elsewhere is done with the menu.
  document.addEventListener("pointerdown", function (event) {
    var menu = form.closest("details");
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") return fold(event);
    if (event.target.closest("input, select, textarea, [contenteditable], dialog, .side-panel")) return;
    if (event.key.indexOf("Arrow") === 0 && event.target.closest("details[open]")) return;
    var act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();

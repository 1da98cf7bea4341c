/* The browser's Back in the panel: first to the page before, then to the calendar without a panel, and only then away.
   What was typed is put back when its page is shown again; it is kept in this script alone, and not in the history. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar;
  if (!ledig || !ledig.panel) return;
  var panel = document.getElementById("panel");
  var pages = []; // [n]: {url, typed} of the panel's nth page, from 1
  var here = 0; // whose page is in the panel; 0: none. Which it should be, the history's own state says
  var depth = 0; // where we came from, when the history says that we are elsewhere
  var done = 0; // pages up to here were for something that is done now: nobody goes back to those
  var leaving = null; // on the way out of the panel: what waits until there
  var late = 0; // when we stop waiting for that
  var count = 0; // of what was asked for the panel
  var stale = 0; // whatever was asked up to here is for a page that one has left, or that another one has replaced
  var coming = 0; // what is asked right now is the page of this entry
  var asked = new WeakMap(); // by request: {turn, entry, from}

  function stands() { return (history.state && history.state.panel) || 0; }

  function put(how, at, url) {
    pages[at] = { url: url, typed: [] };
    history[how + "State"]({ panel: at, url: url }, "", location.href);
  }

  // ---- what is shown in the panel ------------------------------------------------------------------------------

  function shown(url, goes, write, from) {
    if (leaving) return leaving.push(function () { shown(url, goes, write, 0); });
    if (!panel.firstElementChild) return;
    var at = stands(); // a step leads on, and one may still think better of it
    var step = write && panel.querySelector("[data-step]");
    if (!at || ((goes || step || from !== at) && url !== history.state.url)) {
      if (!at) done = 0;
      at += 1;
      pages.length = at;
      put("push", at, url);
    } else if (url !== history.state.url) put("replace", at, url);
    here = depth = at;
    if (write && !step) done = at - 1;
  }

  // The page that was gone back to, in the entry that it belongs to.
  function returned(entry, url) {
    here = depth = entry;
    if (url === history.state.url && pages[entry]) fill(pages[entry]);
    else put("replace", entry, url);
  }

  function mine(event) { return event.detail.target === panel && asked.get(event.detail.xhr); }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.target !== panel) return;
    if (event.detail.requestConfig.verb === "get") stale = count; // what was asked for before is not wanted any more
    asked.set(event.detail.xhr, { turn: ++count, entry: coming, from: stands() });
  });

  // An answer is shown as long as nobody has gone elsewhere meanwhile; what became of something that was sent, always.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var one = mine(event);
    if (!one || !event.detail.shouldSwap) return;
    var write = event.detail.requestConfig.verb !== "get";
    if (!write && (one.turn <= stale || (one.entry && one.entry !== stands()))) {
      event.detail.shouldSwap = false;
      event.detail.xhr.dropped = true;
      return;
    }
    keep();
    stale = Math.max(stale, one.turn);
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var detail = event.detail, one = mine(event);
    if (!one) return;
    var verb = detail.requestConfig.verb;
    var url = detail.xhr.responseURL.slice(location.origin.length);
    if (one.entry) returned(one.entry, url);
    else shown(url, verb === "get" && (detail.boosted || detail.requestConfig.elt.hasAttribute("data-asks-for-panel")), verb !== "get" && detail.xhr.status < 400, one.from);
  });

  // Nothing came: a page that was gone back to is empty then, and never another one's. Forms.js says what happened.
  ["htmx:sendError", "htmx:timeout"].forEach(function (trouble) {
    document.addEventListener(trouble, function (event) {
      var one = mine(event);
      if (!one || one.turn <= stale || here === stands()) return;
      if (!one.entry) return void setTimeout(show); // not before this one has let go of the panel
      keep();
      panel.replaceChildren();
      here = 0;
    });
  });

  // ---- what was typed ------------------------------------------------------------------------------------------

  function fields() {
    return Array.prototype.filter.call(panel.querySelectorAll("input, select, textarea"), function (one) {
      return one.name && ["hidden", "submit", "button", "password", "file"].indexOf(one.type) < 0;
    });
  }

  function choice(one) { return one.type === "checkbox" || one.type === "radio"; }

  function untouched(one) {
    if (choice(one)) return one.checked === one.defaultChecked;
    if (one.options) return Array.prototype.every.call(one.options, function (row) { return row.selected === row.defaultSelected; });
    return one.value === one.defaultValue;
  }

  function said(one) { return [one.name, choice(one) ? one.value : ""].join("="); }

  function keep() {
    if (!here || !pages[here]) return;
    pages[here].typed = fields().filter(function (one) { return !untouched(one); }).map(function (one) {
      return { what: said(one), checked: one.checked, value: one.value };
    });
  }

  function fill(page) {
    page.typed.forEach(function (kept) {
      var one = fields().find(function (field) { return said(field) === kept.what; });
      if (!one) return;
      if (choice(one)) one.checked = kept.checked; else one.value = kept.value;
      if (one.type === "search") one.dispatchEvent(new Event("input", { bubbles: true })); // its hits come again
    });
  }

  // ---- going back and forward ----------------------------------------------------------------------------------

  panel.addEventListener("panel:closing", function () {
    keep();
    stale = count;
    here = 0;
    if (!depth) return; // Back has been there already
    depth = 0;
    var out = stands();
    if (!out) return;
    leaving = [];
    history.go(-out);
    late = setTimeout(arrived, 1000); // whatever became of it
  });

  window.addEventListener("popstate", function () {
    var to = stands();
    if (leaving) return to ? undefined : arrived();
    stale = count;
    if (to && to <= done) return void history.go(to < depth ? -to : -1);
    if (to) return show();
    keep();
    depth = here = 0;
    ledig.panel.close();
    ledig.stay();
  });

  // The page of the entry where the history stands, unless it is in the panel still.
  function show() {
    keep();
    depth = stands();
    if (here === depth) return;
    coming = depth;
    pages[depth] = pages[depth] || { url: history.state.url, typed: [] };
    ledig.panel.ask(history.state.url);
    coming = 0;
  }

  function arrived() {
    if (!leaving) return;
    clearTimeout(late);
    var waiting = leaving;
    leaving = null;
    ledig.stay();
    waiting.forEach(function (act) { act(); });
  }

  // Reloaded, or come back to from another page: the panel is as it was.
  if (stands()) show();
})();

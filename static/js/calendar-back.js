/* The browser's Back in the panel: first to the page before, then to the calendar without a panel, and only then away.
   What was typed is put back when its page is shown again; it is kept in this script alone, and not in the history. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar;
  if (!ledig || !ledig.panel) return;
  var panel = document.getElementById("panel");
  var pages = []; // [n]: {url, typed} of the panel's nth page, from 1
  var depth = 0; // of the page that is shown; 0: no panel
  var done = 0; // pages up to here were for something that is done now: nobody goes back to those
  var returning = false; // the page that comes was shown before
  var leaving = null; // on the way out of the panel: what waits until there

  function stands(at) { return (at && at.panel) || 0; }

  function put(how, url) {
    pages[depth] = { url: url, typed: [] };
    history[how + "State"]({ panel: depth, url: url }, "", location.href);
  }

  // ---- what is shown in the panel ------------------------------------------------------------------------------

  function shown(url, goes, write) {
    if (leaving) return leaving.push(function () { shown(url, goes, write); });
    if (!panel.firstElementChild) return;
    if (returning && url === pages[depth].url) return fill(pages[depth]);
    var step = write && panel.querySelector("[data-step]"); // it leads on, and one may still think better of it
    if (!depth || ((goes || step) && !returning && url !== pages[depth].url)) {
      if (!depth) done = 0;
      depth += 1;
      pages.length = depth;
      put("push", url);
    } else if (url !== pages[depth].url) put("replace", url);
    if (write && !step) done = depth - 1;
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target === panel && event.detail.shouldSwap && !returning) keep();
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var detail = event.detail;
    if (detail.target !== panel || !detail.xhr) return;
    var verb = detail.requestConfig.verb;
    var url = detail.xhr.responseURL.slice(location.origin.length);
    shown(url, verb === "get" && (detail.boosted || detail.requestConfig.elt === panel), verb !== "get" && detail.xhr.status < 400);
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.target === panel) returning = false;
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
    if (!depth || !pages[depth]) return;
    pages[depth].typed = fields().filter(function (one) { return !untouched(one); }).map(function (one) {
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
    if (!depth) return;
    var out = stands(history.state);
    depth = 0;
    if (!out) return; // Back has been there already
    leaving = [];
    history.go(-out);
  });

  window.addEventListener("popstate", function (event) {
    var to = stands(event.state);
    if (leaving) return arrived();
    if (to && to <= done) return void history.go(to < depth ? -to : -1);
    keep();
    if (!to) { ledig.panel.close(); depth = 0; return ledig.stay(); }
    show(to, event.state.url);
  });

  function show(page, url) {
    depth = page;
    pages[depth] = pages[depth] || { url: url, typed: [] };
    returning = true;
    ledig.panel.ask(url);
  }

  function arrived() {
    var waiting = leaving;
    leaving = null;
    ledig.stay();
    waiting.forEach(function (act) { act(); });
  }

  // Reloaded, or come back to from another page: the panel is as it was.
  if (stands(history.state)) show(stands(history.state), history.state.url);
})();

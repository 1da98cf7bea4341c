/* What gestures in the grid lead to: a page of the desk in the panel, or a small form that is sent at once. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar;
  if (!ledig) return;
  var place = document.getElementById("calendar");
  var panel = document.getElementById("panel");
  var toasts = document.getElementById("toasts");
  var DOUBLE = 260; // ms in which a second click makes it a double one
  var SHOWN = 10000;
  var SLOW = 1000; // ms, and no machine's double click takes as long
  var waiting = null;
  var entered = 0; // when the dialog was last opened by a double click
  var back = null; // where the keyboard was before the panel opened
  var undrop = null; // puts a dragged entry back
  var toldBeside = ""; // the page that an act has opened: taken back, there is nothing more to be said there

  function ask(path, said) {
    putBack(); // whoever asks for something else has let go of what they dragged
    back = back || document.activeElement;
    var url = path.charAt(0) === "/" ? path : ledig.base + path;
    return window.htmx.ajax("GET", url + (said ? (url.indexOf("?") < 0 ? "?" : "&") + new URLSearchParams(said) : ""), { target: panel, source: asker(), swap: "innerHTML" });
  }

  // One for each question: of the same one the second would wait until the first is answered, however slowly.
  function asker() {
    var one = document.createElement("span");
    one.hidden = true;
    ["hx-push-url", "hx-indicator"].forEach(function (name) { one.setAttribute(name, panel.getAttribute(name)); });
    one.dataset.asksForPanel = "";
    one.addEventListener("htmx:afterRequest", function () { setTimeout(function () { one.remove(); }); });
    panel.after(one);
    return one;
  }

  function send(path, said) {
    window.htmx.ajax("POST", ledig.base + path, { target: toasts, source: toasts, swap: "innerHTML", values: said });
  }

  function close() {
    if (!panel.firstElementChild) return;
    panel.dispatchEvent(new CustomEvent("panel:closing"));
    panel.replaceChildren();
    putBack();
    ledig.calendar.unselect();
    var grid = place.querySelector(".ec-main");
    if (back && back.isConnected && back !== document.body) back.focus();
    else if (grid) grid.focus({ preventScroll: true });
    back = null;
  }

  function putBack() {
    if (!undrop) return;
    undrop();
    undrop = null;
    ledig.refetch(); // what was dragged twice goes back all the way
  }

  // Whoever has a client in front of them, and then points at a time, means that client.
  function forClient(said) {
    if (!panel.firstElementChild) return said;
    var told = panel.querySelector("[data-client]");
    var code = told ? told.dataset.client : new URLSearchParams((panel.dataset.url || "").split("?")[1]).get("client");
    return code ? Object.assign({ client: code }, said) : said;
  }

  // Whose calendar it is: the only one that is shown; else the server chooses among those, or asks.
  function whose() {
    var shown = ledig.choices.people;
    if (!shown.length && ledig.choices.among) shown = ledig.config.people.map(function (one) { return one.id; });
    var only = shown.length === 1 ? shown[0] : ledig.config.people.length === 1 ? ledig.config.people[0].id : "";
    return only ? { with: only } : shown.length ? { people: shown.join(",") } : {};
  }

  function at(info) {
    var said = info.resource ? { with: info.resource.id } : whose();
    said.start = info.dateStr ? info.dateStr.slice(0, 16) : info.startStr ? info.startStr.slice(0, 16) : local(info.date);
    if (info.endStr) said.end = info.endStr.slice(0, 16);
    return said;
  }

  // For a button over the grid, whose own address is for the list: what is shown, and the client in front of them.
  function here(link) {
    return forClient(Object.assign(link.dataset.here === "day" ? { day: document.getElementById("calendar-day").value } : {}, whose()));
  }

  place.addEventListener("calendar:entry", function (event) {
    var entry = event.detail.event.extendedProps;
    if (entry.url) ask(entry.url, entry.kind === "open" || entry.kind === "known" ? forClient({}) : null);
  });

  place.addEventListener("calendar:time", function (event) {
    var info = event.detail;
    if (info.allDay) return ledig.go(info.dateStr.slice(0, 10)), ledig.see("day");
    if (!ledig.config.changes) return;
    if (waiting) return enter(info);
    waiting = setTimeout(function () {
      waiting = null;
      if (ledig.choices.click === "open") send("slots/", at(info)); else ask("time/", forClient(at(info)));
    }, DOUBLE);
  });

  function enter(info) {
    clearTimeout(waiting);
    waiting = null;
    entered = Date.now();
    ask("entries/", forClient(at(info)));
  }

  // Whose second click comes later than we wait, and is a double one to their machine all the same.
  place.addEventListener("dblclick", function (event) {
    var info = pointed(event);
    if (info && Date.now() - entered > SLOW) enter(info);
  });

  // An empty cell.
  function pointed(event) {
    if (!ledig.config.changes || event.target.closest(".ec-event.entry-box")) return null;
    var info = ledig.calendar.dateFromPoint(event.clientX, event.clientY);
    return info && !info.allDay ? info : null;
  }

  // The menu comes by the other button too, whatever one click does.
  place.addEventListener("contextmenu", function (event) {
    var info = event.button === 2 ? pointed(event) : null;
    if (!info) return;
    event.preventDefault();
    ask("time/", forClient(at(info)));
  });

  place.addEventListener("calendar:span", function (event) {
    if (!event.detail.allDay) ask("entries/", forClient(at(event.detail)));
  });

  // Whose change needs a word first says so in the panel.
  function dropped(entry, said, revert) {
    if (entry.move) ask(entry.move, said);
    else send(entry.change, said);
    undrop = revert;
  }

  ["drop", "resize"].forEach(function (kind) {
    place.addEventListener("calendar:" + kind, function (event) {
      var info = event.detail;
      var entry = info.event.extendedProps;
      var said = { start: local(info.event.start), end: local(info.event.end), seen: entry.seen, with: info.newResource ? info.newResource.id : entry.with };
      dropped(entry, entry.move && kind === "resize" ? Object.assign({ until: said.end }, said) : said, info.revert);
    });
  });

  function local(date) {
    var two = function (number) { return String(number).padStart(2, "0"); };
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate()) + "T" + two(date.getHours()) + ":" + two(date.getMinutes());
  }

  // Plain links inside the grid's page open beside it too.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-close-panel]")) return close();
    var link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.hasAttribute("data-here")) ask(link.pathname, here(link));
    else ask(link.getAttribute("href"), link.hasAttribute("data-range") ? ledig.range() : null);
  });

  // The tab of the dialog that is chosen is the one that it opens on the next time.
  panel.addEventListener("click", function (event) {
    var tab = event.target.closest("[data-tab]");
    if (tab) ledig.remember({ tab: tab.dataset.tab });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  ledig.panel = { ask: ask, close: close, dropped: dropped, undecided: function () { return !!undrop; } };
  document.body.addEventListener("calendar-changed", ledig.refetch);
  document.body.addEventListener("calendar-asked", function (event) { ask(toldBeside = event.detail.page); });
  document.body.addEventListener("calendar-done", close);

  // A page in the panel speaks of its own address, not of the calendar's: "?day=…", or a form that goes to itself.
  document.body.addEventListener("htmx:configRequest", function (event) {
    var one = event.detail.elt;
    if (one === panel || !panel.contains(one) || !panel.dataset.url) return;
    var own = one.hasAttribute("hx-get") || one.hasAttribute("hx-post") ? one.getAttribute("hx-get") || one.getAttribute("hx-post") : one.getAttribute("href") || one.getAttribute("action");
    var plain = panel.dataset.url.split("?")[0];
    if (!own) event.detail.path = event.detail.verb === "get" ? plain : panel.dataset.url;
    else if (own.charAt(0) === "?") event.detail.path = plain + event.detail.path.slice(event.detail.path.indexOf("?"));
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var detail = event.detail;
    if (detail.target !== toasts && detail.target !== panel) return;
    var write = detail.requestConfig.verb !== "get";
    var done = detail.successful && detail.xhr.status < 400; // to htmx a refusal that is shown is a success
    if (detail.target === panel && detail.xhr.responseURL && !detail.xhr.dropped) panel.dataset.url = detail.xhr.responseURL.slice(location.origin.length);
    if (write && done) { undrop = null; ledig.calendar.unselect(); ledig.refetch(); }
    if (!done && (write || undrop)) putBack();
    if (done && detail.requestConfig.path.slice(-6) === "/undo/" && toldBeside && panel.dataset.url === toldBeside) close();
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target === toasts && toasts.textContent.trim()) {
      clearTimeout(toasts.dataset.timer);
      toasts.dataset.timer = setTimeout(fade, SHOWN);
    }
    // What was changed and is still there keeps the keyboard: a list of services, "later".
    if (event.detail.target === panel && !panel.contains(document.activeElement)) {
      var first = panel.querySelector("[autofocus], [data-focus]") || panel.querySelector("h1[tabindex], h2[tabindex]");
      if (first) first.focus();
    }
  });

  // Whoever reads it, or is about to press its button, keeps it.
  function fade() {
    if (toasts.matches(":hover, :focus-within")) toasts.dataset.timer = setTimeout(fade, 2000);
    else toasts.replaceChildren();
  }
})();

/* The calendar, as a grid or as a list, follows what is done elsewhere. The live process says "changed", and it is
   fetched again; where no stream can be had, or nothing comes through it, the page asks every second: so that also
   what happens just after a question is seen within two. While nobody looks it does neither. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar || list();
  if (!ledig) return;
  var POLL = 1000; // ms from an answer to the next question
  var PATIENCE = 10000; // with an answer
  var SILENT = 2000; // in which a stream has said its first word, or something holds it back
  var CALM = 250; // what happens in one go is fetched in one
  var APART = 1000; // and no more often than this
  var RETRY = 20000; // until a stream is asked for again that was refused
  var place = document.getElementById("calendar") || document.getElementById("live");
  var mark = ledig.config.latest;
  var stream = null;
  var polling = null; // the next question, or true while one is under way
  var turn = 0; // of those who ask: whoever is asked for anew sends the others to rest
  var silent = null;
  var retry = null;
  var soon = null;
  var end = null; // of the hold that ends first
  var drawnAt = 0;

  // The list has no script of its own: htmx fetches it.
  function list() {
    var live = document.getElementById("live");
    return live && {
      base: live.dataset.base, config: { latest: live.dataset.latest, texts: {} },
      say: function () { window.location.reload(); },
      refetch: function () { document.body.dispatchEvent(new Event("calendar-changed")); },
    };
  }

  // ---- fetching again ------------------------------------------------------------------------------------------

  function changed(calm) {
    if (!soon) soon = setTimeout(draw, Math.max(calm, drawnAt + APART - Date.now()));
  }

  function draw() {
    soon = null;
    if (document.hidden) return; // `start` catches up
    drawnAt = Date.now();
    ledig.refetch();
    document.body.dispatchEvent(new Event("calendar-told")); // for what stands beside it
  }

  place.addEventListener("calendar:drawn", function (event) {
    var left = event.detail.entries.map(function (entry) { return entry.left || Infinity; });
    var first = Math.min.apply(null, left.concat(Infinity));
    drawnAt = Date.now();
    clearTimeout(end);
    end = isFinite(first) ? setTimeout(changed, first * 1000 + CALM, CALM) : null;
  });

  // ---- being told, or asking -----------------------------------------------------------------------------------

  function start() {
    if (document.hidden || stream) return;
    listen();
  }

  function listen() {
    clearTimeout(retry);
    if (!window.EventSource) return poll();
    stream = new EventSource(ledig.base + "live", { withCredentials: true });
    silent = setTimeout(poll, SILENT);
    stream.onmessage = function (event) {
      rest();
      if (event.data === "changed") changed(CALM); else look();
    };
    stream.onerror = function () {
      poll();
      if (!stream || stream.readyState !== EventSource.CLOSED) return; // it comes again by itself
      stream = null;
      retry = setTimeout(start, RETRY);
    };
  }

  function poll() {
    if (!polling) again();
  }

  // The next question not before this one is answered or given up.
  function again() {
    var mine = ++turn;
    polling = true;
    look().then(function () { if (mine === turn) polling = setTimeout(again, POLL); });
  }

  function rest() {
    turn += 1;
    clearTimeout(polling);
    clearTimeout(silent);
    polling = null;
  }

  function patience() { return window.AbortSignal && AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined; }

  function look() {
    return fetch(ledig.base + "changes?since=" + mark, { credentials: "same-origin", headers: { "HX-Request": "true" }, signal: patience() })
      .then(function (answer) {
        if ([401, 403, 404].indexOf(answer.status) >= 0) return leave();
        return answer.ok ? answer.json() : null;
      })
      .then(function (told) {
        if (!told) return;
        mark = told.latest;
        if (told.changed) changed(0); // who asks now and then need not wait for more
      })
      .catch(function () {}); // the next one may come through
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
    rest();
    clearTimeout(retry);
    retry = null;
  }

  function leave() {
    stop();
    clearTimeout(soon);
    clearTimeout(end);
    document.removeEventListener("visibilitychange", seen);
    ledig.say(ledig.config.texts.out);
  }

  function seen() {
    if (document.hidden) return stop();
    changed(CALM);
    start();
  }

  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", function (event) { if (event.persisted) seen(); });
  start();
})();

/* The calendar's grid: draws what the server tells, goes from day to day, and hands every gesture on as an event. It
   knows no rule: what may be done, and what it leads to, the server says. */
(function () {
  "use strict";
  var place = document.getElementById("calendar");
  if (!place || !window.EventCalendar) return;

  var config = JSON.parse(place.dataset.config);
  var choices = config.choices;
  var narrow = window.matchMedia("(max-width: 43.99rem)").matches;
  var deft = window.matchMedia("(hover: hover) and (pointer: fine)").matches; // small handles are for a mouse
  var base = "/" + config.slug + "/desk/";
  var texts = config.texts;
  var ahead = config.at - Date.now(); // ms by which the server's clock is ahead of this one
  var shown = { from: "", until: "" };
  var OUT = new Error("logged out");
  var GRIDS = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth" };

  function people() {
    return choices.people.length ? config.people.filter(function (one) { return choices.people.indexOf(one.id) >= 0; }) : config.people;
  }

  // Whether several people's entries lie in one column.
  function mixed() { return people().length > 1 && choices.view !== "day"; }

  var look = window.LedigEntries(place, config, mixed);

  function grid(view) {
    return view === "day" && people().length > 1 ? "resourceTimeGridDay" : GRIDS[view];
  }

  function day(date) {
    var two = function (number) { return String(number).padStart(2, "0"); };
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
  }

  // ---- what is fetched -----------------------------------------------------------------------------------------

  function query(from, until) {
    var said = new URLSearchParams({ from: from, until: until });
    if (choices.people.length) said.set("people", choices.people.join(","));
    if (choices.among) said.set("among", choices.among);
    if (choices.place) said.set("place", choices.place);
    if (choices.service) said.set("service", choices.service);
    if (config.changes && deft && choices.view !== "month" && !mixed()) said.set("blocks", "1");
    return said.toString();
  }

  function fetched(info, succeed, fail) {
    var range = { from: info.startStr.slice(0, 10), until: info.endStr.slice(0, 10) };
    var asked = query(range.from, range.until);
    var come = window.LedigSteady.ticket(function () { return asked === query(shown.from, shown.until); });
    shown = range;
    fetch(base + "calendar.json?" + asked, { credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected || answer.status === 401 || answer.status === 403) return out();
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (told) {
        if (!told) return;
        come(function () {
          say("");
          succeed(told.hours.map(look.ground).concat(told.closed.map(look.closed), (told.blocks || []).map(look.block), told.entries.map(look.drawn)));
          calendar.setOption("allDaySlot", told.closed.length > 0);
          scrolled(told);
          place.dispatchEvent(new CustomEvent("calendar:drawn", { detail: Object.assign({ entries: told.entries }, range) }));
        });
      })
      .catch(function (error) { say(error === OUT ? texts.out : texts.none); fail(error); });
  }

  // What somebody types beside the calendar is theirs: they log in in another tab, and send it then.
  function out() {
    if (document.querySelector("#panel form")) throw OUT;
    window.location.reload();
  }

  // ---- going about ---------------------------------------------------------------------------------------------

  var calendar = window.EventCalendar.create(place, {
    view: grid(choices.view),
    date: config.day,
    timeZone: config.offset,
    locale: config.language,
    firstDay: 1,
    height: "100%",
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false, // as long as nothing is closed
    allDayContent: { html: "&nbsp;" },
    nowIndicator: true,
    slotDuration: "00:30",
    snapDuration: "00:15",
    slotHeight: 30,
    slotEventOverlap: false,
    scrollTime: { minutes: atNow() },
    dayMaxEvents: true,
    selectable: config.changes,
    selectMinDistance: 6,
    unselectAuto: true,
    unselectCancel: ".side-panel",
    editable: false,
    eventResizableFromStart: false,
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    dayHeaderFormat: look.day,
    views: { dayGridMonth: { dayHeaderFormat: look.weekday } },
    displayEventEnd: false,
    moreLinkContent: look.more,
    resources: people(),
    filterEventsWithResources: false,
    eventSources: [{ events: fetched }],
    eventContent: look.content,
    eventDidMount: look.mounted,
    datesSet: settled,
    eventAllUpdated: look.unTable,
    eventClick: hand("entry"), dateClick: hand("time"), select: hand("span"), eventDrop: hand("drop"), eventResize: hand("resize"),
  });

  function hand(name) {
    return function (info) { place.dispatchEvent(new CustomEvent("calendar:" + name, { detail: info })); };
  }

  // What the clock of the business shows, "2026-11-24 10:00": a page may stay open for days, and elsewhere.
  function now() {
    var clock = new Intl.DateTimeFormat("sv-SE", { timeZone: config.zone, dateStyle: "short", timeStyle: "short" });
    return clock.format(Date.now() + ahead);
  }

  // ---- where the day begins to be seen ---------------------------------------------------------------------------

  var EARLY = 7; // o'clock, when there is nothing to begin with
  var seen = ""; // the range that was scrolled to already: drawn again, it stays where it is

  function atNow() {
    var hour = Number(now().slice(11, 13));
    return (hour < 5 ? EARLY : hour - 1) * 60;
  }

  // Today at now; any other time at its first opening or entry, so that no morning hides above.
  function scrolled(told) {
    var range = [choices.view, shown.from, shown.until].join();
    if (range === seen) return;
    seen = range;
    if (choices.view === "month") return;
    var today = now().slice(0, 10);
    start(shown.from <= today && today < shown.until ? atNow() : first(told));
  }

  // The grid goes to its own idea of where a day begins when it draws a new one; then here.
  function start(minutes) {
    calendar.setOption("scrollTime", { minutes: minutes });
    stayAt(minutes - 15);
  }

  function stayAt(top) {
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        var main = place.querySelector(".ec-main");
        if (main && choices.view !== "month") main.scrollTop = top;
      });
    });
  }

  function first(told) {
    var begun = told.hours.concat(told.entries).filter(function (one) { return one.kind !== "absence"; })
      .map(function (one) { return one.start.slice(11, 16); })
      .filter(function (clock) { return clock !== "00:00"; }); // it began the day before
    if (!begun.length) return EARLY * 60;
    var clock = begun.sort()[0].split(":");
    return Number(clock[0]) * 60 + (Number(clock[1]) < 30 ? 0 : 30);
  }

  function settled(info) {
    var title = document.getElementById("calendar-title");
    if (title) title.textContent = said(info);
    document.querySelectorAll("[data-view]").forEach(function (one) {
      if (one.dataset.view === choices.view) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    });
    var date = document.getElementById("calendar-day");
    var first = calendar ? day(calendar.getOption("date")) : config.day;
    if (date) date.value = first;
    requestAnimationFrame(look.unTable);
    stay();
  }

  // The address says what is shown, whatever is open beside it.
  function stay() { history.replaceState(history.state, "", address(choices.view)); }

  function address(view) {
    var first = calendar ? day(calendar.getOption("date")) : config.day;
    return window.LedigNarrowed({ view: view, day: first }, choices);
  }

  function said(info) {
    var last = new Date(info.end - 1);
    var room = narrow ? "short" : "long";
    var year = narrow && String(last.getFullYear()) === now().slice(0, 4) ? undefined : "numeric";
    var month = new Intl.DateTimeFormat(config.language, { month: room, year: year, timeZone: "UTC" });
    var date = new Intl.DateTimeFormat(config.language, { weekday: room, day: "numeric", month: room, year: year, timeZone: "UTC" });
    var utc = function (at) { return new Date(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate(), 12)); };
    if (choices.view === "day") return date.format(utc(info.start));
    if (choices.view === "month") return month.format(utc(new Date((+info.start + +info.end) / 2)));
    return month.formatRange(utc(info.start), utc(last)) + ", " + texts.week + " " + week(utc(info.start));
  }

  function week(monday) {
    var thursday = new Date(+monday + 3 * 864e5);
    return 1 + Math.floor((thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 6048e5);
  }

  function go(where) {
    if (where === "today") {
      calendar.setOption("date", now().slice(0, 10));
      start(atNow());
    } else if (where === "prev" || where === "next") calendar[where]();
    else calendar.setOption("date", where);
  }

  function see(view) {
    if (view === "list") {
      remember({ view: "list" }).then(function () { window.location.assign(base + address("list")); });
      return;
    }
    choices.view = view;
    remember({ view: view });
    calendar.setOption("view", grid(view));
  }

  function choose(said) {
    Object.assign(choices, said);
    stay();
    remember(Object.assign({}, said, said.people ? { people: said.people.join(",") } : {}));
    place.dataset.colours = choices.colours;
    if (said.people) {
      var main = place.querySelector(".ec-main");
      var top = main ? main.scrollTop : 0;
      calendar.setOption("resources", people());
      calendar.setOption("view", grid(choices.view));
      stayAt(top);
      nobody();
    }
    refetch();
  }

  // Nobody's calendar is shown, because nobody is chosen: that is said, with the way back.
  function nobody() {
    var none = document.getElementById("calendar-nobody");
    if (!none) return;
    none.hidden = people().length > 0;
    place.hidden = !none.hidden;
  }

  function refetch() {
    window.LedigSteady.again(function () { calendar.refetchEvents(); });
  }

  function remember(said) {
    return post("choices/", said).catch(function () {});
  }

  function post(path, said) {
    return fetch(base + path, {
      method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": config.csrf }, body: new URLSearchParams(said),
    });
  }

  function say(text) {
    var notice = document.getElementById("calendar-trouble");
    if (!notice) return;
    notice.hidden = !text;
    notice.querySelector("p").textContent = text;
  }

  place.dataset.colours = choices.colours;
  nobody();
  if (config.remembered !== choices.view) remember({ view: choices.view });
  window.LedigCalendar = {
    calendar: calendar, config: config, choices: choices, base: base, post: post, say: say, see: see, go: go, choose: choose,
    refetch: refetch, stay: stay, remember: remember,
    range: function () { return { from: shown.from, until: shown.until, people: (choices.among ? people().map(function (one) { return one.id; }) : choices.people).join(",") }; },
    local: function (text) { return text.slice(0, 16); },
  };
})();

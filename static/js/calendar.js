/* The calendar's grid: draws what the server tells, goes from day to day, and hands every gesture on as an event. It
   knows no rule: what may be done, and what it leads to, the server says. */
(function () {
  "use strict";
  var place = document.getElementById("calendar");
  if (!place || !window.EventCalendar) return;

  var config = JSON.parse(place.dataset.config);
  var choices = config.choices;
  var base = "/" + config.slug + "/desk/";
  var texts = config.texts;
  var ahead = config.at - Date.now(); // ms by which the server's clock is ahead of this one
  var shown = { from: "", until: "" };
  var GRIDS = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth" };
  var SIGNS = { star: "★", alert: "!", question: "?", clock: "◷", check: "✓", card: "▣", video: "▶", phone: "✆", home: "⌂", person: "●", note: "✎" };

  function people() {
    return choices.people.length ? config.people.filter(function (one) { return choices.people.indexOf(one.id) >= 0; }) : config.people;
  }

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
    if (choices.place) said.set("place", choices.place);
    if (choices.service) said.set("service", choices.service);
    return said.toString();
  }

  function fetched(info, succeed, fail) {
    var range = { from: info.startStr.slice(0, 10), until: info.endStr.slice(0, 10) };
    var asked = query(range.from, range.until);
    var come = window.LedigSteady.ticket(function () { return asked === query(shown.from, shown.until); });
    shown = range;
    fetch(base + "calendar.json?" + asked, { credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected || answer.status === 401 || answer.status === 403) return window.location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (told) {
        if (!told) return;
        come(function () {
          say("");
          succeed(told.hours.map(ground).concat(told.entries.map(drawn)));
          place.dispatchEvent(new CustomEvent("calendar:drawn", { detail: Object.assign({ entries: told.entries }, range) }));
        });
      })
      .catch(function (error) { say(texts.none); fail(error); });
  }

  function ground(hours) {
    return { start: hours.start, end: hours.end, resourceIds: [hours.with], display: "background", classNames: ["hours"] };
  }

  function drawn(entry) {
    return {
      id: entry.id, start: entry.start, end: entry.end, resourceIds: [entry.with], title: entry.title || "",
      startEditable: config.changes && !!entry.moves, durationEditable: config.changes && !!entry.moves, extendedProps: entry,
      classNames: ["entry-box", "entry-box--" + entry.kind].concat(entry.color ? ["entry-box--colored"] : []),
    };
  }

  // ---- how an entry looks --------------------------------------------------------------------------------------

  function content(info) {
    var entry = info.event.extendedProps;
    if (info.event.display === "background") return "";
    var box = document.createElement("button");
    box.type = "button";
    box.className = "entry-box__text";
    var signs = (entry.signs || []).map(function (sign) { return SIGNS[sign] || ""; }).join(" ");
    [["time", info.timeText], ["signs", signs], ["title", info.event.title], ["note", entry.note]].forEach(function (part) {
      if (!part[1]) return;
      var span = document.createElement("span");
      span.className = "entry-box__" + part[0];
      span.textContent = part[1];
      box.appendChild(span);
    });
    if (signs) box.querySelector(".entry-box__signs").setAttribute("aria-hidden", "true");
    return { domNodes: [box] };
  }

  function mounted(info) {
    var entry = info.event.extendedProps;
    if (info.event.display === "background") return;
    if (entry.color) info.el.style.setProperty("--service", entry.color);
    info.el.dataset.entry = entry.id;
    var who = config.people.length > 1 ? (config.people.find(function (one) { return one.id === entry.with; }) || {}).title : "";
    var label = [info.timeText, info.event.title, entry.note, who, entry.said].filter(Boolean).join(", ");
    info.el.title = label;
    unButton(info.el);
    var button = info.el.querySelector(".entry-box__text");
    if (button) button.setAttribute("aria-label", label);
  }

  // The grid makes a button of an article, which nobody may: the button is inside, and the article only holds it. It
  // does so again after a drag.
  function unButton(article) {
    ["role", "tabindex"].forEach(function (name) { article.removeAttribute(name); });
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.target.matches(".ec-event[role]")) unButton(change.target);
    });
  }).observe(place, { subtree: true, attributes: true, attributeFilter: ["role"] });

  // It also calls itself a table whose children are none. It is a picture of time; the list is the table.
  function unTable() {
    place.querySelectorAll("[role=table], [role=row], [role=rowgroup], [role=cell], [role=columnheader], [role=rowheader]")
      .forEach(function (one) { one.removeAttribute("role"); });
    place.querySelectorAll(".ec-main").forEach(function (one) { one.tabIndex = 0; });
    place.querySelectorAll("[aria-colindex], [aria-rowindex], [aria-colcount]").forEach(function (one) {
      ["aria-colindex", "aria-rowindex", "aria-colcount"].forEach(function (name) { one.removeAttribute(name); });
    });
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
    allDaySlot: false,
    nowIndicator: true,
    slotDuration: "00:30",
    snapDuration: "00:15",
    slotHeight: 30,
    slotEventOverlap: false,
    scrollTime: scrollTo(),
    dayMaxEvents: true,
    selectable: config.changes,
    selectMinDistance: 6,
    unselectAuto: true,
    unselectCancel: ".side-panel",
    editable: false,
    eventResizableFromStart: false,
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    dayHeaderFormat: { weekday: "short", day: "numeric", month: "numeric" },
    views: { dayGridMonth: { dayHeaderFormat: { weekday: "long" } } },
    displayEventEnd: false,
    moreLinkContent: function (info) { return "+" + info.num; },
    resources: people(),
    filterEventsWithResources: false,
    eventSources: [{ events: fetched }],
    eventContent: content,
    eventDidMount: mounted,
    datesSet: settled,
    eventAllUpdated: unTable,
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

  function scrollTo() {
    var hour = Number(now().slice(11, 13));
    return { hours: hour < 8 || hour > 18 ? 7 : hour - 1 };
  }

  function settled(info) {
    var title = document.getElementById("calendar-title");
    if (title) title.textContent = said(info);
    document.querySelectorAll("[data-view]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(one.dataset.view === choices.view));
    });
    var date = document.getElementById("calendar-day");
    var first = calendar ? day(calendar.getOption("date")) : config.day;
    if (date) date.value = first;
    requestAnimationFrame(unTable);
    history.replaceState(null, "", "?view=" + choices.view + "&day=" + first);
  }

  function said(info) {
    var last = new Date(info.end - 1);
    var month = new Intl.DateTimeFormat(config.language, { month: "long", year: "numeric", timeZone: "UTC" });
    var date = new Intl.DateTimeFormat(config.language, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
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
    if (where === "today") calendar.setOption("date", now().slice(0, 10));
    else if (where === "prev" || where === "next") calendar[where]();
    else calendar.setOption("date", where);
  }

  function see(view) {
    if (view === "list") {
      remember({ view: "list" }).then(function () { window.location.assign(base + "?view=list"); });
      return;
    }
    choices.view = view;
    remember({ view: view });
    calendar.setOption("view", grid(view));
  }

  function choose(said) {
    Object.assign(choices, said);
    remember(Object.assign({}, said, said.people ? { people: said.people.join(",") } : {}));
    place.dataset.colours = choices.colours;
    if (said.people) {
      calendar.setOption("resources", people());
      calendar.setOption("view", grid(choices.view));
    }
    refetch();
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
  if (config.remembered !== choices.view) remember({ view: choices.view });
  window.LedigCalendar = {
    calendar: calendar, config: config, choices: choices, base: base, post: post, say: say, see: see, go: go, choose: choose,
    refetch: refetch,
    range: function () { return { from: shown.from, until: shown.until, people: choices.people.join(",") }; },
    local: function (text) { return text.slice(0, 16); },
  };
})();

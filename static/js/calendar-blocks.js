/* Working time is ground, not an entry: one clicks and draws on it. So it has handles of its own at the edge of its
   column: the ends make it longer or shorter, the grip between moves it. Where it went, the server is told as for any
   entry; hours that come each week may be others on that weekday, and the panel asks since when. */
(function () {
  "use strict";
  var ledig = window.LedigCalendar;
  if (!ledig || !ledig.panel) return;
  var place = document.getElementById("calendar");
  var STEP = 15; // minutes, as for everything in the grid
  var DAY = 1440;
  var NEAR = 4; // px; who does not go farther has clicked
  var taken = null; // what is dragged right now
  var ghost = null; // where it would be, until it is there

  function minutes(wall) { return Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16)); }

  function two(number) { return String(number).padStart(2, "0"); }

  function clock(minute) { return two(Math.floor(minute / 60) % 24) + ":" + two(minute % 60); }

  function moment(day, minute) {
    var date = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)) + Math.floor(minute / DAY)));
    return date.toISOString().slice(0, 10) + "T" + clock(minute);
  }

  function dayOf(date) { return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate()); }

  // At which minute of the day the pointer is.
  function pointed(event) {
    var box = taken.column.getBoundingClientRect();
    return (event.clientY - box.top) / box.height * DAY;
  }

  function within(least, minute, most) { return Math.max(least, Math.min(Math.round(minute / STEP) * STEP, most)); }

  place.addEventListener("pointerdown", function (event) {
    var handle = event.target.closest("[data-take]");
    if (!handle || event.button !== 0) return;
    var entry = handle.parentElement.block;
    var under = ledig.calendar.dateFromPoint(event.clientX, event.clientY);
    if (!under) return;
    var begins = minutes(entry.start), ends = minutes(entry.end) || DAY;
    taken = {
      entry: entry, which: handle.dataset.take, column: under.dayEl, x: event.clientX, y: event.clientY, far: false,
      was: [begins, ends], now: [begins, ends], day: entry.start.slice(0, 10), whose: entry.with,
      latest: entry.move ? Math.max(ends, DAY - STEP) : DAY, // weekly hours end on their day
    };
    taken.at = pointed(event);
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
  });

  place.addEventListener("pointermove", function (event) {
    if (!taken) return;
    taken.far = taken.far || Math.hypot(event.clientX - taken.x, event.clientY - taken.y) > NEAR;
    if (!taken.far) return;
    if (taken.which === "both" && !taken.entry.move) over(event);
    var by = pointed(event) - taken.at, was = taken.was;
    if (taken.which === "start") taken.now = [within(0, was[0] + by, was[1] - STEP), was[1]];
    else if (taken.which === "end") taken.now = [was[0], within(was[0] + STEP, was[1] + by, taken.latest)];
    else {
      var begins = within(0, was[0] + by, taken.latest - (was[1] - was[0]));
      taken.now = [begins, begins + was[1] - was[0]];
    }
    draw();
  });

  // Another day, or a colleague's.
  function over(event) {
    var under = ledig.calendar.dateFromPoint(event.clientX, event.clientY);
    if (!under || under.allDay) return;
    taken.column = under.dayEl;
    taken.day = dayOf(under.date);
    taken.whose = under.resource ? under.resource.id : taken.entry.with;
  }

  function draw() {
    if (!ghost) {
      ghost = document.createElement("div");
      ghost.className = "block-ghost";
      ghost.appendChild(document.createElement("span"));
    }
    if (ghost.parentElement !== taken.column) taken.column.appendChild(ghost);
    ghost.style.insetBlockStart = taken.now[0] / DAY * 100 + "%";
    ghost.style.blockSize = (taken.now[1] - taken.now[0]) / DAY * 100 + "%";
    ghost.firstChild.textContent = clock(taken.now[0]) + "–" + clock(taken.now[1]);
  }

  function clear() {
    if (ghost) ghost.remove();
    ghost = null;
  }

  place.addEventListener("pointerup", function () {
    var one = taken;
    taken = null;
    if (!one) return;
    if (!one.far) return void ledig.panel.ask(one.entry.url);
    var said = { start: moment(one.day, one.now[0]), end: moment(one.day, one.now[1]) };
    if (one.entry.start.slice(0, 16) === said.start && one.entry.end.slice(0, 16) === said.end && one.whose === one.entry.with) return clear();
    if (one.entry.change) Object.assign(said, { seen: one.entry.seen, with: one.whose });
    ledig.panel.dropped(one.entry, said, clear);
  });

  function letGo() {
    taken = null;
    clear();
  }

  place.addEventListener("pointercancel", function () { if (taken) letGo(); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !taken) return;
    event.preventDefault();
    letGo();
  }, true);
  place.addEventListener("calendar:drawn", function () { if (!taken && !ledig.panel.undecided()) clear(); });
})();

/* How an entry of the grid looks, and what it is called by a screen reader; and the heads of its days. */
(function () {
  "use strict";
  var SIGNS = { star: "★", alert: "!", question: "?", clock: "◷", check: "✓", card: "▣", video: "▶", phone: "✆", home: "⌂", person: "●", note: "✎" };

  var WAYS = ["card", "video", "phone", "home"]; // of paying and meeting: what gives way first where there is little room

  function part(name, text) {
    var span = document.createElement("span");
    span.className = "entry-box__" + name;
    span.textContent = text;
    return span;
  }

  window.LedigEntries = function (place, config, mixed) {
    function person(code) { return config.people.find(function (one) { return one.id === code; }) || {}; }

    // ---- as the grid takes it ----------------------------------------------------------------------------------

    function ground(hours) {
      var limited = hours.said ? ["hours--limited"] : [];
      return {
        start: hours.start, end: hours.end, resourceIds: [hours.with], display: "background", extendedProps: hours,
        classNames: ["hours"].concat(hours.known ? ["hours--known"] : [], limited),
      };
    }

    // What the ground is made of: nothing to be seen but handles (calendar-blocks.js).
    function block(entry) {
      return {
        start: entry.start, end: entry.end, resourceIds: [entry.with], display: "background", classNames: ["block"],
        extendedProps: Object.assign({ kind: "block" }, entry),
      };
    }

    function handles(entry) {
      var rail = document.createElement("span");
      rail.className = "block__rail";
      rail.setAttribute("aria-hidden", "true"); // by keyboard it is changed in the panel
      rail.title = config.texts.work + ", " + entry.start.slice(11, 16) + "–" + entry.end.slice(11, 16);
      rail.block = entry;
      ["start", "both", "end"].forEach(function (which) {
        rail.appendChild(part("take", "")).dataset.take = which;
      });
      return rail;
    }

    // A name over the day, as long as it is closed.
    function closed(entry) {
      return {
        id: entry.id, start: entry.start, end: entry.until, allDay: true, resourceIds: entry.with, title: entry.title,
        startEditable: false, durationEditable: false, extendedProps: entry, classNames: ["entry-box", "entry-box--closed"],
      };
    }

    function drawn(entry) {
      return {
        id: entry.id, start: entry.start, end: entry.end, resourceIds: [entry.with], title: entry.title || "",
        startEditable: config.changes && !!entry.moves, durationEditable: config.changes && !!entry.moves, extendedProps: entry,
        classNames: ["entry-box", "entry-box--" + entry.kind].concat(entry.color ? ["entry-box--colored"] : []),
      };
    }

    // ---- what stands in it -------------------------------------------------------------------------------------

    // `mixed`: whether several people's entries lie in one column, so that each has to say whose it is.
    function content(info) {
      var entry = info.event.extendedProps;
      if (entry.kind === "block") return { domNodes: [handles(entry)] };
      if (info.event.display === "background") return entry.said && !mixed() ? { domNodes: [part("limits", (entry.known ? "● " : "") + entry.said)] } : "";
      if (entry.kind === "closed") return { domNodes: [part("title", info.event.title)] };
      var box = document.createElement("button");
      box.type = "button";
      box.className = "entry-box__text";
      var signs = function (ways) {
        return (entry.signs || []).filter(function (sign) { return SIGNS[sign] && WAYS.indexOf(sign) >= 0 === ways; }).map(function (sign) { return SIGNS[sign]; }).join(" ");
      };
      var head = part("head", "");
      [["time", info.timeText], ["whose", mixed() ? person(entry.with).short : ""], ["signs", signs(false)], ["ways", signs(true)]].forEach(function (one) {
        if (one[1]) head.appendChild(part(one[0], one[1]));
      });
      if (head.firstElementChild) box.appendChild(head);
      [["title", info.event.title], ["note", entry.note]].forEach(function (one) {
        if (one[1]) box.appendChild(part(one[0], one[1]));
      });
      return { domNodes: [box] };
    }

    function mounted(info) {
      var entry = info.event.extendedProps;
      if (info.event.display === "background") {
        if (entry.said) info.el.title = entry.said;
        return;
      }
      if (entry.kind === "closed") {
        info.el.title = info.event.title;
        return unButton(info.el);
      }
      if (entry.color) info.el.style.setProperty("--service", entry.color);
      info.el.dataset.entry = entry.id;
      var parts = [info.timeText, info.event.title, entry.note, config.people.length > 1 ? person(entry.with).title : "", entry.said];
      var label = parts.filter(function (one, at) { return one && parts.indexOf(one) === at; }).join(", ");
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

    // ---- the heads of the days -----------------------------------------------------------------------------------

    // Each with a long and a short way of saying it: the style knows which there is room for.
    function head(long, short) {
      var says = [long, short].map(function (format) { return new Intl.DateTimeFormat(config.language, format); });
      return function (date) {
        return { domNodes: ["head--long", "head--short"].map(function (name, at) {
          var span = document.createElement("span");
          span.className = name;
          span.textContent = says[at].format(date);
          return span;
        }) };
      };
    }

    // "+8 more"; on a phone the word is only heard.
    function more(info) {
      return { domNodes: [document.createTextNode("+" + info.num + " "), part("more", config.texts.more)] };
    }

    return {
      ground: ground, closed: closed, block: block, drawn: drawn, content: content, mounted: mounted, unTable: unTable, more: more,
      day: head({ weekday: "short", day: "numeric", month: "numeric" }, { weekday: "short", day: "numeric" }),
      weekday: head({ weekday: "long" }, { weekday: "short" }),
    };
  };
})();

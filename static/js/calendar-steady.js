/* When the grid is drawn anew: never while somebody presses on it, never with an answer older than what is shown, and
   once for everything that asks in one go. */
(function () {
  "use strict";
  var place = document.getElementById("calendar");
  if (!place) return;
  var pressed = false;
  var refetch = null; // asked for, not yet begun
  var answer = null; // come, not yet drawn
  var due = null;
  var asked = 0;
  var drawn = 0;

  function soon() {
    if (!due) due = setTimeout(settle); // not at once: the grid ends its own gesture first
  }

  function settle() {
    due = null;
    if (pressed) return; // `letGo` comes back here
    var again = refetch;
    var draw = answer;
    refetch = answer = null;
    if (draw) keepingFocus(draw);
    if (again) again();
  }

  // Whoever goes about by keyboard stays where they were.
  function keepingFocus(draw) {
    var entry = document.activeElement && document.activeElement.closest("#calendar [data-entry]");
    draw();
    if (entry) requestAnimationFrame(function () { giveBack(entry.dataset.entry); });
  }

  function giveBack(id) {
    var button = place.querySelector('[data-entry="' + CSS.escape(id) + '"] button');
    if (button && document.activeElement === document.body) button.focus({ preventScroll: true });
  }

  function letGo() {
    if (!pressed) return;
    pressed = false;
    soon();
  }

  place.addEventListener("pointerdown", function (event) { if (event.isPrimary && event.button === 0) pressed = true; }, true);
  ["pointerup", "pointercancel"].forEach(function (kind) {
    window.addEventListener(kind, function (event) { if (event.isPrimary) letGo(); }, true);
  });
  window.addEventListener("pointermove", function (event) { if (event.pointerType === "mouse" && !event.buttons) letGo(); }, true);
  window.addEventListener("blur", letGo); // not in passing: an element inside that loses the focus means nothing

  window.LedigSteady = {
    /** Fetch again when nobody presses; who asks twice in one go gets one. */
    again: function (fetching) {
      refetch = fetching;
      soon();
    },
    /** For a fetch that begins now: a function that takes how its answer is drawn. `wanted` says whether it still is. */
    ticket: function (wanted) {
      var mine = ++asked;
      return function (draw) {
        if (mine <= drawn || !wanted()) return;
        drawn = mine;
        answer = function () { if (wanted()) draw(); };
        soon();
      };
    },
  };
})();

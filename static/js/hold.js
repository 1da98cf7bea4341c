/* Counts down the minutes that a time is still held; the server's own words stand there until then.
   <span data-hold data-seconds="540" data-left="held for {n} min more" data-last="held for less than a minute"
         data-over="no longer held"></span> */
(function () {
  "use strict";
  if (window.ledigHold) return;
  window.ledigHold = true;
  var aloud = [5, 2, 1];
  var speaker;

  function speak(words) {
    if (!speaker) {
      speaker = document.createElement("p");
      speaker.className = "visually-hidden";
      speaker.setAttribute("role", "status");
      document.body.appendChild(speaker);
    }
    speaker.textContent = words;
  }

  function over(bar) {
    var again = bar.querySelector("[data-again]");
    bar.classList.add("holdbar--over");
    if (again) again.hidden = false;
  }

  function show(place, end) {
    var seconds = Math.ceil((end - Date.now()) / 1000);
    var minutes = Math.ceil(seconds / 60);
    var words = minutes > 1 ? place.dataset.left.replace("{n}", minutes) : place.dataset.last;
    if (seconds <= 0) words = place.dataset.over;
    if (words === place.textContent) return seconds;
    place.textContent = words;
    if (seconds <= 0 || aloud.indexOf(minutes) >= 0) speak(words);
    if (seconds <= 0) over(place.parentElement);
    return seconds;
  }

  function start(place) {
    if (place.dataset.counting) return;
    place.dataset.counting = "true";
    var end = Date.now() + Number(place.dataset.seconds) * 1000;
    var timer = setInterval(function () {
      if (!place.isConnected || show(place, end) <= 0) clearInterval(timer);
    }, 1000);
  }

  function startAll() { document.querySelectorAll("[data-hold]").forEach(start); }
  startAll();
  document.addEventListener("htmx:load", startAll);
})();

/* What a client has typed stays in this tab until the time is booked: over a change of language, of the time, or of the
   connection. <form data-keep="business">, and data-forget="business" where it is booked. */
(function () {
  "use strict";

  function key(business) { return "ledig-typed-" + business; }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && ["hidden", "submit", "button"].indexOf(one.type) < 0;
    });
  }

  function keep(form) {
    var said = {};
    fields(form).forEach(function (one) {
      if (one.type !== "radio" || one.checked) said[one.name] = one.value;
    });
    // A browser may refuse to keep anything; then nothing is kept.
    try { sessionStorage.setItem(key(form.dataset.keep), JSON.stringify(said)); } catch (refused) { return; }
  }

  function kept(form) {
    try { return JSON.parse(sessionStorage.getItem(key(form.dataset.keep))) || {}; } catch (refused) { return {}; }
  }

  function fill(form) {
    var said = kept(form);
    fields(form).forEach(function (one) {
      if (typeof said[one.name] !== "string") return;
      if (one.type !== "radio") one.value = said[one.name];
      else if (one.value === said[one.name]) one.checked = true;
    });
  }

  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    fill(form);
    ["input", "change", "submit"].forEach(function (what) {
      form.addEventListener(what, function () { keep(form); });
    });
  });

  document.querySelectorAll("[data-forget]").forEach(function (place) {
    try { sessionStorage.removeItem(key(place.dataset.forget)); } catch (refused) { return; }
  });
})();

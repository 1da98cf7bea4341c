/* Monday's times once more from Tuesday to Friday, by one click. It is offered as long as those days are empty: nothing
   that somebody has typed is ever written over. */
(function () {
  "use strict";

  function inputs(form, days) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return new RegExp("^d[" + days + "]r\\d_(opens|closes|night)$").test(field.name);
    });
  }

  function said(field) { return field.type === "checkbox" ? field.checked : field.value; }

  function look(form) {
    var begun = form.elements.d0r0_opens.value && form.elements.d0r0_closes.value;
    form.querySelector("[data-weekdays]").hidden = !begun || inputs(form, "1-4").some(said);
  }

  function copy(form) {
    inputs(form, "0").forEach(function (field) {
      "1234".split("").forEach(function (day) {
        var other = form.elements[field.name.replace("d0", "d" + day)];
        if (!other) return;
        if (field.type === "checkbox") other.checked = field.checked;
        else other.value = field.value;
        var more = said(field) && other.closest(".week-day__more");
        if (more) more.open = true;
      });
    });
    form.elements.d1r0_opens.focus();
    look(form);
  }

  var form = document.querySelector("[data-weekdays]").form;
  form.addEventListener("input", function () { look(form); });
  form.querySelector("[data-weekdays]").addEventListener("click", function () { copy(form); });
  look(form);
})();

/* The price of an open time follows its length and the first of its services, as the server would reckon it, until
   somebody writes another one. What is sent is what stands in the field, and who made it. */
(function () {
  "use strict";

  function follow(form) {
    var rates = JSON.parse(form.dataset.rates);
    var first = form.querySelector("[name=services]:checked");
    var rate = rates[first ? first.value : ""];
    var minutes = Number(form.elements.minutes.value);
    if (!rate || !(minutes > 0)) return;
    var whole = Math.pow(10, Number(form.dataset.precision));
    var price = minutes === rate[0] ? rate[1] : Math.floor((2 * rate[1] * minutes + rate[0] * whole) / (2 * rate[0] * whole)) * whole;
    form.elements.price.value = String(price / whole);
    form.elements.price_by.value = "length";
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.rates) return;
    if (event.target.name === "price") {
      var written = event.target.value.trim() !== "";
      form.toggleAttribute("data-follows", !written);
      form.elements.price_by.value = written ? "hand" : "length";
    } else if (form.hasAttribute("data-follows") && (event.target.name === "minutes" || event.target.name === "services")) {
      follow(form);
    }
  });
})();

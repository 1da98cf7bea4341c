/* Stripe's payment field in our own form. The card's number never passes through this page.
   <form id="payment-form" data-client-secret data-publishable-key data-account data-return-url data-locale
         data-text-unavailable data-text-failed data-text-kept>, with #payment-field, #payment-error and one submit button in it. */
(function () {
  "use strict";
  var form = document.getElementById("payment-form");
  if (!form) return;
  var field = document.getElementById("payment-field");
  var error = document.getElementById("payment-error");
  var button = form.querySelector("button[type=submit]");
  var data = form.dataset;
  var stripe, elements;
  var WAIT = 10000;

  function say(words) {
    error.querySelector("[data-text]").textContent = words || "";
    error.hidden = !words;
    if (words) error.focus();
  }

  function busy(on) {
    button.disabled = on;
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }

  function look() {
    var style = getComputedStyle(document.documentElement);
    function token(name) { return style.getPropertyValue(name).trim(); }
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    return {
      theme: dark ? "night" : "stripe",
      variables: {
        colorPrimary: token("--accent"),
        colorBackground: token("--panel"),
        colorText: token("--text"),
        colorTextSecondary: token("--quiet"),
        colorDanger: token("--booked-edge"),
        borderRadius: "10px",
        fontFamily: "system-ui, sans-serif",
        fontSizeBase: "16px",
      },
      rules: { ".Input": { border: "1px solid " + token("--edge"), boxShadow: "none", padding: "12px" } },
    };
  }

  function mount() {
    if (stripe) return;
    say("");
    stripe = window.Stripe(data.publishableKey, data.account ? { stripeAccount: data.account } : {});
    elements = stripe.elements({ clientSecret: data.clientSecret, locale: data.locale, appearance: look() });
    var payment = elements.create("payment", { layout: "tabs" });
    payment.on("ready", function () { ready(); });
    payment.on("loaderror", function () { say(data.textUnavailable); });
    payment.mount("#payment-field");
  }

  function ready() {
    field.removeAttribute("aria-busy");
    form.querySelectorAll("[data-until-ready]").forEach(function (one) { one.remove(); });
    button.disabled = false;
  }

  // Paid already, from another tab: the next page tells.
  function paid(intent) { return Boolean(intent) && (intent.status === "succeeded" || intent.status === "processing"); }

  function pay(event) {
    event.preventDefault();
    if (!stripe || button.disabled) return;
    say("");
    busy(true);
    stripe
      .confirmPayment({ elements: elements, confirmParams: { return_url: data.returnUrl }, redirect: "if_required" })
      .then(function (result) {
        if (!result.error || paid(result.error.payment_intent)) return window.location.assign(data.returnUrl);
        busy(false);
        // The field itself says what is missing in it.
        if (result.error.type === "validation_error") return;
        say(result.error.message ? result.error.message + " " + data.textKept : data.textFailed);
      })
      .catch(function () {
        busy(false);
        say(data.textFailed);
      });
  }

  function awaitStripe() {
    if (window.Stripe) return mount();
    var script = document.querySelector("script[data-stripe]");
    var late = setTimeout(function () { say(data.textUnavailable); }, WAIT);
    if (!script) return;
    script.addEventListener("load", function () { clearTimeout(late); mount(); });
    script.addEventListener("error", function () { clearTimeout(late); say(data.textUnavailable); });
  }

  button.disabled = true;
  form.addEventListener("submit", pay);
  window.addEventListener("pageshow", function (event) { if (event.persisted) busy(false); });
  awaitStripe();
})();

// The card field inside its frame. What is typed goes to the stand-in only; the page learns "complete" or not.
(function () {
  "use strict";
  const PARENT = new URLSearchParams(location.search).get("parent");
  const VARIABLES = ["colorPrimary", "colorBackground", "colorText", "colorTextSecondary", "colorDanger",
    "borderRadius", "fontFamily", "fontSizeBase", "spacingUnit"];
  const form = document.forms[0];
  const fields = { number: form.number, expiry: form.expiry, cvc: form.cvc };
  const root = document.documentElement;
  let words = window.StripeStandIn.wordsFor("en");
  let wasReady = false;
  let lastState = "";

  const tell = (type, rest = {}) => window.parent.postMessage({ type, ...rest }, PARENT);
  const digits = (name) => fields[name].value.replace(/\D/g, "");

  function luhn(number) {
    const sum = [...number].reverse().reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
  }

  function expiryCode() {
    const [month, year] = [Number(digits("expiry").slice(0, 2)), Number(digits("expiry").slice(2))];
    if (digits("expiry").length < 4) return "incomplete_expiry";
    if (month < 1 || month > 12) return "invalid_expiry_month";
    const today = new Date();
    const months = (2000 + year - today.getFullYear()) * 12 + month - (today.getMonth() + 1);
    if (months < 0) return "invalid_expiry_year_past";
    return months > 50 * 12 ? "invalid_expiry_year" : null;
  }

  const check = {
    number: () => (digits("number").length < 12 ? "incomplete_number" : luhn(digits("number")) ? null : "incorrect_number"),
    expiry: expiryCode,
    cvc: () => (digits("cvc").length < 3 ? "incomplete_cvc" : null),
  };

  function show(name, code) {
    document.getElementById(`${name}-error`).textContent = code ? words[code] : "";
    if (code) fields[name].setAttribute("aria-invalid", "true");
    else fields[name].removeAttribute("aria-invalid");
  }

  function validate() {
    const wrong = Object.keys(fields).filter((name) => {
      const code = check[name]();
      show(name, code);
      return code;
    });
    if (!wrong.length) return {};
    fields[wrong[0]].focus();
    const code = check[wrong[0]]();
    return { error: { type: "validation_error", code, message: words[code] } };
  }

  async function tokenize({ key, account, billing }) {
    const sent = new URLSearchParams({ key, type: "card", "card[number]": digits("number"), "card[cvc]": digits("cvc") });
    sent.set("card[exp_month]", digits("expiry").slice(0, 2));
    sent.set("card[exp_year]", `20${digits("expiry").slice(2)}`);
    if (account) sent.set("_stripe_account", account);
    for (const name of ["name", "email", "phone"]) if ((billing || {})[name]) sent.set(`billing_details[${name}]`, billing[name]);
    try {
      const answer = await (await fetch("/v1/payment_methods", { method: "POST", body: sent })).json();
      return answer.error ? { error: answer.error } : { id: answer.id };
    } catch {
      return { error: { type: "api_connection_error" } };
    }
  }

  function dress({ locale, appearance = {} }) {
    words = window.StripeStandIn.wordsFor(locale);
    root.lang = words.language;
    root.dataset.theme = appearance.theme || "stripe";
    document.title = words.frame;
    for (const label of document.querySelectorAll("[data-text]")) label.textContent = words[label.dataset.text];
    for (const name of VARIABLES) {
      const value = (appearance.variables || {})[name];
      if (value) root.style.setProperty(`--${name}`, value);
      else root.style.removeProperty(`--${name}`);
    }
  }

  function changed() {
    const empty = Object.values(fields).every((field) => !field.value);
    const complete = Object.keys(fields).every((name) => !check[name]());
    const state = `${empty}${complete}`;
    if (state === lastState) return;
    lastState = state;
    tell("change", { event: { empty, complete, collapsed: false, value: { type: "card" } } });
  }

  function group(name) {
    const field = fields[name];
    if (field.selectionStart !== field.value.length) return; // someone is mending the middle
    const typed = digits(name);
    if (name === "number") field.value = (typed.slice(0, 19).match(/.{1,4}/g) || []).join(" ");
    else if (typed.length > 2) field.value = `${typed.slice(0, 2)} / ${typed.slice(2, 4)}`;
  }

  const orders = {
    init: (order) => {
      dress(order);
      if (!wasReady) tell("ready", { event: {} });
      wasReady = true;
    },
    validate: async ({ reply }) => tell("validated", { reply, ...validate() }),
    tokenize: async (order) => tell("tokenized", { reply: order.reply, ...(await tokenize(order)) }),
    focus: () => fields.number.focus(),
    blur: () => document.activeElement.blur(),
    clear: () => { form.reset(); Object.keys(fields).forEach((name) => show(name, null)); changed(); },
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== PARENT) return;
    orders[event.data.type]?.(event.data);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target.name !== "cvc") group(target.name);
    if (target.hasAttribute("aria-invalid")) show(target.name, check[target.name]());
    changed();
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    // Who leaves the frame may be pressing the page's button: a line that appears now would move it from under the pointer.
    if (relatedTarget && target.value) show(target.name, check[target.name]());
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") tell("escape", { event: {} }); });
  window.addEventListener("focus", () => tell("focus", { event: {} }));
  window.addEventListener("blur", () => tell("blur", { event: {} }));
  new ResizeObserver(() => tell("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
  tell("loaded");
})();

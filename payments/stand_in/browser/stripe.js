// A stand-in for Stripe.js (served after texts.js and elements.js, as one script): the part of its interface that takes a card payment on one's own page.
(function () {
  "use strict";
  const ORIGIN = new URL(document.currentScript.src).origin;
  const { Elements, Frame, integrationError } = window.StripeStandIn;
  const words = (locale) => window.StripeStandIn.wordsFor(locale);

  // Shows the bank's question over the page until it is answered.
  function askBank(intent, locale) {
    const { pathname, search } = new URL(intent.next_action.use_stripe_sdk.stripe_js);
    return new Promise((resolve) => {
      const dialog = document.createElement("dialog");
      const frame = new Frame(pathname + search, words(locale).dialog, (message) => {
        if (message.type !== "challenge-done") return;
        frame.remove();
        dialog.close();
        dialog.remove();
        resolve();
      });
      dialog.setAttribute("aria-label", words(locale).dialog);
      Object.assign(dialog.style, { padding: "0", border: "1px solid #5D574E", borderRadius: "16px", width: "min(26rem, 92vw)" });
      Object.assign(frame.node.style, { height: "20rem", colorScheme: "light" });
      dialog.addEventListener("cancel", (event) => event.preventDefault());
      dialog.append(frame.node);
      document.body.append(dialog);
      dialog.showModal();
      frame.node.focus();
    });
  }

  function Stripe(key, options = {}) {
    if (typeof key !== "string" || !key.startsWith("pk_")) {
      throw integrationError("Please call Stripe() with your publishable key. You used an empty string or a secret key.");
    }

    async function api(method, path, params) {
      const sent = new URLSearchParams({ key, ...params });
      if (options.stripeAccount) sent.set("_stripe_account", options.stripeAccount);
      const url = `${ORIGIN}${path}`;
      try {
        const answer = await (method === "GET" ? fetch(`${url}?${sent}`) : fetch(url, { method, body: sent }));
        return await answer.json();
      } catch {
        return { error: { type: "api_connection_error" } };
      }
    }

    function inWords(error, locale = options.locale) {
      const own = words(locale);
      const message = own[error.decline_code] || own[error.code] || own[error.type] || error.message;
      return { error: { ...error, message } };
    }

    const idOf = (secret) => String(secret).split("_secret_")[0];
    const read = (secret) => api("GET", `/v1/payment_intents/${idOf(secret)}`, { client_secret: secret });

    async function finish(intent, locale) {
      if (intent.status === "requires_action") {
        await askBank(intent, locale);
        intent = await read(intent.client_secret);
        if (intent.error) return inWords(intent.error, locale);
      }
      if (intent.status === "requires_payment_method" && intent.last_payment_error) {
        return inWords({ ...intent.last_payment_error, payment_intent: intent }, locale);
      }
      return { paymentIntent: intent };
    }

    function leave(address, intent) {
      const url = new URL(address);
      url.searchParams.set("payment_intent", intent.id);
      url.searchParams.set("payment_intent_client_secret", intent.client_secret);
      url.searchParams.set("redirect_status", intent.status === "succeeded" ? "succeeded" : "pending");
      location.assign(url);
      return new Promise(() => {});
    }

    return {
      version: 3,
      elements: (given = {}) => new Elements({ locale: options.locale, ...given }),

      async retrievePaymentIntent(clientSecret) {
        const intent = await read(clientSecret);
        return intent.error ? inWords(intent.error) : { paymentIntent: intent };
      },

      async handleNextAction({ clientSecret }) {
        const intent = await read(clientSecret);
        return intent.error ? inWords(intent.error) : finish(intent, options.locale);
      },

      async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
        const secret = clientSecret || elements.options.clientSecret;
        const locale = elements.options.locale;
        if (!secret) throw integrationError("confirmPayment() needs a clientSecret.");
        if (redirect === "always" && !confirmParams.return_url) {
          throw integrationError("confirmPayment() needs confirmParams.return_url unless redirect is if_required.");
        }
        const checked = await elements.submit();
        if (checked.error) return checked;
        const billing = (confirmParams.payment_method_data || {}).billing_details;
        const made = await elements.element.frame.ask("tokenize", { key, account: options.stripeAccount, billing });
        if (made.error) return inWords(made.error, locale);
        const params = { payment_method: made.id, use_stripe_sdk: "true", client_secret: secret };
        for (const name of ["return_url", "receipt_email"]) if (confirmParams[name]) params[name] = confirmParams[name];
        const intent = await api("POST", `/v1/payment_intents/${idOf(secret)}/confirm`, params);
        if (intent.error) return inWords(intent.error, locale);
        const result = await finish(intent, locale);
        return result.paymentIntent && redirect === "always" ? leave(confirmParams.return_url, result.paymentIntent) : result;
      },
    };
  }

  Stripe.version = 3;
  window.Stripe = Stripe;
})();

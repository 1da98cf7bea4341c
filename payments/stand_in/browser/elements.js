// The payment element: a frame of ours in the shop's page, and the group it belongs to.
(function () {
  "use strict";
  const ORIGIN = new URL(document.currentScript.src).origin;
  const standIn = window.StripeStandIn;
  const words = (locale) => standIn.wordsFor(locale);

  function integrationError(message) {
    const error = new Error(message);
    error.name = "IntegrationError";
    return error;
  }

  // Speaks to one frame of ours; nobody else's messages count.
  class Frame {
    constructor(path, title, onMessage) {
      this.waiting = new Map();
      this.node = document.createElement("iframe");
      this.node.title = title;
      this.node.src = `${ORIGIN}${path}`;
      Object.assign(this.node.style, { border: "0", width: "100%", display: "block" });
      this.listener = (event) => {
        if (event.origin !== ORIGIN || event.source !== this.node.contentWindow) return;
        const { reply, ...message } = event.data;
        if (reply && this.waiting.has(reply)) {
          this.waiting.get(reply)(message);
          this.waiting.delete(reply);
        } else onMessage(message);
      };
      window.addEventListener("message", this.listener);
    }
    tell(type, rest = {}) {
      this.node.contentWindow?.postMessage({ type, ...rest }, ORIGIN);
    }
    ask(type, rest = {}) {
      const reply = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
      return new Promise((resolve) => {
        this.waiting.set(reply, resolve);
        this.tell(type, { ...rest, reply });
      });
    }
    remove() {
      window.removeEventListener("message", this.listener);
      this.node.remove();
    }
  }

  class PaymentElement {
    constructor(settings) {
      this.settings = settings;
      this.handlers = {};
      this.frame = null;
    }
    mount(where) {
      const container = typeof where === "string" ? document.querySelector(where) : where;
      if (!container) throw integrationError(`The selector you specified (${where}) applies to no DOM elements.`);
      this.unmount();
      const path = `/elements/card?parent=${encodeURIComponent(location.origin)}`;
      this.frame = new Frame(path, words(this.settings.locale).frame, (message) => this.receive(message));
      this.dress();
      container.replaceChildren(this.frame.node);
      return this;
    }
    receive(message) {
      if (message.type === "loaded") this.frame.tell("init", this.settings);
      else if (message.type === "resize") this.frame.node.style.height = `${message.height}px`;
      else this.fire(message.type, { elementType: "payment", ...message.event });
    }
    // The frame's ground stays see-through only while both documents agree on light or dark.
    dress() {
      const theme = (this.settings.appearance || {}).theme;
      if (this.frame) this.frame.node.style.colorScheme = theme === "night" ? "dark" : "light";
    }
    update(settings) {
      this.settings = { ...this.settings, ...settings };
      this.dress();
      this.frame?.tell("init", this.settings);
    }
    on(name, handler) { (this.handlers[name] ||= []).push(handler); return this; }
    once(name, handler) {
      const only = (event) => { this.off(name, only); handler(event); };
      return this.on(name, only);
    }
    off(name, handler) { this.handlers[name] = (this.handlers[name] || []).filter((each) => handler && each !== handler); return this; }
    fire(name, event) { (this.handlers[name] || []).slice().forEach((handler) => handler(event)); }
    focus() { this.frame.tell("focus"); }
    blur() { this.frame.tell("blur"); }
    clear() { this.frame.tell("clear"); }
    unmount() { this.frame?.remove(); this.frame = null; }
    destroy() { this.unmount(); }
  }

  class Elements {
    constructor(options) {
      this.options = options;
      this.element = null;
    }
    create(type) {
      if (type !== "payment") throw integrationError(`The stand-in has no element of type ${type}.`);
      if (this.element) throw integrationError("Can only create one Element of type payment.");
      this.element = new PaymentElement({ locale: this.options.locale, appearance: this.options.appearance || {} });
      return this.element;
    }
    getElement(type) { return type === "payment" ? this.element : null; }
    update({ locale, appearance }) {
      const given = { ...(locale && { locale }), ...(appearance && { appearance }) };
      Object.assign(this.options, given);
      this.element?.update(given);
    }
    async fetchUpdates() { return {}; }
    async submit() {
      if (!this.element?.frame) throw integrationError("elements.submit() needs a mounted payment Element.");
      const { error } = await this.element.frame.ask("validate");
      return error ? { error } : { selectedPaymentMethod: "card" };
    }
  }

  Object.assign(standIn, { Elements, Frame, integrationError });
})();

/* What plain forms lack: one submit at a time, and the keyboard's place after a swap or a refusal. */
(function () {
  "use strict";

  function buttons(form) {
    return Array.prototype.filter.call(form.elements, function (one) { return one.type === "submit"; });
  }

  function release(form) {
    delete form.dataset.sending;
    buttons(form).forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  }

  function hold(form, pressed) {
    form.dataset.sending = "true";
    // A moment later: a button that is disabled at once is left out of what is sent.
    setTimeout(function () {
      if (!form.dataset.sending) return;
      buttons(form).forEach(function (button) { button.disabled = true; });
      if (pressed) pressed.setAttribute("aria-busy", "true");
    }, 0);
  }

  function offline(on) {
    var notice = document.getElementById("offline");
    if (!notice) return;
    notice.hidden = !on;
    if (on) notice.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-busy") && !form.querySelector("button[data-busy]")) return;
    // Instead of the browser's own page, on which everything typed would be gone.
    if (navigator.onLine === false) {
      event.preventDefault();
      return offline(true);
    }
    if (form.dataset.sending) return event.preventDefault();
    if (event.defaultPrevented) return;
    if (mayBeOut(form)) {
      event.preventDefault();
      return askFirst(form, event.submitter);
    }
    hold(form, event.submitter);
  });

  // A page taken out of the browser's memory by "back" must have living buttons.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });

  // Whoever has been logged out meanwhile keeps what they have typed: staff who have had a page for a while are asked for
  // before it is sent. After a new login, in whatever tab, the token of an older page is another one.
  var LONG = 60000; // ms, in which nobody types what they could not type again
  var here = Date.now();
  var business = location.pathname.match(/^\/[^/]+\/desk\//);

  function mayBeOut(form) {
    if (!business || form.method !== "post") return false;
    freshen(form);
    return Date.now() - here > LONG;
  }

  function token() {
    var found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : "";
  }

  function freshen(form) {
    var field = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && token()) field.value = token();
  }

  function askFirst(form, pressed) {
    form.dataset.sending = "true";
    if (pressed) pressed.setAttribute("aria-busy", "true");
    fetch(business[0] + "changes", { redirect: "manual", cache: "no-store" }).then(function (answer) {
      release(form);
      if (answer.type === "opaqueredirect") return tellOut(form).focus(); // sent to the login
      here = Date.now();
      form.requestSubmit(pressed && pressed.isConnected ? pressed : null);
    }, function () {
      release(form);
      offline(true);
    });
  }

  function tellOut(form) {
    var notice = form.querySelector("[data-logged-out]");
    if (!notice) {
      form.prepend(document.getElementById("logged-out").content.cloneNode(true));
      notice = form.querySelector("[data-logged-out]");
    }
    notice.scrollIntoView({ block: "nearest" });
    return notice;
  }

  // The form that something was asked for in, or that the answer would take the place of.
  function typedIn(event) {
    return event.detail.requestConfig.elt.closest("form[method=post]") || event.target.querySelector("form[method=post]");
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (!business || event.detail.verb !== "post" || !token()) return;
    event.detail.headers["X-CSRFToken"] = token();
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token();
  });

  function takePlace(root) {
    var place = root.querySelector("[data-focus]") || (root !== document && root.querySelector(":is(h1, h2, h3)[tabindex]"));
    if (place) place.focus();
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest("form[data-sending]");
    if (form) release(form);
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = business && event.detail.xhr.status === 401 && typedIn(event);
    if (form) {
      event.detail.shouldSwap = false;
      tellOut(form);
      return;
    }
    var chooser = event.target.closest("[hx-select]");
    var id = chooser && chooser.getAttribute("hx-select").slice(1);
    // Another page came instead of the part (logged out, an error page): go there.
    if (id && event.detail.serverResponse.indexOf('id="' + id + '"') < 0) {
      event.detail.shouldSwap = false;
      // What only counts beside the page that somebody works on takes nobody away from it.
      if (!chooser.hasAttribute("data-aside")) window.location.assign(event.detail.xhr.responseURL);
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    // Typing in a search field goes on while its results are swapped.
    if (!document.activeElement || document.activeElement === document.body) takePlace(event.target);
  });

  document.addEventListener("htmx:sendError", function () { offline(true); });
  window.addEventListener("online", function () { offline(false); });

  // A refused form stands in the history as what was sent: Back to it would show the browser's own error. Like this it
  // is the form's page, asked for anew.
  history.replaceState(history.state, "", location.href);

  // The calendar begins with what fits: the server is told of a window as narrow as a phone's.
  function tellWidth() {
    document.cookie = "ledig_narrow=" + (narrow.matches ? "1" : "") + ";path=/;SameSite=Lax" + (location.protocol === "https:" ? ";Secure" : "");
  }
  var narrow = window.matchMedia("(max-width: 43.99rem)");
  if (document.body.hasAttribute("data-staff")) {
    tellWidth();
    narrow.addEventListener("change", tellWidth);
  }

  takePlace(document);
})();

"""A small shop on its own origin that takes a payment with the stand-in's Stripe.js, under a strict policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PAGE = """<!doctype html>
<html lang="sv">
  <head>
    <meta charset="utf-8">
    <title>Betala</title>
    <script src="{js}"></script>
    <script src="/shop.js" defer></script>
  </head>
  <body>
    <main>
      <h1>Betala 500 kr</h1>
      <div id="card"></div>
      <button type="button" id="pay">Betala</button>
      <p id="told" role="status"></p>
    </main>
  </body>
</html>
"""
SCRIPT = """
const given = new URLSearchParams(location.search);
const locale = given.get("locale");
const variables = { colorPrimary: given.get("primary") || "#1f6f5c" };
const appearance = { theme: given.get("theme") || "stripe", variables };
const stripe = Stripe("pk_test_shop", { stripeAccount: given.get("account") || undefined, locale });
const elements = stripe.elements({ clientSecret: given.get("secret"), appearance, locale });
const card = elements.create("payment", { layout: "tabs" });
const told = document.getElementById("told");
card.on("ready", () => { document.body.dataset.ready = "yes"; });
card.on("change", (event) => { document.body.dataset.complete = String(event.complete); });
card.mount("#card");
document.getElementById("pay").addEventListener("click", async () => {
  told.textContent = "";
  const confirmParams = { return_url: location.origin + "/back" };
  const redirect = given.get("redirect") || "if_required";
  const { error, paymentIntent } = await stripe.confirmPayment({ elements, confirmParams, redirect });
  told.textContent = error ? `${error.type}: ${error.message}` : paymentIntent.status;
});
window.readAgain = () => stripe.retrievePaymentIntent(given.get("secret"));
"""


@contextmanager
def open_shop(stripe_url: str) -> Iterator[str]:
    """Serves the page while the block lasts; gives its address."""
    policy = f"default-src 'none'; script-src 'self' {stripe_url}; frame-src {stripe_url}; connect-src {stripe_url}"
    page, script = PAGE.replace("{js}", f"{stripe_url}/v3/"), SCRIPT

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = urlsplit(self.path).path == "/shop.js"
            body = (script if is_script else page).encode()
            self.send_response(200)
            self.send_header("content-type", f"text/{'javascript' if is_script else 'html'}; charset=utf-8")
            self.send_header("content-security-policy", policy)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

// Sends the client's answer to the bank, then goes back to the shop or tells the page that holds the dialog.
(function () {
  "use strict";
  const secret = new URLSearchParams(location.search).get("client_secret");
  const buttons = document.querySelectorAll("button");

  async function answer(step) {
    buttons.forEach((button) => { button.disabled = true; });
    const sent = new URLSearchParams({ client_secret: secret });
    const told = await (await fetch(`${location.pathname}/${step}`, { method: "POST", body: sent })).json();
    if (window.parent !== window) window.parent.postMessage({ type: "challenge-done" }, "*");
    else if (told.return_url) location.assign(told.return_url);
    else document.getElementById("told").textContent = told.status || told.error.message;
  }

  buttons.forEach((button) => button.addEventListener("click", () => answer(button.dataset.step)));
  buttons[0].focus();
})();

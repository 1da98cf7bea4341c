"""What a browser gets: the script, the card field, the bank's question."""

import json
import re
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from .accounts import hosted
from .api import Answer, Request
from .confirm import finish_challenge
from .errors import ApiError
from .objects import Obj
from .scenes import anywhere
from .world import World

HERE = Path(__file__).parent / "browser"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
# The frames show card data: nothing foreign runs in them, and only pages of this machine may hold them.
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors http://127.0.0.1:* http://localhost:*"
)
FRAMES = {"/elements/card": "card.html"}
_CHALLENGE = re.compile(r"/3ds/(pi_\w+)(?:/(complete|fail))?")


class Pages:
    """Serves the browser's side of the stand-in."""

    def __init__(self, world: World, script_delay: float = 0.0) -> None:
        self.world = world
        self.script_delay = script_delay

    def answer(self, request: Request) -> Answer | None:
        """The page, or None when there is none at this address."""
        if request.path in ("/v3/", "/v3"):
            time.sleep(self.script_delay)
            return _file("texts.js", "elements.js", "stripe.js")
        if request.path in FRAMES:
            return _file(FRAMES[request.path])
        if request.path.startswith("/setup/s/"):
            return self._hosted(request)
        challenge = _CHALLENGE.fullmatch(request.path)
        if challenge:
            return self._challenge(request, *challenge.groups())
        name = request.path.removeprefix("/browser/")
        if request.path.startswith("/browser/") and re.fullmatch(r"[a-z]+\.(js|css)", name):
            return _file(name) if (HERE / name).exists() else None
        return None

    def _hosted(self, request: Request) -> Answer:
        """Where the owner of an account says who they are."""
        posted = request.body if request.method == "POST" else None
        page, elsewhere = hosted(self.world, request.path.removeprefix("/setup/s/"), posted)
        headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        if elsewhere:
            return Answer(303, "", headers | {"location": elsewhere})
        return Answer(200, page, headers, "text/html; charset=utf-8")

    def _challenge(self, request: Request, intent_id: str, step: str | None) -> Answer:
        """The question on GET; on POST the client's answer to it."""
        given = parse_qs(request.body if request.method == "POST" else request.query)
        with self.world.lock:
            call, intent = anywhere(self.world, "payment_intent", intent_id)
            if given.get("client_secret") != [intent["client_secret"]]:
                raise ApiError(404, "No such challenge")
            if step is None:
                return _file("challenge.html")
            action = intent["next_action"] or {}
            finish_challenge(self.world, call, intent, passed=step == "complete")
            return Answer(200, json.dumps({"status": intent["status"], "return_url": _back(action, intent)}))


def _back(action: Obj, intent: Obj) -> str | None:
    """Where the client goes after the bank when there was no dialog: the shop's own page."""
    address: str | None = action.get("redirect_to_url", {}).get("return_url")
    if address is None:
        return None
    told = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if intent["status"] == "succeeded" else "failed",
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"


def _file(*names: str) -> Answer:
    text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    kind = TYPES[Path(names[0]).suffix]
    if kind == "text/html":
        headers["content-security-policy"] = FRAME_POLICY
        headers["referrer-policy"] = "no-referrer"
    return Answer(200, text, headers, f"{kind}; charset=utf-8")

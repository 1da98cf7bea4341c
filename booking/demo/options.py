"""What the person at the keyboard chose, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STAGES = ("open", "busy", "past")
ON, OFF = {"1", "on", "true", "yes"}, {"", "0", "off", "false", "no"}


class StartError(Exception):
    """The demo cannot start; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Options:
    """See CONTRACT's line on `make demo`, or `make help`."""

    port: int = 8000
    fresh: bool = False
    data: Path = Path(".demo")
    stage: str = "open"
    rate_limits: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def read_options(environment: Mapping[str, str]) -> Options:
    """Raises StartError that names the value that cannot be used."""
    stage = environment.get("STAGE") or Options.stage
    if stage not in STAGES:
        raise StartError(f"STAGE={stage} is not known: choose one of {', '.join(STAGES)}.")
    return Options(
        port=_port(environment.get("PORT") or str(Options.port)),
        fresh=_switch("FRESH", environment.get("FRESH", "")),
        data=Path(environment.get("DATA") or Options.data).expanduser(),
        stage=stage,
        rate_limits=_switch("RATE_LIMITS", environment.get("RATE_LIMITS") or "on"),
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65_536:
        return int(text)
    raise StartError(f"PORT={text} is not a port: choose a number from 1024 to 65535.")


def _switch(name: str, text: str) -> bool:
    if text.lower() in ON | OFF:
        return text.lower() in ON
    raise StartError(f"{name}={text} is neither on nor off.")

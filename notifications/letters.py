"""What is sent, and what came of it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said, and to whom. `effect_key` is the same at every attempt, so a provider can tell."""

    to: str
    text: str
    effect_key: str
    subject: str = ""
    html: str = ""
    sender_name: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken it over."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not now. `reason` names the kind of trouble and nobody's address; `wait`: when the provider asked for one."""

    reason: str
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Never, to this recipient."""

    reason: str


Outcome = Accepted | TryLater | Refused

"""Who does something: written on each event, never shown to a client by more than kind."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    kind: str  # client | member | key | system
    id: UUID | None = None


CLIENT = Actor("client")
SYSTEM = Actor("system")

"""What and who with: places, people and things, and the services they give."""

from booking.resources.models.needs import Asks, Question, Requirement, ServiceSkill
from booking.resources.models.services import (
    Anybody,
    BookedBy,
    Mode,
    Service,
    ServiceLength,
    ServiceProvider,
    limit_is_whole,
)
from booking.resources.models.units import Team, TeamMember, Unit
from booking.resources.models.who import Kind, Location, Resource, ResourceSkill, ShownTo, Skill

__all__ = [
    "Anybody",
    "Asks",
    "BookedBy",
    "Kind",
    "Location",
    "Mode",
    "Question",
    "Requirement",
    "Resource",
    "ResourceSkill",
    "Service",
    "ServiceLength",
    "ServiceProvider",
    "ServiceSkill",
    "ShownTo",
    "Skill",
    "Team",
    "TeamMember",
    "Unit",
    "limit_is_whole",
]

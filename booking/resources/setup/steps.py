"""What resources ask for in the checklist of a new business."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Location, Mode, ServiceProvider
from booking.resources.setup.lacking import all_can_be_booked
from tenants.models import Tenant
from tenants.setup.checklist import Step, ask_for, touched
from tenants.setup.pages import Group


def has_an_address(tenant: Tenant) -> bool:
    return Location.objects.filter(tenant=tenant, active=True).exclude(street="").exists()


def _by_video(tenant: Tenant) -> QuerySet[ServiceProvider]:
    """Who can be met by video, and in what."""
    return ServiceProvider.objects.filter(
        tenant=tenant, service__active=True, service__modes__contains=[Mode.VIDEO], resource__active=True
    )


ask_for(
    Step(
        Group.SERVICES, _("Look through your services"), _("Names, lengths, prices and tax that fit you."),
        touched("service"),
    )
)  # fmt: skip
ask_for(Step(Group.THINGS, _("Say where you are"), _("Clients who come to you need the way there."), has_an_address))
ask_for(
    Step(
        Group.PEOPLE, _("Let everybody be booked"), _("Each practitioner needs services and hours."), all_can_be_booked,
        "desk-settings-practitioners",
    )
)  # fmt: skip
ask_for(
    Step(
        Group.PEOPLE, _("Add the link to your video room"), _("Clients who book by video meet you there."),
        lambda tenant: not _by_video(tenant).filter(resource__video_url="").exists(), "desk-settings-practitioners",
        lambda tenant: _by_video(tenant).exists(),
    )
)  # fmt: skip

"""What resources ask for in the checklist of a new business."""

from django.utils.translation import gettext_lazy as _

from booking.resources.models import Location
from booking.resources.setup.lacking import all_can_be_booked
from tenants.models import Tenant
from tenants.setup.checklist import Step, ask_for, touched
from tenants.setup.pages import Group


def has_an_address(tenant: Tenant) -> bool:
    return Location.objects.filter(tenant=tenant, active=True).exclude(street="").exists()


ask_for(
    Step(
        Group.SERVICES, _("Look through your services"), _("Lengths, prices and names that fit you."),
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

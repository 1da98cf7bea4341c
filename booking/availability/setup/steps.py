"""What openings ask for in the checklist of a new business."""

from django.utils.translation import gettext_lazy as _

from tenants.setup.checklist import Step, ask_for, touched
from tenants.setup.pages import Group

ask_for(Step(Group.HOURS, _("Set your hours"), _("Times outside them are not on offer."), touched("hours")))

"""Addresses of the settings of people, services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.resources.setup import invites, joining, members, practitioners

SETTINGS = "<slug:tenant>/desk/settings/"

urlpatterns: list[URLPattern] = [
    path(f"{SETTINGS}members/", members.members, name="desk-settings-members"),
    path(f"{SETTINGS}members/invite/", invites.invite, name="desk-settings-invite"),
    path(f"{SETTINGS}members/<uuid:member>/", members.member, name="desk-settings-member"),
    path(f"{SETTINGS}members/<uuid:member>/calendar/", members.calendar, name="desk-settings-member-calendar"),
    path(f"{SETTINGS}members/<uuid:member>/return/", members.back, name="desk-settings-member-return"),
    path(f"{SETTINGS}invitations/<uuid:invitation>/mail/", invites.mail, name="desk-settings-invitation-mail"),
    path(
        f"{SETTINGS}invitations/<uuid:invitation>/withdrawal/", invites.withdrawal,
        name="desk-settings-invitation-withdrawal",
    ),
    path(f"{SETTINGS}practitioners/", practitioners.practitioners, name="desk-settings-practitioners"),
    path(f"{SETTINGS}practitioners/<slug:code>/", practitioners.practitioner, name="desk-settings-practitioner"),
    path("<slug:tenant>/join/<str:token>/", joining.joining, name="join"),
]  # fmt: skip

"""Addresses of the settings of people, services, places, rooms and things; each module registers its pages
(`tenants.setup.pages`)."""

from django.urls import URLPattern, path

from booking.resources.setup import (
    held,  # noqa: F401  # says what the parts hold that can be switched off
    invites,
    joining,
    member_log,  # noqa: F401  # takes back that somebody was deactivated
    members,
    order_log,  # noqa: F401  # takes back another order of a list
    person_services,
    places,
    practitioners,
    secrecy,
    service_questions,
    services,
    skills,
    steps,  # noqa: F401  # asks for its share of the checklist
    teams,
    things,
    units,
)

HERE = "<slug:tenant>/desk/settings/"
SERVICE = HERE + "services/<slug:service>/"
INVITATION = HERE + "invitations/<uuid:invitation>/"

urlpatterns: list[URLPattern] = [
    path(HERE + "services/", services.services, name="desk-settings-services"),
    path(HERE + "services/order/", services.order, name="desk-settings-services-order"),
    path(HERE + "services/new/", services.new, name="desk-settings-service-new"),
    path(SERVICE, services.service, name="desk-settings-service"),
    path(SERVICE + "who/", services.who, name="desk-settings-service-who"),
    path(SERVICE + "needs/", services.needs, name="desk-settings-service-needs"),
    path(SERVICE + "times/", services.times, name="desk-settings-service-times"),
    path(SERVICE + "payment/", services.payment, name="desk-settings-service-payment"),
    path(SERVICE + "questions/", service_questions.questions, name="desk-settings-service-questions"),
    path(SERVICE + "questions/add/", service_questions.add, name="desk-settings-question-add"),
    path(SERVICE + "questions/order/", service_questions.order, name="desk-settings-questions-order"),
    path(SERVICE + "questions/<slug:code>/", service_questions.question, name="desk-settings-question"),
    path(SERVICE + "questions/<slug:code>/archive/", service_questions.archive, name="desk-settings-question-archive"),
    path(SERVICE + "archive/", services.archive, name="desk-settings-service-archive"),
    path(HERE + "places/", places.places, name="desk-settings-places"),
    path(HERE + "places/add/", places.add, name="desk-settings-place-add"),
    path(HERE + "places/<slug:code>/", places.place, name="desk-settings-place"),
    path(HERE + "places/<slug:code>/archive/", places.archive, name="desk-settings-place-archive"),
    path(HERE + "units/", units.units, name="desk-settings-units"),
    path(HERE + "units/add/", units.PAGES.add, name="desk-settings-unit-add"),
    path(HERE + "units/order/", units.PAGES.order, name="desk-settings-units-order"),
    path(HERE + "units/<slug:code>/", units.PAGES.row, name="desk-settings-unit"),
    path(HERE + "units/<slug:code>/archive/", units.PAGES.archive, name="desk-settings-unit-archive"),
    path(HERE + "teams/", teams.teams, name="desk-settings-teams"),
    path(HERE + "teams/add/", teams.PAGES.add, name="desk-settings-team-add"),
    path(HERE + "teams/order/", teams.PAGES.order, name="desk-settings-teams-order"),
    path(HERE + "teams/<slug:code>/", teams.PAGES.row, name="desk-settings-team"),
    path(HERE + "teams/<slug:code>/archive/", teams.PAGES.archive, name="desk-settings-team-archive"),
    path(HERE + "things/", things.things, name="desk-settings-things"),
    path(HERE + "things/add/", things.add, name="desk-settings-thing-add"),
    path(HERE + "things/<slug:code>/", things.thing, name="desk-settings-thing"),
    path(HERE + "things/<slug:code>/archive/", things.archive, name="desk-settings-thing-archive"),
    path(HERE + "members/", members.members, name="desk-settings-members"),
    path(HERE + "members/invite/", invites.invite, name="desk-settings-invite"),
    path(HERE + "members/<uuid:member>/", members.member, name="desk-settings-member"),
    path(HERE + "members/<uuid:member>/calendar/", members.calendar, name="desk-settings-member-calendar"),
    path(HERE + "members/<uuid:member>/return/", members.back, name="desk-settings-member-return"),
    path(INVITATION + "mail/", invites.mail, name="desk-settings-invitation-mail"),
    path(INVITATION + "withdrawal/", invites.withdrawal, name="desk-settings-invitation-withdrawal"),
    path(HERE + "practitioners/", practitioners.practitioners, name="desk-settings-practitioners"),
    path(HERE + "practitioners/order/", practitioners.order, name="desk-settings-practitioners-order"),
    path(HERE + "practitioners/add/", practitioners.add, name="desk-settings-practitioner-add"),
    path(HERE + "practitioners/<slug:code>/", practitioners.practitioner, name="desk-settings-practitioner"),
    path(HERE + "practitioners/<slug:code>/archive/", practitioners.archive, name="desk-settings-practitioner-archive"),
    path(HERE + "practitioners/<slug:code>/secrecy/", secrecy.secrecy, name="desk-settings-practitioner-secrecy"),
    path(
        HERE + "practitioners/<slug:code>/services/",
        person_services.person_services,
        name="desk-settings-practitioner-services",
    ),
    path(HERE + "skills/", skills.skills, name="desk-settings-skills"),
    path(HERE + "skills/<uuid:skill>/", skills.skill, name="desk-settings-skill"),
    path("<slug:tenant>/join/<str:token>/", joining.joining, name="join"),
]

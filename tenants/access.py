"""Who may do what: one table, route × role. A route without a row is refused, and fails the tests."""

from dataclasses import dataclass

from tenants.models import Role

ANONYMOUS = "anonymous"
KEY_READ = "key:read"
KEY_WRITE = "key:write"

MEMBERS = frozenset(Role.values)
ANYBODY = MEMBERS | {ANONYMOUS, KEY_READ, KEY_WRITE}
DESK = MEMBERS - {Role.FINANCE}
MONEY = frozenset({Role.OWNER, Role.MANAGER, Role.FINANCE})
SETTINGS = frozenset({Role.OWNER, Role.MANAGER})
KEYS = frozenset({KEY_READ, KEY_WRITE})
MAY_FORCE = frozenset({Role.OWNER, Role.MANAGER})  # book over what is taken, with a reason
MAY_IDENTIFY = DESK  # see the known part of a personal identity number
# Where a practitioner's clients are kept, the names and words of clients are shown to them and to these; to programs
# never. The owner answers for what is kept of people, and so can see it; nobody else changes who does.
CLIENTS_KEPT = {
    "desk": frozenset({Role.OWNER, Role.MANAGER, Role.FRONT_DESK}),
    "own": frozenset({Role.OWNER}),
}
WRITERS = frozenset({ANONYMOUS, KEY_WRITE})


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` requests per `seconds` from one address, counted over all routes of the same `name`."""

    name: str
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Door:
    """`secret`: the address itself holds a token, so misses are counted (30 a minute)."""

    who: frozenset[str]
    limit: Limit | None = None
    secret: bool = False


READING = Limit("reading", 120, 60)
AVAILABILITY = Limit("availability", 60, 60)
HOLDING = Limit("holding", 60, 60)
WRITING = Limit("writing", 60, 60)
MISSES = Limit("misses", 30, 60)
DENIED = Limit("denied", 60, 3600)  # lines about one person or key; more would only fill the log
ASKING = Limit("asking", 30, 600)

ACCESS: dict[str, Door] = {
    # for anybody
    "healthz": Door(ANYBODY),
    "readyz": Door(ANYBODY),
    "front": Door(ANYBODY),
    "language": Door(ANYBODY),
    "stripe-webhook": Door(ANYBODY),
    "api-schema": Door(ANYBODY),
    "api-docs": Door(ANYBODY),
    "mailbox": Door(ANYBODY),
    "mailbox-message": Door(ANYBODY),
    "mailbox-json": Door(ANYBODY),
    # logging in: allauth's own pages, which ask for a login themselves
    **dict.fromkeys("sign-up sign-up-code sign-up-address".split(), Door(ANYBODY)),
    **dict.fromkeys(
        "account_login account_logout account_inactive account_signup account_request_login_code "
        "account_confirm_login_code account_confirm_email account_email_verification_sent account_reset_password "
        "account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done "
        "mfa_authenticate".split(),
        Door(ANYBODY),
    ),
    **dict.fromkeys(
        "account_email account_change_password account_set_password account_reauthenticate mfa_index "
        "mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes "
        "mfa_generate_recovery_codes mfa_download_recovery_codes".split(),
        Door(MEMBERS),
    ),
    # the client's pages
    "business": Door(ANYBODY, READING),
    "business-theme": Door(ANYBODY),
    "picture": Door(ANYBODY),
    "practitioner": Door(ANYBODY, READING),
    "service": Door(ANYBODY, READING),
    "hold": Door(ANYBODY, HOLDING),
    "details": Door(ANYBODY, WRITING, secret=True),
    "hold-release": Door(ANYBODY, WRITING, secret=True),
    "known": Door(ANYBODY, ASKING),
    "known-open": Door(ANYBODY, WRITING, secret=True),
    "known-forget": Door(ANYBODY, WRITING),
    "private-link": Door(ANYBODY, READING, secret=True),
    "private-leave": Door(ANYBODY, WRITING),
    "booking": Door(ANYBODY, READING, secret=True),
    "booking-status": Door(ANYBODY, secret=True),
    "booking-payment": Door(ANYBODY, WRITING, secret=True),
    "booking-calendar": Door(ANYBODY, READING, secret=True),
    "booking-move": Door(ANYBODY, WRITING, secret=True),
    "booking-cancellation": Door(ANYBODY, WRITING, secret=True),
    "booking-video": Door(ANYBODY, READING, secret=True),
    "join": Door(ANYBODY, WRITING, secret=True),
    # the desk
    "businesses": Door(MEMBERS),
    "desk": Door(MEMBERS),
    "desk-calendar": Door(MEMBERS),
    "desk-choices": Door(MEMBERS),
    "desk-live": Door(MEMBERS),
    "desk-changes": Door(MEMBERS),
    "desk-undo": Door(DESK),
    "desk-weeks": Door(DESK),
    "desk-week-save": Door(DESK),
    "desk-week": Door(DESK),
    "desk-week-paste": Door(DESK),
    "desk-hours": Door(DESK),
    "desk-hours-clear": Door(DESK),
    "desk-time": Door(DESK),
    "desk-entries": Door(DESK),
    "desk-slots": Door(DESK),
    "desk-slot": Door(DESK),
    "desk-slot-times": Door(DESK),
    "desk-slot-removal": Door(DESK),
    "desk-shift": Door(DESK),
    "desk-shift-times": Door(DESK),
    "desk-shift-removal": Door(DESK),
    "desk-activity": Door(DESK),
    "desk-activity-times": Door(DESK),
    "desk-activity-removal": Door(DESK),
    "desk-absence": Door(DESK),
    "desk-absence-times": Door(DESK),
    "desk-absence-removal": Door(DESK),
    "desk-booking": Door(MEMBERS),
    "desk-booking-move": Door(DESK),
    "desk-booking-client": Door(DESK),
    "desk-booking-cancellation": Door(DESK),
    "desk-booking-messages": Door(MEMBERS),
    "desk-booking-attendance": Door(DESK),
    "desk-booking-confirmation": Door(DESK),
    "desk-booking-answer": Door(DESK),
    "desk-requests": Door(DESK),
    "desk-booking-receipt": Door(MEMBERS),
    "desk-booking-receipt-sending": Door(MEMBERS),
    "desk-book": Door(DESK),
    "desk-hold": Door(DESK),
    "desk-hold-release": Door(DESK),
    "desk-clients": Door(DESK),
    "desk-playing": Door(DESK),
    "desk-client-details": Door(DESK),
    "desk-client": Door(DESK),
    "desk-money": Door(MONEY),
    "desk-refund": Door(MONEY),
    "desk-links": Door(MEMBERS),
    "desk-qr": Door(MEMBERS),
    "desk-undelivered": Door(frozenset({Role.OWNER, Role.MANAGER})),
    # the settings
    "desk-start": Door(SETTINGS),
    "desk-settings": Door(SETTINGS),
    "desk-settings-business": Door(SETTINGS),
    "desk-settings-business-preview": Door(SETTINGS),
    "desk-settings-modules": Door(SETTINGS),
    "desk-settings-address": Door(frozenset({Role.OWNER})),
    "desk-settings-services": Door(SETTINGS),
    "desk-settings-services-order": Door(SETTINGS),
    "desk-settings-service-new": Door(SETTINGS),
    "desk-settings-service": Door(SETTINGS),
    "desk-settings-service-who": Door(SETTINGS),
    "desk-settings-service-needs": Door(SETTINGS),
    "desk-settings-service-times": Door(SETTINGS),
    "desk-settings-service-payment": Door(SETTINGS),
    "desk-settings-service-booking": Door(SETTINGS),
    "desk-settings-service-archive": Door(SETTINGS),
    "desk-settings-service-questions": Door(SETTINGS),
    "desk-settings-question": Door(SETTINGS),
    "desk-settings-question-add": Door(SETTINGS),
    "desk-settings-question-archive": Door(SETTINGS),
    "desk-settings-questions-order": Door(SETTINGS),
    "desk-settings-service-preview": Door(SETTINGS),
    "desk-settings-places": Door(SETTINGS),
    "desk-settings-place": Door(SETTINGS),
    "desk-settings-place-add": Door(SETTINGS),
    "desk-settings-place-archive": Door(SETTINGS),
    "desk-settings-place-hours": Door(SETTINGS),
    "desk-settings-things": Door(SETTINGS),
    "desk-settings-things-missing": Door(SETTINGS),
    "desk-settings-thing": Door(SETTINGS),
    "desk-settings-thing-add": Door(SETTINGS),
    "desk-settings-thing-archive": Door(SETTINGS),
    "desk-settings-units": Door(SETTINGS),
    "desk-settings-units-order": Door(SETTINGS),
    "desk-settings-unit-add": Door(SETTINGS),
    "desk-settings-unit": Door(SETTINGS),
    "desk-settings-unit-archive": Door(SETTINGS),
    "desk-settings-teams": Door(SETTINGS),
    "desk-settings-teams-order": Door(SETTINGS),
    "desk-settings-team-add": Door(SETTINGS),
    "desk-settings-team": Door(SETTINGS),
    "desk-settings-team-archive": Door(SETTINGS),
    "desk-settings-hours": Door(SETTINGS),
    "desk-settings-week": Door(SETTINGS),
    "desk-settings-groups": Door(SETTINGS),
    "desk-settings-group-add": Door(SETTINGS),
    "desk-settings-group": Door(SETTINGS),
    "desk-settings-group-link": Door(SETTINGS),
    "desk-settings-group-qr": Door(SETTINGS),
    "desk-settings-group-archive": Door(SETTINGS),
    "desk-settings-closures": Door(SETTINGS),
    "desk-settings-closure-add": Door(SETTINGS),
    "desk-settings-closure": Door(SETTINGS),
    "desk-settings-closure-removal": Door(SETTINGS),
    "desk-settings-holidays": Door(SETTINGS),
    "desk-settings-members": Door(SETTINGS),
    "desk-settings-invite": Door(SETTINGS),
    "desk-settings-member": Door(SETTINGS),
    "desk-settings-member-calendar": Door(SETTINGS),
    "desk-settings-member-return": Door(SETTINGS),
    "desk-settings-member-leaving": Door(SETTINGS),
    "desk-settings-practitioners": Door(SETTINGS),
    "desk-settings-practitioners-order": Door(SETTINGS),
    "desk-settings-practitioner-add": Door(SETTINGS),
    "desk-settings-practitioner": Door(SETTINGS),
    "desk-settings-practitioner-archive": Door(SETTINGS),
    "desk-settings-practitioner-services": Door(SETTINGS),
    "desk-settings-practitioner-skills": Door(SETTINGS),
    "desk-settings-practitioner-secrecy": Door(frozenset({Role.OWNER})),
    "desk-settings-skills": Door(SETTINGS),
    "desk-settings-skill": Door(SETTINGS),
    "desk-settings-identity": Door(SETTINGS),
    "desk-settings-who-books": Door(SETTINGS),
    "desk-settings-roles": Door(SETTINGS),
    "desk-settings-cards": Door(frozenset({Role.OWNER})),
    "desk-settings-cards-onboarding": Door(frozenset({Role.OWNER})),
    "desk-settings-cards-end": Door(frozenset({Role.OWNER})),
    "desk-settings-keys": Door(SETTINGS),
    "desk-settings-key-add": Door(SETTINGS),
    "desk-settings-key-end": Door(SETTINGS),
    "desk-settings-log": Door(SETTINGS | {Role.PRACTITIONER}),
    "desk-settings-log-undo": Door(SETTINGS),
    "desk-settings-invitation-mail": Door(SETTINGS),
    "desk-settings-invitation-withdrawal": Door(SETTINGS),
    # programs
    "api-services": Door(ANYBODY, READING),
    "api-slots": Door(ANYBODY, AVAILABILITY),
    "api-slots-next": Door(ANYBODY, AVAILABILITY),
    "api-holds": Door(WRITERS, HOLDING),
    "api-hold": Door(WRITERS, WRITING, secret=True),
    "api-bookings": Door(WRITERS, WRITING, secret=True),
    "api-booking": Door(KEYS | {ANONYMOUS}, READING, secret=True),
    "api-booking-policy": Door(KEYS | {ANONYMOUS}, READING, secret=True),
    "api-booking-cancellation": Door(WRITERS, WRITING, secret=True),
    "api-booking-move": Door(WRITERS, WRITING, secret=True),
    "api-booking-acceptance": Door(frozenset({KEY_WRITE}), WRITING),
    "api-booking-refusal": Door(frozenset({KEY_WRITE}), WRITING),
}


def door(route: str) -> Door:
    """The row of a route. A route that nobody wrote down is open to nobody."""
    return ACCESS.get(route, Door(frozenset()))

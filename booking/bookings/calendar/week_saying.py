"""Template weeks in words: what stands in one, and what a paste will add or run into."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from booking.availability.catalogue import Catalogue
from booking.availability.models import Audience, BlockKind, TemplateBlock
from booking.availability.planning import Clash, Planned
from booking.availability.rules import Dated
from booking.availability.weeks import WEEK, monday_of
from booking.bookings.calendar.pasting import Preview
from booking.bookings.calendar.regulars import THERE, Again
from booking.bookings.models import Booking
from booking.bookings.secrecy import keeping
from booking.clients.models import Client
from booking.kernel.money import Money
from booking.kernel.saying import page_language, say_day, say_weekdays
from tenants.models import Membership

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One block on a day. `state`: new | there | clash (added, but without effect) | refused (not added)."""

    day: str
    time: str
    who: str
    what: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeekLines:
    """What a paste does in one week."""

    name: str
    lines: list[Line]

    def _count(self, *states: str) -> int:
        return sum(line.state in states for line in self.lines)

    @property
    def new(self) -> int:
        return self._count("new", "clash")

    @property
    def there(self) -> int:
        return self._count("there")

    @property
    def clashes(self) -> int:
        return self._count("clash", "refused")


class Saying:
    """Names are looked up once for a page. `currency` is the business's; `reader`: who is told no names of clients that
    a colleague keeps."""

    def __init__(self, catalogue: Catalogue, currency: str, reader: Membership) -> None:
        self.catalogue, self.currency = catalogue, currency
        self.keepers = keeping(reader, catalogue.resources.values())
        self.kept: Collection[UUID] = ()
        self.services = {one.pk: one.name for one in catalogue.services}
        self.many_places = sum(place.active for place in catalogue.locations.values()) > 1

    def contents(self, blocks: Iterable[TemplateBlock]) -> list[tuple[str, list[Line]]]:
        """A template week by weekday."""
        blocks = list(blocks)
        self.kept = kept_blocks(self.keepers, blocks)
        clients = Client.objects.in_bulk([one.client_id for one in blocks if one.client_id])
        names = [whole for _short, whole in say_weekdays(page_language())]
        by_day: dict[int, list[Line]] = {}
        for block in blocks:
            line = self._line(block, "", "new", client=clients.get(block.client_id))
            by_day.setdefault(block.weekday, []).append(line)
        return [(names[weekday], lines) for weekday, lines in sorted(by_day.items())]

    def preview(self, made: Preview) -> list[WeekLines]:
        """Week by week, in order of time."""
        weeks: dict[date, list[Line]] = {}
        found: list[Planned | Again] = [*made.planned, *made.bookings]
        self.kept = kept_blocks(self.keepers, [one.block for one in made.bookings])
        for one in sorted(found, key=lambda one: (one.on, one.block.opens)):
            line = self._planned(one) if isinstance(one, Planned) else self._booking(one)
            weeks.setdefault(monday_of(one.on), []).append(line)
        return [WeekLines(say_week(monday), lines) for monday, lines in weeks.items()]

    def _planned(self, one: Planned) -> Line:
        state = "new" if one.new else "refused" if one.clashes else "there"
        note = "; ".join(_clash(clash) for clash in one.clashes)
        if one.new and one.clashes:
            state = "clash"
        elif one.new and one.add and sum(_minutes(piece) for piece in one.add) < _length(one.block):
            note = _("only %(times)s, the rest is there") % {"times": ", ".join(_span(piece) for piece in one.add)}
        return self._line(one.block, say_day(one.on, page_language()), state, note=note)

    def _booking(self, one: Again) -> Line:
        state = THERE if one.why == THERE else "refused" if one.why else "new"
        note = refusal(one.why) if one.refused else self._instead(one)
        return self._line(one.block, say_day(one.on, page_language()), state, note=note, client=one.client)

    def _instead(self, one: Again) -> str:
        """Of the rooms and things that it had, those that it would not get, and what it gets."""
        had = set(one.block.things or ())
        others, missed = self._things(set(one.things) - had), self._things(had - set(one.things))
        return _("%(new)s instead of %(old)s") % {"new": others, "old": missed} if others and missed else ""

    def _things(self, pks: Iterable[UUID]) -> str:
        """By name; who or what was removed since has none."""
        known = self.catalogue.resources
        return ", ".join(sorted(known[pk].name for pk in pks if pk in known))

    def _line(
        self, block: TemplateBlock, day: str, state: str, *, note: str = "", client: Client | None = None
    ) -> Line:  # fmt: skip
        who = self.catalogue.resources[block.resource_id].name
        return Line(day, f"{block.opens:%H:%M}–{block.closes:%H:%M}", who, self._what(block, client), state, note)

    def _what(self, block: TemplateBlock, client: Client | None) -> str:
        if block.kind == BlockKind.ACTIVITY:
            return block.title
        if block.kind == BlockKind.BOOKING:
            name = client.name if client else _("a client who is no longer there")
            name = _("A client") if block.pk in self.kept else name
            what, things = f"{name}, {self._service(block.service_id)}", self._things(block.things or ())
            return f"{what} · {things}" if things else what
        words = (
            self._slot(block)
            if block.kind == BlockKind.SLOT
            else [_("Working time"), *filter(None, [self._services(block)])]
        )
        if self.many_places and block.location_id:
            words.append(self.catalogue.locations[block.location_id].name)
        return " · ".join(words)

    def _slot(self, block: TemplateBlock) -> list[str]:
        price = "" if block.price is None else Money(block.price, self.currency).written(page_language())
        known = _("free for existing clients") if block.audience == Audience.CLIENTS else ""
        return [one for one in (_("Open time"), self._services(block), price, known) if one]

    def _services(self, block: TemplateBlock) -> str:
        return ", ".join(self._service(pk) for pk in block.service_ids or ())

    def _service(self, pk: UUID | None) -> str:
        return self.services.get(pk, "") if pk else ""


def kept_blocks(keepers: Collection[UUID], blocks: Iterable[TemplateBlock]) -> set[UUID]:
    """Whose client is not named: what is with one of these calendars, and what was agreed on together with such."""
    blocks = list(blocks)
    groups = {one.together for one in blocks if one.together} if keepers else set()
    apart = TemplateBlock.objects.filter(together__in=groups, resource__in=keepers) if groups else []
    veiled = {one.together for one in apart}
    return {one.pk for one in blocks if one.resource_id in keepers or (one.together and one.together in veiled)}


def say_week(monday: date) -> str:
    """ "Week 49, Mon 30 Nov – Sun 6 Dec 2026"."""
    language, sunday = page_language(), monday + WEEK - DAY
    days = f"{say_day(monday, language)} – {say_day(sunday, language)} {sunday.year}"
    return _("Week %(number)s, %(days)s") % {"number": monday.isocalendar().week, "days": days}


def say_days(first: date, last: date) -> str:
    language = page_language()
    return say_day(first, language) if first == last else f"{say_day(first, language)} – {say_day(last, language)}"


def say_refused(refused: Iterable[Again], kept: Collection[UUID] = ()) -> str:
    """The first few bookings that could not be made, and why. `kept`: those whose clients are not named."""
    refused = list(refused)
    return "; ".join(
        f"{_named(one, kept)}, {say_day(one.on, page_language())} {one.block.opens:%H:%M}"
        f" ({refusal(one.why or 'busy')})"
        for one in refused[:5]
    ) + ("; …" if len(refused) > 5 else "")


def _named(one: Again, kept: Collection[UUID]) -> str:
    if one.block.pk in kept:
        return _("A client")
    return one.client.name if one.client else "–"


def say_bookings(bookings: Sequence[Booking], zone: str) -> str:
    """The first few of them: who, and when by that zone's clock."""
    starts = [(one.contact_name, one.start_at.astimezone(ZoneInfo(zone))) for one in bookings[:5]]
    return "; ".join(
        f"{name or '–'}, {say_day(start.date(), page_language())} {start:%H:%M}" for name, start in starts
    ) + ("; …" if len(bookings) > 5 else "")


def refusal(why: str) -> str:
    """The engine's word for why something cannot be booked, for people."""
    words = {
        "busy": _("the time is taken"), "buffer": _("the time is taken"), "absence": _("away then"),
        "requirement": _("no room is free"), "skill": _("a skill is missing then"),
        "apart": _("it is also with somebody whose calendar is not chosen"),
        "together": _("another part of it cannot be had"),
        "closed": _("closed then"), "too_soon": _("the time has passed"),
        "gone": _("the client, the service or its length is no longer there"), "nonexistent_time": _skipped(),
    }  # fmt: skip
    return words.get(why) or _("not within the working time for this service")


def _clash(clash: Clash) -> str:
    words = {
        "closed": _("closed then: %(name)s"), "absence": _("away then"), "skipped": _skipped(),
        "outside": _("busy in another calendar then"), "elsewhere": _("works at %(name)s then"),
        "gone": _("%(name)s is no longer in use"), "past": _("the time has passed"), "taken": _("the time is taken"),
        "not_given": _("%(name)s does not give this service."),
    }  # fmt: skip
    return words[clash.what] % {"name": clash.name}


def _skipped() -> str:
    return _("the clock is put forward over that time")


def _minutes(piece: Dated) -> int:
    return piece.end_minute - piece.start_minute


def _length(block: TemplateBlock) -> int:
    opens, closes = (at.hour * 60 + at.minute for at in (block.opens, block.closes))
    return (closes - opens) % 1440 or 1440


def _span(piece: Dated) -> str:
    start, end = piece.start_minute, piece.end_minute % 1440
    return f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"

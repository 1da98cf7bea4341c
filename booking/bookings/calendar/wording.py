"""An entry as the calendar draws it: its place in time, what it says, and signs that tell its state without colour."""

import math
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.availability.book import Stretch
from booking.availability.catalogue import Catalogue
from booking.availability.hours_words import limits_in_words
from booking.availability.models import Absence, Activity, Audience, OpenSlot, Shift, WeeklyHours
from booking.bookings.models import Status
from booking.kernel.money import Money
from booking.kernel.plain import in_order
from booking.kernel.saying import page_language
from booking.resources.models import Mode, Resource
from tenants.models import Tenant

MODE_SIGNS: dict[str, str] = {Mode.VIDEO: "video", Mode.PHONE: "phone", Mode.HOME: "home"}
Entry = dict[str, Any]


class Wording:
    """One page's: words and names are looked up once, not for each of seven hundred entries."""

    def __init__(
        self, tenant: Tenant, catalogue: Catalogue, *, changes: bool = True, reader: UUID | None = None
    ) -> None:
        self.zone, self.currency = ZoneInfo(tenant.timezone), tenant.currency
        self.codes = {pk: one.code for pk, one in catalogue.resources.items()}
        self.zones = {pk: ZoneInfo(one.timezone) for pk, one in catalogue.locations.items()}
        self.services = {one.pk: one for one in catalogue.services}
        self._walls: dict[datetime, str] = {}
        self.booking_url = reverse("desk-booking", args=(tenant.slug, "CODE"))
        self.move_url = reverse("desk-booking-move", args=(tenant.slug, "CODE"))
        self.hold_url = reverse("desk-hold", args=(tenant.slug, "CODE"))
        self.reader = reader
        self.desk_url = reverse("desk", args=(tenant.slug,)) if changes else ""
        self.words = {
            "held": _("reserved"), "open": _("free"), "known": _("free for existing clients"),
            "first": _("First visit"), "absence": _("away"), "forced": _("over something else"),
            "often": _("more than the rule allows"),
            Status.AWAITING_PAYMENT: _("Awaits payment"), Status.CONFIRMED: _("Booked"),
            Status.REQUESTED: _("Waits for your answer"),
            Status.COMPLETED: _("Done"), Status.NO_SHOW: _("Did not come"), "arrived": _("Has arrived"),
            "test": _("test"),
        }  # fmt: skip

    def booking(
        self, start_at: datetime, end_at: datetime, resource: UUID, service: UUID, code: str, status: str, name: str,
        mode: str, price: int, paid: int, sequence: int, arrived_at: datetime | None, forced: str, often: bool,
        test: bool | None, held_by: UUID | None, first_visit: bool, kept: bool, left: timedelta | None,
    ) -> Entry:  # fmt: skip
        """A hold says nothing but its time, and in how many seconds it ends; to whoever took it, the way on. `kept`:
        who the client is, is not said."""
        ends: dict[str, Any] = {} if left is None else {"left": math.ceil(left.total_seconds())}
        if status == Status.HELD or not name:
            if held_by is not None and held_by == self.reader:
                ends["url"] = self.hold_url.replace("CODE", code)
            return self._entry("held", f"hold-{code}", start_at, end_at, resource, said=self.words["held"], **ends)
        what = self.services[service]
        if kept:
            name, first_visit, often, test = self.words[Status.CONFIRMED], False, False, None
        first = first_visit and status != Status.NO_SHOW
        state = "arrived" if arrived_at and status == Status.CONFIRMED else status
        besides = {"forced": bool(forced), "often": often, "test": bool(test)}
        states = [*(["first"] if first else []), state, *(one for one, so in besides.items() if so)]
        signs = {
            "star": first, "alert": bool(forced) or often or status == Status.NO_SHOW,
            "question": status == Status.REQUESTED,
            "clock": status == Status.AWAITING_PAYMENT, "check": state in ("arrived", Status.COMPLETED),
            "card": 0 < price <= paid, MODE_SIGNS.get(mode, ""): mode in MODE_SIGNS,
        }  # fmt: skip
        kind = "requested" if status == Status.REQUESTED else "first" if first else "booked"
        return self._entry(
            kind, code, start_at, end_at, resource,
            title=name, note=f"{what.name} · {self.words['test']}" if test else what.name,
            said=", ".join(self.words[one] for one in states),
            signs=[sign for sign, shown in signs.items() if shown], url=self.booking_url.replace("CODE", code),
            move=self.move_url.replace("CODE", code),
            seen=sequence, color=what.color, moves=status == Status.CONFIRMED, **ends,
        )  # fmt: skip

    def slot(self, slot: OpenSlot) -> Entry:
        """A time that was opened by hand: green, or blue when only existing clients may book it. For one service alone
        it has that one's colour besides."""
        kind = "known" if slot.audience == Audience.CLIENTS else "open"
        price = Money(slot.price, self.currency).written(page_language()) if slot.price is not None else ""
        services = [one for pk, one in self.services.items() if pk in (slot.service_ids or ())]
        names = in_order(", ".join(one.name for one in services))
        said = f"{self.words[kind]}: {names}" if names else self.words[kind]
        return self._entry(
            kind, f"slot-{slot.pk}", slot.start_at, slot.end_at, slot.resource_id,
            title=said, note=price, said=said, signs=["person"] if kind == "known" else [],
            color=services[0].color if len(services) == 1 else "", seen=slot.version, moves=True,
            **self._own("slots", slot.pk, dragged=True),
        )  # fmt: skip

    def activity(self, row: Activity) -> Entry:
        return self._entry(
            "activity", f"activity-{row.pk}", row.start_at, row.end_at, row.resource_id,
            title=row.title, signs=["note"], seen=row.version, moves=True,
            **self._own("activities", row.pk, dragged=True),
        )  # fmt: skip

    def absence(self, row: Absence) -> Entry:
        return self._entry(
            "absence", f"absence-{row.pk}", row.start_at, row.end_at, row.resource_id,
            title=row.note or self.words["absence"], said=self.words["absence"], seen=row.version, moves=True,
            **self._own("absences", row.pk, dragged=True),
        )  # fmt: skip

    def hours(self, begins: datetime, ends: datetime, one: Resource, limits: Stretch) -> Entry:
        """Ground, not an entry: when somebody works; and for whom and what, when it is not for everybody and all."""
        entry: Entry = {"kind": "hours", "start": self._local(begins), "end": self._local(ends), "with": one.code}
        names = [one.name for pk, one in self.services.items() if limits.services and pk in limits.services]
        modes = [mode for mode in Mode if limits.modes and mode in limits.modes]
        said = [*limits_in_words(limits.audience, modes), *names]
        if said:
            entry |= {"known": limits.audience == Audience.CLIENTS, "said": in_order(", ".join(said))}
        return entry

    def block(self, row: Shift | WeeklyHours, begins: datetime, ends: datetime) -> Entry:
        """What the ground is made of, to be taken by its edge. Of hours that come each week the panel asks for how
        long they are to be others."""
        entry: Entry = {"start": self._local(begins), "end": self._local(ends), "with": self.codes[row.resource_id]}
        if isinstance(row, Shift):
            return entry | {"seen": row.version, **self._own("shifts", row.pk, dragged=True)}
        on = begins.astimezone(self.zones[row.location_id]).date()
        url = f"{self.desk_url}hours/{row.pk}/?on={on.isoformat()}"
        return entry | {"url": url, "move": url}

    def _own(self, kind: str, pk: UUID, *, dragged: bool = False) -> Entry:
        """Its panel, and where a drag is sent to; nothing for those who may only look."""
        if not self.desk_url:
            return {}
        change = {"change": f"{kind}/{pk}/times/"} if dragged else {}
        return {"url": f"{self.desk_url}{kind}/{pk}/", **change}

    def _entry(
        self, kind: str, key: str, start_at: datetime, end_at: datetime, resource: UUID, **more: Any
    ) -> Entry:  # fmt: skip
        start, end = self._local(start_at), self._local(end_at)
        if "title" in more:
            more["title"] = in_order(more["title"])
        if end <= start:  # the clock was put back meanwhile
            end = (datetime.fromisoformat(start) + max(end_at - start_at, timedelta(minutes=5))).isoformat()
        return {"id": key, "kind": kind, "start": start, "end": end, "with": self.codes[resource], **more}

    def _local(self, moment: datetime) -> str:
        """Wall clock without offset: the grid knows no zones. Most moments of a week come many times."""
        wall = self._walls.get(moment)
        if wall is None:
            wall = self._walls[moment] = moment.astimezone(self.zone).replace(tzinfo=None).isoformat()
        return wall

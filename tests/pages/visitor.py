"""Somebody with a browser and no account, who reads pages and presses what is on them."""

import re
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client

from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.cast import House

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)
TYPED = {"name": "Dana Ek", "email": "dana@example.com", "phone": "", "message": "", "payment": "on_site"}


class Words(HTMLParser):
    """What a page says, without its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


class Visitor:
    def __init__(self, house: House, language: str = "en") -> None:
        self.house = house
        self.browser = Client()
        self.browser.cookies["ledig_language"] = language

    def get(self, path: str, **options: Any) -> HttpResponse:
        """`path` below the business's own address."""
        return self.browser.get(f"/{self.house.tenant.slug}/{path}", **options)

    def post(self, path: str, data: dict[str, Any]) -> HttpResponse:
        return self.browser.post(f"/{self.house.tenant.slug}/{path}", data)

    def times(self, **chosen: str) -> HttpResponse:
        return self.get(f"s/{self.house.service.code}/", data={"practitioner": "any", "mode": "on_site"} | chosen)

    def press(self, start: str | datetime = TUESDAY_TEN, **chosen: str) -> HttpResponse:
        said = start if isinstance(start, str) else start.isoformat()
        form = {"service": self.house.service.code, "practitioner": "any", "mode": "on_site", "start": said}
        return self.post("holds/", form | chosen)

    def hold(self, start: str | datetime = TUESDAY_TEN, **chosen: str) -> str:
        """The address of the page of details, below the business's."""
        answer = self.press(start, **chosen)
        assert answer.status_code == 303, text(answer)
        return below(answer)

    def book(self, start: str | datetime = TUESDAY_TEN, typed: dict[str, str] | None = None, **chosen: str) -> str:
        """The address of the booking, below the business's, without what stands after "?"."""
        answer = self.post(self.hold(start, **chosen), TYPED | (typed or {}))
        assert answer.status_code == 303, text(answer)
        return below(answer).partition("?")[0]

    def refused(self, details: str, typed: dict[str, str]) -> HttpResponse:
        """What is shown when the details are refused."""
        answer = self.post(details, typed)
        assert answer.status_code == 303, text(answer)
        page = self.get(below(answer))
        assert "Something needs another look" in text(page)
        return page

    def booking(self) -> Booking:
        """The newest one of the business."""
        with tenant_tx(self.house.tenant):
            return Booking.objects.order_by("-created_at", "-pk")[0]


def below(answer: HttpResponse) -> str:
    """Where an answer leads, below the business's address."""
    return answer["Location"].split("/", 2)[2]


def text(answer: HttpResponse) -> str:
    """The words of a page, each run of spaces as one."""
    return re.sub(r"\s+", " ", " ".join(Words(answer.content.decode()).said)).strip()


def starts(answer: HttpResponse) -> list[str]:
    """The times that can be pressed, in the page's order."""
    return [unescape(value) for value in re.findall(r'name="start" value="([^"]+)"', answer.content.decode())]


def links(answer: HttpResponse) -> list[str]:
    return [unescape(value) for value in re.findall(r'href="([^"]+)"', answer.content.decode())]

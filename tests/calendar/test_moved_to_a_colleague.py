"""A booking goes to a colleague: everybody who is told of it is told from whom to whom."""

import re

from django.core import mail

from tests.calendar.test_dragging_bookings import dragged, now_of
from tests.notifications.conftest import tell_and_send


def test_who_has_it_now_is_said_to_whoever_moved_it_to_the_client_and_in_the_history(alice, book, cast):
    booking, bob = book(), cast.salon.practitioners[1]
    where = dragged(booking, "2026-11-24T10:00", **{"with": bob.code})
    done = alice.post(where, {"seen": 0, "tell": "on"}, follow=True)
    assert "Moved: Dana CANARY-salon, now Tue 24 Nov 10:00, with Bob CANARY-salon" in done.text
    assert "Moved from Alice CANARY-salon to Bob CANARY-salon" in done.text
    assert "Moved from Tue" not in done.text
    tell_and_send(cast.salon.tenant)
    letter = [one for one in mail.outbox if one.to == ["dana@example.com"]][-1]
    assert re.search(r"(It used to be|Förut var den) .+ (with|hos) Alice CANARY-salon\.", letter.body)
    assert "Bob CANARY-salon" in letter.body
    back = dragged(now_of(booking), "2026-11-25T11:00", **{"with": cast.salon.practitioners[0].code})
    done = alice.post(back, {"seen": 1, "tell": "on"}, follow=True).text
    both = "Moved from Tue 24 Nov 10:00 to Wed 25 Nov 11:00 · with Alice CANARY-salon instead of Bob CANARY-salon"
    assert both in done

"""Faults use the stand-in, the helpers and the oracle of the payments' tests."""

from tests.payments.conftest import sound, stand_in, stripe_process

__all__ = ["sound", "stand_in", "stripe_process"]

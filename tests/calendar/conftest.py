"""The calendar in the hands of the same people as the rest of the desk."""

from tests.desk.conftest import alice, bob, book, log_in

__all__ = ["alice", "bob", "book", "log_in"]

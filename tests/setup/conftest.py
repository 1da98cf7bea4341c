"""The desk's fixtures serve here as well."""

from tests.desk.conftest import alice, bob, book, log_in

__all__ = ["alice", "bob", "book", "log_in"]

"""The database's clock decides what has expired; web workers' clocks may differ. Tests replace the SQL function."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, models


class DatabaseNow(models.Func):
    """`ledig_now()` in a query: the wall clock of the database at this statement, not at the transaction's start."""

    function = "ledig_now"
    arity = 0
    output_field = models.DateTimeField()


def database_now() -> datetime:
    """The moment, aware and in UTC, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledig_now()")
        (moment,) = cursor.fetchone()
    return moment


def local_today(zone: str) -> date:
    """The day that it is there, by the database's clock: what tells whether a year has to be said."""
    return database_now().astimezone(ZoneInfo(zone)).date()

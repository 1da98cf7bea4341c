"""What the benchmarks measure with."""

from datetime import time, timedelta

SLUG = "bench"
ZONE = "Europe/Stockholm"
OPENS, CLOSES = time(9), time(17)
MINUTES, STEP, PRICE = 45, 15, 50_000
PRACTITIONERS, FEW = 20, 3
AHEAD, PAST = timedelta(days=92), timedelta(days=273)

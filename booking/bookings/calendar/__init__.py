"""The staff calendar: one page that a practitioner runs the day from, its feed, and what can be done in it."""

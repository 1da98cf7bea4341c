"""A local stand-in for Stripe, for the demo and the tests.

Runs as its own process (`python -m payments.stand_in`), speaks Stripe's HTTP API as the official
client library calls it, and shares nothing with the product: no imports, no database, no settings.
"""

"""The demo: real servers on this machine, started and stopped as one. Knows none of the product's models."""

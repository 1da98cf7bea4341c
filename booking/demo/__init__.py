"""The demo: its servers, started and stopped as one (which know no model), and the businesses it shows."""

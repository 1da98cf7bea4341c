"""Settings that need to know what clients see. See `tenants.setup`."""

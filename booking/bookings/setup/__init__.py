"""Settings that need to know what clients see, or which bookings they touch. See `tenants.setup`."""

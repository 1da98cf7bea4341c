"""Settings that are shown together with the bookings they touch. See `tenants.setup`."""

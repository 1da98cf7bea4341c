"""Settings of services, places, rooms and things. See `tenants.setup`."""

"""Settings of opening hours and closures. See `tenants.setup`."""

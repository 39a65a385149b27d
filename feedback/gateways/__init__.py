"""The outside world: one interface per kind of gateway, with a real and a local version."""

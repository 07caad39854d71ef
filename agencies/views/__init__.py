"""Pages of the agencies."""

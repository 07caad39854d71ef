"""Pages of notifications, letters and the outbox."""

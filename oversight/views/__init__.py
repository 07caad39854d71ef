"""Pages of reviews, flags, policies and runs."""

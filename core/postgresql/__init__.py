"""The database backend: Django's own, but for how it learns that a connection still stands."""

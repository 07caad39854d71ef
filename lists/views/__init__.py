"""Doors of the lists: the page that all lists share, and what people do with it."""

"""The acts on contracts, one page each."""

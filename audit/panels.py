"""The place on the page of the history that higher floors fill (docs/adr/0004-panels.md)."""

from core.panels import Panel, Register

# Above the list of all events; there is no record, so `read` gets None for it.
PANELS: Register[Panel] = Register()

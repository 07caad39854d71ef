"""The places on the pages of agencies that higher floors fill (docs/adr/0004-panels.md)."""

from core.panels import Button, Column, Panel, Pill, Register, Tab, View

# The agency's page.
PANELS: Register[Panel] = Register()
TABS: Register[Tab] = Register()
BUTTONS: Register[Button] = Register()
PILLS: Register[Pill] = Register()

# The list of agencies.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()

"""The places on the pages of agencies that higher floors fill (docs/adr/0004-panels.md)."""

from core.panels import Beside, Button, Column, Panel, Pill, Register, View, Way

# The agency's page.
PANELS: Register[Panel] = Register()
WAYS: Register[Way] = Register()
# Columns of the table of its services.
BESIDE: Register[Beside] = Register()
BUTTONS: Register[Button] = Register()
PILLS: Register[Pill] = Register()

# The list of agencies.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()

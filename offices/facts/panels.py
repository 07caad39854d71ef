"""The places on the pages of offices that higher floors fill (docs/adr/0004-panels.md)."""

from core.panels import Button, Column, Guard, Note, Panel, Pill, Register, Tab, View

# The office's page.
PANELS: Register[Panel] = Register()
TABS: Register[Tab] = Register()
BUTTONS: Register[Button] = Register()
PILLS: Register[Pill] = Register()

# The list of offices, and its type-ahead.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()
NOTES: Register[Note] = Register()

# The watch over renewals: sentences against them, by office.
RENEWALS: Register[Note] = Register()

# Moves: `renew` and `transfer` (record: Licence), `close` (record: Office).
GUARDS: Register[Guard] = Register()

"""The tables of acts on reports, cases, hearing sessions and corrections (docs/adr/0043)."""

"""The tables of acts of the register (docs/adr/0043-table-of-acts.md)."""

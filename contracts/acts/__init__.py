"""The tables of acts of contracts, guarantees and settlements (docs/adr/0043-table-of-acts.md)."""

"""The reference of the API, made of its OpenAPI document (docs/adr/0033-reference.md)."""

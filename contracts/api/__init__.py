"""Contracts over REST."""

from typing import Any

from contracts.api.contracts import ContractViewSet

routes: list[tuple[str, Any]] = [("contracts", ContractViewSet)]

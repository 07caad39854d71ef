"""Contracts over REST."""

from typing import Any

routes: list[tuple[str, Any]] = []

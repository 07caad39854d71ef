"""Hostile files are decoded here: a limited process for each."""

from core.sandbox.client import OutOfLimits, ask

__all__ = ["OutOfLimits", "ask"]

"""The numbers under which an office can name what it has filed."""

from core.persian import isolated
from violations.models import Appeal, Defence


def receipt_of_defence(number: str, key: int) -> str:
    """Return the receipt number of an answer in the case of a number."""
    return f"{number}/D{key}"


def receipt_of_appeal(number: str, key: int) -> str:
    """Return the receipt number of an objection in the case of a number."""
    return f"{number}/A{key}"


def receipt_of(filed: Defence | Appeal, number: str) -> str:
    """Return the receipt number of an answer or an objection of a case, as people write it."""
    find = receipt_of_defence if isinstance(filed, Defence) else receipt_of_appeal
    return isolated(find(number, filed.pk))

"""How offices are found by what people type."""

from accounts.principal import Principal
from core.persian import latin_digits, loose_key
from offices.models.offices import OfficeQuerySet


def matching(queryset: OfficeQuerySet, text: str, principal: Principal) -> OfficeQuerySet:
    """
    Return the offices whose code begins with the text, or whose names hold it, letter-blind.

    Managers and holders are looked at only for those who may see them.
    """
    digits = latin_digits(text).strip()
    if digits.isascii() and digits.isdigit():
        return queryset.filter(code__startswith=digits)
    words = [loose_key(word) for word in text.split()]
    for word in filter(None, words):
        queryset = queryset.holding(word, principal)
    return queryset

"""How offices are found by what people type."""

from accounts.principal import Principal
from core.persian import latin_digits, loose_key
from offices.models import Office
from offices.models.offices import OfficeQuerySet

# Up to so many offices are named one by one to what hangs on them, so that its index finds it.
FEW = 300


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


def keys_holding(key: str, principal: Principal) -> list[int] | OfficeQuerySet:
    """
    Return the keys of the offices that hold a loose key, where they are few; else the question.

    Of few offices an index finds contracts and cases; of many a walk through the list's own order
    soon has a page of them.
    """
    offices = Office.objects.holding(key, principal)
    keys = list(offices.values_list("pk", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else offices

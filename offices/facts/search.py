"""How offices are found by what people type."""

from django.db.models import QuerySet

from core.persian import latin_digits, loose_key
from offices.models import Office


def matching(queryset: QuerySet[Office], text: str) -> QuerySet[Office]:
    """Return the offices whose code begins with the text, or whose names hold it, letter-blind."""
    digits = latin_digits(text).strip()
    if digits.isascii() and digits.isdigit():
        return queryset.filter(code__startswith=digits)
    words = [loose_key(word) for word in text.split()]
    for word in filter(None, words):
        queryset = queryset.filter(search_key__contains=word)
    return queryset

"""What is left of a sum after its parts."""

from collections.abc import Iterable


def left_of_sum(amount: int, parts: Iterable[int], *, is_whole: bool) -> int:
    """
    Return what is left of an amount, in rial; `is_whole` says that it is remitted or called whole.

    An amount that was paid whole has nothing left, with or without parts on record.
    """
    return 0 if is_whole else amount - sum(parts)

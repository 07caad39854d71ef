"""Record numbers: one register a kind, sequential in each Jalali year, without gaps."""

from datetime import date

from core.jalali import year_of
from core.shapes import fixed
from core.statements import run

_NEXT = fixed(
    "INSERT INTO audit_numbersequence AS numbers (register, jalali_year, last)"
    " VALUES (%s, %s, %s) ON CONFLICT (register, jalali_year)"
    " DO UPDATE SET last = numbers.last + EXCLUDED.last RETURNING last",
    "last",
)


def next_number(register: str, on: date, *, digits: int = 5, infix: str = "") -> str:
    """
    Return the next number of a register, such as `1405-00382` or `1405-F-019`.

    The sequence row stays locked until the transaction ends: take the number late, and a
    transaction that fails gives it back.
    """
    return next_numbers(register, on, 1, digits=digits, infix=infix)[0]


def next_numbers(
    register: str, on: date, count: int, *, digits: int = 5, infix: str = ""
) -> list[str]:
    """Return the next `count` numbers of a register, in order, by one statement."""
    year = year_of(on)
    (row,) = run(_NEXT, [register, year, count])
    last: int = row["last"]
    return [
        written(year, number, digits=digits, infix=infix)
        for number in range(last - count + 1, last + 1)
    ]


def written(year: int, number: int, *, digits: int = 5, infix: str = "") -> str:
    """Return a number as people read it."""
    return f"{year}-{infix}{number:0{digits}d}"

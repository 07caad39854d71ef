"""Which violation types the number keys of a report form choose; a person alone moves them."""

from datetime import date
from typing import Any

from agencies.models import Agency
from violations.models import MOST_KEYS, TypeKeys, ViolationType
from violations.states import Severity

WEIGHTS = {severity: weight for weight, severity in enumerate(Severity.values)}


def keys_of(agency: Agency | None) -> dict[str, int]:
    """
    Return the number key, 1 to `MOST_KEYS`, of each type code that has one.

    The agency's own choice where there is one. Without it, and for people of several agencies or
    none: the types that came into force first, those of the fitting track before the others, the
    gravest first. A type that is added later or ends moves no key.
    """
    chosen = TypeKeys.objects.filter(agency=agency).values_list("codes", flat=True).first()
    codes = default_codes(agency) if chosen is None else chosen
    return {code: key for key, code in enumerate(codes, start=1)}


def default_codes(agency: Agency | None) -> list[str]:
    """Return the codes of the keys of an agency that has chosen none, key 1 first."""
    fitting = {"licence" if agency is None else "contract", "both"}
    first: dict[str, tuple[Any, ...]] = {}
    versions = ViolationType.objects.order_by("valid_from", "code", "pk")
    for code, starts_on, track, severity in versions.values_list(
        "code", "valid_from", "track", "severity"
    ):
        first.setdefault(code, (starts_on, track not in fitting, -WEIGHTS[severity], code))
    return sorted(first, key=first.__getitem__)[:MOST_KEYS]


def types_in_force(on: date) -> list[tuple[str, str, str]]:
    """Return code, title and severity of the types in force on a day, by code."""
    types = ViolationType.objects.in_force(on).order_by("code", "pk")
    return list(types.values_list("code", "title", "severity"))

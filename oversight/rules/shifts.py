"""What two versions of a policy say differently of one rule, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.persian import isolated_as_typed, persian_digits
from oversight.rules.parameters import COUNT, NUMBERS
from oversight.rules.sentences import severities
from oversight.rules.shapes import Parameters
from oversight.states import RuleCode

Shift = dict[str, str]


def shifts(code: RuleCode, before: Parameters | None, after: Parameters | None) -> list[Shift]:
    """Return each value of a rule that two versions say differently; None is a rule that is off."""
    if before is None or after is None:
        return [switched(is_on=before is None)]
    return shifts_of_values(code, before, after)


def switched(*, is_on: bool) -> Shift:
    """Return how a rule is switched on or off."""
    off, on = _("off"), pgettext("rule", "on")
    before, after = (off, on) if is_on else (on, off)
    return {"name": "", "before": before, "after": after}


def shifts_of_values(code: RuleCode, before: Parameters, after: Parameters) -> list[Shift]:
    """Return each stored value of a rule that differs, whether the rule is on or off."""
    return [
        {"name": _name_of(code, name), "before": _word(before, name), "after": _word(after, name)}
        for name in names_of(code, {**before, **after})
        if before.get(name) != after.get(name)
    ]


def values(code: RuleCode, parameters: Parameters) -> list[str]:
    """Return values of a rule in words, each with its name and its unit."""
    found = []
    for name in names_of(code, parameters):
        number = NUMBERS[code].get(name)
        word = f"{_word(parameters, name)} {number.unit if number else ''}".strip()
        label = _name_of(code, name)
        found.append(f"{label}: {word}" if label else word)
    return found


def names_of(code: RuleCode, parameters: Parameters) -> list[str]:
    """Return the names of values in the order of the rule's numbers; the others follow."""
    numbers = [name for name in NUMBERS[code] if name in parameters]
    return numbers + sorted(set(parameters) - set(numbers))


def _name_of(code: RuleCode, name: str) -> str:
    """Return what people call a value; "" for one that is clear without a name."""
    number = NUMBERS[code].get(name)
    if number is None:
        return "" if name == "severities" else isolated_as_typed(name)
    return "" if number is COUNT else str(number.label)


def _word(parameters: Parameters, name: str) -> str:
    value: Any = parameters.get(name)
    if name == "severities":
        return severities(value or [])
    return persian_digits("–" if value is None else value)

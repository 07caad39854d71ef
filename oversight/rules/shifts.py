"""What two versions of a policy say differently of one rule, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.persian import persian_digits
from oversight.rules.parameters import COUNT, NUMBERS
from oversight.rules.sentences import severities
from oversight.states import RuleCode


def shifts(
    code: RuleCode, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[dict[str, str]]:
    """Return each value of a rule that two versions say differently; None is a rule that is off."""
    if before is None or after is None:
        off, on = _("off"), pgettext("rule", "on")
        return [{"name": "", "before": off, "after": on} if before is None
                else {"name": "", "before": on, "after": off}]  # fmt: skip
    found = []
    for name, number in NUMBERS[code].items():
        was, now = (persian_digits(side.get(name, "–")) for side in (before, after))
        if was != now:
            label = "" if number is COUNT else str(number.label)
            found.append({"name": label, "before": was, "after": now})
    if before.get("severities") != after.get("severities"):
        was, now = (severities(side.get("severities") or []) for side in (before, after))
        found.append({"name": "", "before": was, "after": now})
    return found

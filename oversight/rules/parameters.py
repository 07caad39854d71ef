"""Which numbers each rule takes, in what unit, and within what bounds."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core.persian import persian_digits
from oversight.rules.shapes import Parameters
from oversight.states import RuleCode

SEVERITIES = ("minor", "moderate", "major", "critical")


@dataclass(frozen=True)
class Number:
    """A whole number of a rule: its name for people, unit, and bounds (both included)."""

    label: object
    unit: object
    least: int = 1
    most: int = 1000


COUNT = Number(pgettext_lazy("rule", "cases"), pgettext_lazy("rule", "cases"), 1, 50)
MONTHS = Number(pgettext_lazy("rule", "window"), pgettext_lazy("rule", "months"), 1, 60)
WORKING_DAYS = Number(pgettext_lazy("rule", "delay"), pgettext_lazy("rule", "working days"), 1, 250)

NUMBERS: dict[RuleCode, dict[str, Number]] = {
    RuleCode.CRITICAL_ONCE: {"count": COUNT},
    RuleCode.MAJOR_REPEAT: {"count": COUNT, "months": MONTHS},
    RuleCode.SAME_TYPE_REPEAT: {"count": COUNT, "months": MONTHS},
    RuleCode.POINTS: {
        "watch": Number(pgettext_lazy("rule", "watch from"), pgettext_lazy("rule", "points")),
        "flag": Number(pgettext_lazy("rule", "flag from"), pgettext_lazy("rule", "points")),
    },
    RuleCode.CROSS_AGENCY: {
        "agencies": Number(
            pgettext_lazy("rule", "agencies"), pgettext_lazy("rule", "agencies"), 2, 50
        ),
        "months": MONTHS,
    },
    RuleCode.AFTER_WARNING: {
        "months": Number(
            pgettext_lazy("rule", "a warning lasts"), pgettext_lazy("rule", "months"), 1, 60
        )
    },
    RuleCode.CURE_MISSED: {"working_days": WORKING_DAYS},
    RuleCode.REMITTANCE: {
        "working_days": WORKING_DAYS,
        "count": Number(
            pgettext_lazy("rule", "late settlements"), pgettext_lazy("rule", "settlements"), 1, 50
        ),
        "months": MONTHS,
    },
    RuleCode.LICENCE_LOST: {},
    RuleCode.INACTIVITY: {
        "days": Number(pgettext_lazy("rule", "closed for"), pgettext_lazy("rule", "days"))
    },
    RuleCode.GUARANTEE: {
        "notice_days": Number(
            pgettext_lazy("rule", "watch before"), pgettext_lazy("rule", "days"), 0, 365
        )
    },
    RuleCode.LOW_RANK: {
        "rank": Number(pgettext_lazy("rule", "rank"), "", 1, 3),
        "rounds": Number(pgettext_lazy("rule", "rounds"), pgettext_lazy("rule", "rounds"), 1, 10),
    },
    RuleCode.COMPLAINTS: {
        "count": Number(pgettext_lazy("rule", "complaints"), pgettext_lazy("rule", "complaints")),
        "days": Number(pgettext_lazy("rule", "window"), pgettext_lazy("rule", "days")),
    },
    RuleCode.TRAINING: {
        "days": Number(pgettext_lazy("rule", "delay"), pgettext_lazy("rule", "days"))
    },
    RuleCode.AGENCY_INACTION: {},
    RuleCode.AGENCY_NO_REPORTS: {
        "contracts": Number(pgettext_lazy("rule", "contracts"), pgettext_lazy("rule", "contracts")),
        "months": MONTHS,
    },
    RuleCode.GRIEVANCE_UNANSWERED: {"working_days": WORKING_DAYS},
}
# Numbers that versions carry and that measure nothing any more: the period is the duty's own.
RETIRED = {RuleCode.AGENCY_INACTION: frozenset({"working_days"})}
WITH_SEVERITIES = frozenset({RuleCode.MAJOR_REPEAT, RuleCode.CROSS_AGENCY})


def faults(code: RuleCode, parameters: Parameters) -> list[str]:
    """Return what is wrong with a rule's parameters, as sentences; empty if nothing is."""
    numbers = NUMBERS[code]
    found = []
    for name, number in numbers.items():
        value = parameters.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            found.append(_("%(label)s must be a whole number.") % {"label": number.label})
        elif not number.least <= value <= number.most:
            found.append(
                _("%(label)s must lie between %(least)s and %(most)s.")
                % {
                    "label": number.label,
                    "least": persian_digits(number.least),
                    "most": persian_digits(number.most),
                }
            )
    known = set(numbers) | ({"severities"} if code in WITH_SEVERITIES else set())
    if set(parameters) - known - RETIRED.get(code, frozenset()):
        found.append(_("There are parameters that the rule doesn't know."))
    return found or _joint_faults(code, parameters)


def _joint_faults(code: RuleCode, parameters: Parameters) -> list[str]:
    if code is RuleCode.POINTS and parameters["watch"] > parameters["flag"]:
        return [_("Watching starts before flagging.")]
    if code in WITH_SEVERITIES:
        severities = parameters.get("severities")
        if not severities or not set(severities) <= set(SEVERITIES):
            return [_("The rule counts at least one known severity.")]
    return []

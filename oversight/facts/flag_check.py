"""
Open flags, compared with a full recount of the rules on the records as they are.

What holds is flagged, what is flagged holds, and each flag can be derived again from what it says
it was told. Offices whose facts changed since the last run are left to the next one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from offices.models import TouchedOffice
from oversight.facts.inputs import places
from oversight.facts.policies import policy_in_force
from oversight.facts.replay import recounts, replay
from oversight.facts.runs import JOB
from oversight.facts.sweep import sweep
from oversight.models import Flag, RuleRun
from oversight.rules import Level
from oversight.states import FlagScope, RunState


@dataclass(frozen=True)
class FlagDifference:
    """A subject whose flags differ from the recount: its rule, its number, and how."""

    code: str
    number: str
    reason: str


@dataclass(frozen=True)
class Look:
    """What a look at all open flags has found, and how many fit."""

    differences: tuple[FlagDifference, ...]
    whole: int


def look(as_of: date) -> Look:
    """Recount the rules as of a day; nothing is looked at where the day's run is not done."""
    policy = policy_in_force(as_of)
    runs = RuleRun.objects.filter(job=JOB, as_of=as_of, is_dry=False, state=RunState.DONE)
    if policy is None or not runs.exists():
        return Look((), 0)
    waiting = set(TouchedOffice.objects.values_list("office_id", flat=True))
    swept = sweep(policy.rules, as_of)
    missing: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for one in swept.fresh:
        missing[one.scope][one.subject_id] = one.code
    found = [
        FlagDifference(codes[key], place.subject.label, "the rule holds, and no flag says so")
        for scope, codes in missing.items()
        for key, place in places(scope, codes).items()
        if place.office_id not in waiting
    ]
    flags = Flag.objects.filter(end__isnull=True).exclude(office_id__in=waiting)
    opened = list(flags.select_related("version", "contract").order_by("pk"))
    wrong = dict(_wrong(opened, set(swept.lapsed)))
    numbers = {flag.pk: flag.contract.number if flag.contract else flag.subject for flag in opened}
    found += [
        FlagDifference(flag.code, numbers[flag.pk], wrong[flag.pk])
        for flag in opened
        if flag.pk in wrong
    ]
    return Look(tuple(found), len(opened) - len(wrong))


def _wrong(flags: list[Flag], lapsed: set[int]) -> Iterator[tuple[int, str]]:
    """Yield each flag that does not fit, by its key, and why."""
    again = recounts(flags) if flags else {}
    for flag in flags:
        if parts := replay(flag).differences:
            yield flag.pk, f"the flag was altered: {', '.join(parts)}"
        elif flag.pk in lapsed:
            yield flag.pk, "the flag is open, and its rule holds no longer"
        elif flag.scope == FlagScope.CONTRACT and again[flag.pk].level is Level.NONE:
            yield flag.pk, "the flag is open, and by the records its rule never held"

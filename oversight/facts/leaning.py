"""Open flags that lean, beside their own cases, on a warning or correction that has fallen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Exists, F, OuterRef, Q

from oversight.models import Flag
from oversight.rules import Inputs, Level, evaluate
from oversight.rules.shapes import unpack
from oversight.states import RuleCode
from violations.models import Case, CorrectiveAction
from violations.states import COUNTED, Forum, Outcome, SanctionKind

CASE = "case:"
CORRECTION = "correction:"


def may_lean() -> Q:
    """Return the condition of flags that may lean so: their office has an overturned case."""
    annulled = Q(state__in=COUNTED, outcome=Outcome.NOT_PROVEN)
    reduced = Q(decisions__forum__in=[Forum.APPEAL, Forum.JUDGMENT], state__in=COUNTED)
    overturned = Case.objects.filter(
        annulled | reduced | Q(round_no__gt=1), office=OuterRef("office")
    )
    leaning = [RuleCode.AFTER_WARNING, RuleCode.CURE_MISSED]
    return Q(Exists(overturned), code__in=leaning)


def fallen_under(flags: Sequence[Flag]) -> dict[int, list[str]]:
    """
    Return the numbers of the annulled cases without which a flag does not hold, by its key.

    A violation after a warning holds on while another warning was in force for it: the rule is
    asked again without those that were annulled. At most two queries.
    """
    found: dict[int, list[str]] = {}
    after = {flag.pk: unpack(flag.inputs) for flag in flags if flag.code == RuleCode.AFTER_WARNING}
    missed = [flag for flag in flags if flag.code == RuleCode.CURE_MISSED]
    if after:
        gone = _annulled(_warning_cases(after.values()))
        for flag in flags:
            if flag.pk in after and not _holds(flag, after[flag.pk], set(gone)):
                lost = [int(key) for key in _warning_keys(after[flag.pk]) if int(key) in gone]
                found[flag.pk] = [gone[key] for key in lost]
    if missed:
        found |= _missed(missed)
    return found


def _warning_keys(inputs: Inputs) -> list[str]:
    keys = (warning.key for warning in inputs.warnings)
    return [key.removeprefix(CASE) for key in keys if key.startswith(CASE)]


def _warning_cases(inputs: Iterable[Inputs]) -> set[int]:
    return {int(key) for each in inputs for key in _warning_keys(each)}


def _annulled(keys: set[int]) -> dict[int, str]:
    """Return those of some cases that no longer give a warning, with their numbers."""
    standing = Case.objects.final_proven().filter(
        holder=F("office__holder"), sanction=SanctionKind.WRITTEN_WARNING
    )
    rows = Case.objects.filter(pk__in=keys).exclude(pk__in=standing.values("pk"))
    return dict(rows.values_list("pk", "number"))


def _holds(flag: Flag, inputs: Inputs, gone: set[int]) -> bool:
    """Tell whether the flag's rule still says so without the warnings of annulled cases."""
    lost = {f"{CASE}{key}" for key in gone}
    kept = tuple(warning for warning in inputs.warnings if warning.key not in lost)
    if kept == tuple(inputs.warnings):
        return True
    return evaluate(flag.parameters, replace(inputs, warnings=kept)).level in (
        Level.FLAG, Level.WATCH,
    )  # fmt: skip


def _missed(flags: Sequence[Flag]) -> dict[int, list[str]]:
    """Return the annulled cases whose corrections were missed, by flag."""
    owed: defaultdict[int, list[int]] = defaultdict(list)
    for flag in flags:
        for fact in flag.facts:
            if fact.startswith(CORRECTION):
                owed[int(fact.removeprefix(CORRECTION))].append(flag.pk)
    gone = CorrectiveAction.objects.filter(pk__in=owed).exclude(
        case__in=Case.objects.final_proven().values("pk"), round_no=F("case__round_no")
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, number in gone.order_by("pk").values_list("pk", "case__number"):
        for flag_id in owed[key]:
            found[flag_id].append(number)
    return found

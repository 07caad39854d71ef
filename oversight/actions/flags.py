"""Raising flags from what a sweep found, and ending those that no longer matter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record_many
from core.persian import isolated
from oversight.facts.gathering import Gathered, Place, gather
from oversight.facts.inputs import assemble, places, silent_inputs
from oversight.facts.leaning import fallen_under, may_lean
from oversight.facts.policies import Policy
from oversight.facts.sweep import Candidate
from oversight.models import Flag, FlagEnd, RuleRun
from oversight.rules import Inputs, Level, document, evaluate, fingerprint
from oversight.rules.sentences import sentence
from oversight.rules.shapes import pack
from oversight.states import FlagEndKind, RuleCode
from violations.models import Case, PointEntry

CHUNK = 500


class SweepDiffers(RuntimeError):
    """The statement and the pure function do not agree; nothing is written, somebody must look."""


def explained(
    policy: Policy, as_of: date, candidates: Sequence[Candidate]
) -> Iterator[tuple[Candidate, Place, Inputs]]:
    """Yield each candidate with its place and all that its rule is told."""
    by_scope: dict[str, set[int]] = {}
    for candidate in candidates:
        by_scope.setdefault(candidate.scope, set()).add(candidate.subject_id)
    found = {scope: places(scope, ids) for scope, ids in by_scope.items()}
    rows = gather((place for known in found.values() for place in known.values()), as_of)
    for candidate in candidates:
        place = found[candidate.scope][candidate.subject_id]
        yield candidate, place, _inputs(policy, as_of, candidate, place, rows)


def _inputs(
    policy: Policy, as_of: date, candidate: Candidate, place: Place, rows: Gathered
) -> Inputs:
    code = RuleCode(candidate.code)
    if code is RuleCode.AGENCY_INACTION:
        return silent_inputs(policy.number, as_of, place, candidate.facts)[0]
    return assemble(code, policy.number, as_of, place, rows)


def _flag(run: RuleRun, policy: Policy, found: Candidate, place: Place, inputs: Inputs) -> Flag:
    parameters = policy.rules[RuleCode(found.code)]
    evaluation = evaluate(parameters, inputs)
    if (evaluation.level, evaluation.facts) != (found.level, found.facts):
        raise SweepDiffers(
            f"{found.code} {found.subject}: {found.level} {found.facts} by the sweep, "
            f"{evaluation.level} {evaluation.facts} by the rule"
        )
    return Flag(
        code=found.code,
        version_id=policy.version_id,
        scope=found.scope,
        office_id=place.office_id,
        contract_id=place.contract_id,
        licence_id=place.licence_id,
        agency_id=place.agency_id,
        subject=found.subject,
        facts=list(found.facts),
        as_of=run.as_of,
        fingerprint=fingerprint(found.code, evaluation.level, found.subject, found.facts),
        parameters=parameters,
        inputs=pack(inputs),
        evaluation=document(parameters, inputs, evaluation),
        sentence=sentence(parameters, inputs, evaluation.words),
        is_watch=evaluation.level is Level.WATCH,
        run=run,
    )


def raise_flags(
    run: RuleRun,
    policy: Policy,
    candidates: Sequence[Candidate],
    *,
    actor: Principal,
    at: datetime | None,
) -> list[Flag]:
    """
    Explain each candidate by its rule and write it, once; return the flags that are new.

    Raises:
        SweepDiffers: the rule does not say what the sweep said.
    """
    raised: list[Flag] = []
    for start in range(0, len(candidates), CHUNK):
        chunk = candidates[start : start + CHUNK]
        flags = [_flag(run, policy, *row) for row in explained(policy, run.as_of, chunk)]
        _count_recurrences(flags)
        Flag.objects.bulk_create(flags, ignore_conflicts=True)
        raised += Flag.objects.filter(
            run=run, fingerprint__in=[flag.fingerprint for flag in flags]
        ).order_by("pk")
    Flag.cases.through.objects.bulk_create(
        [
            Flag.cases.through(flag_id=flag.pk, case_id=case_id)
            for flag in raised
            for case_id in sorted(_case_ids(flag))
        ],
        batch_size=5000,
    )
    record_many(
        actor=actor,
        verb="flag.raised",
        targets=[(flag, {"rule": (None, flag.code), "as_of": (None, flag.as_of)})
                 for flag in raised],
        at=at,
    )  # fmt: skip
    return raised


def _count_recurrences(flags: Sequence[Flag]) -> None:
    """Number flags by the rounds of their cases, so that a further finding is flagged once more."""
    keys = {case_id for flag in flags for case_id in _case_ids(flag)}
    rounds: dict[int, int] = dict(
        Case.objects.filter(pk__in=keys, round_no__gt=1).values_list("pk", "round_no")
    )
    for flag in flags:
        flag.recurrence = 1 + sum(rounds.get(case_id, 1) - 1 for case_id in _case_ids(flag))


def _case_ids(flag: Flag) -> set[int]:
    return {int(key.split(":")[1]) for key in flag.facts if key.startswith("case:")}


def end_flags(
    flags: Iterable[Flag],
    kind: FlagEndKind,
    *,
    on: date,
    reason: str,
    actor: Principal,
    at: datetime | None,
) -> int:
    """Write that flags ended, once each; return how many did."""
    listed = list(flags)
    FlagEnd.objects.bulk_create(
        [FlagEnd(flag=flag, kind=kind, on=on, reason=reason) for flag in listed],
        ignore_conflicts=True,
    )
    record_many(
        actor=actor,
        verb=f"flag.{kind.value}",
        targets=[(flag, {"end": (None, kind)}) for flag in listed],
        note=reason,
        at=at,
    )
    return len(listed)


def stale_flags(office_id: int | None = None) -> tuple[list[Flag], dict[int, list[str]]]:
    """
    Return the open flags that rest on a case that no longer counts, and those known by name.

    Of one office, where it is named.

    A case was overturned, its points were taken back, or the office has another holder since; or
    the warning or correction that a flag leans on was of an overturned one.
    """
    fallen = Case.objects.filter(flags=OuterRef("pk")).exclude(
        Q(pk__in=Case.objects.final_proven().values("pk")) & Q(holder=F("office__holder"))
    )
    without_points = Case.objects.filter(_carries_no_points("pk", "round_no"), flags=OuterRef("pk"))
    counted = Q(Exists(fallen)) | Q(Exists(without_points), code=RuleCode.POINTS)
    flags: list[Any] = list(
        Flag.objects.open()
        .filter(Q() if office_id is None else Q(office=office_id))
        .exclude(code=RuleCode.AGENCY_INACTION)
        .filter(counted | may_lean())
        .annotate(has_fallen=ExpressionWrapper(counted, BooleanField()))
        .order_by("pk")
    )
    leaned = fallen_under([flag for flag in flags if not flag.has_fallen])
    return [flag for flag in flags if flag.has_fallen or flag.pk in leaned], leaned


def _carries_no_points(case: str, round_no: str) -> Q:
    """Return the condition that a case has no points, or reversed ones, in its present round."""
    live = PointEntry.objects.filter(
        case=OuterRef(case), round_no=OuterRef(round_no), points__gt=0, reversal__isnull=True
    )
    return ~Q(Exists(live))


def end_stale(
    *, as_of: date, actor: Principal, at: datetime | None, office_id: int | None = None
) -> int:
    """End the flags whose cases no longer count, each with the case's number; return how many."""
    by_reason: defaultdict[str, list[Flag]] = defaultdict(list)
    flags, leaned = stale_flags(office_id)
    fallen = _fallen_of(flags) | leaned
    for flag in flags:
        by_reason[_why(fallen.get(flag.pk, []))].append(flag)
    return sum(
        end_flags(listed, FlagEndKind.SUPERSEDED, on=as_of, reason=reason, actor=actor, at=at)
        for reason, listed in by_reason.items()
    )


def _fallen_of(flags: Sequence[Flag]) -> dict[int, list[str]]:
    """Return the numbers of the flags' own agencies' cases that no longer count; one query."""
    no_more = (
        ~Q(case__in=Case.objects.final_proven())
        | ~Q(case__holder=F("case__office__holder"))
        | Q(_carries_no_points("case", "case__round_no"), flag__code=RuleCode.POINTS)
    )
    links = Flag.cases.through.objects.filter(no_more, flag__in=[flag.pk for flag in flags])
    found: defaultdict[int, list[str]] = defaultdict(list)
    own = links.filter(case__agency=F("flag__agency")).order_by("case_id")
    for flag, number in own.values_list("flag_id", "case__number").distinct():
        found[flag].append(number)
    return found


def _why(numbers: Sequence[str]) -> str:
    """Return why a flag ended; cases of other agencies are not named (DECISIONS 15)."""
    if not numbers:
        return _("A case that was counted no longer counts.")
    text = _("Case {numbers}, which was counted, no longer counts.")
    return text.format(numbers=_(", ").join(isolated(number) for number in numbers))

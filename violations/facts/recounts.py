"""What an annulled decision changes in the count of later ones: counted again, never rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.principal import Principal
from violations import rules
from violations.facts.points import Proposal, proposed_sanction
from violations.facts.terms import Reckonings
from violations.facts.told import told_cases
from violations.models import Case, PointEntry
from violations.states import COUNTED, Outcome


@dataclass(frozen=True)
class Recount:
    """
    A proven case whose occurrence is another by now than its decision says.

    `number` is empty where the reader may not see the case; `without` are the annulled cases that
    the decision had counted, those that the reader may see.
    """

    number: str
    then: int
    now: int
    without: tuple[str, ...]
    proposal: Proposal | None


@dataclass(frozen=True)
class _Row:
    """A decided case of one type, office and holder."""

    pk: int
    number: str
    linked: int | None
    state: str
    outcome: str
    served_on: date | None
    final_on: date | None
    occurred_on: date
    decided_on: date | None
    occurrence: int | None
    had_points: bool

    @property
    def event(self) -> int:
        """Return what linked twins have in common."""
        return min(self.pk, self.linked or self.pk)

    @property
    def is_annulled(self) -> bool:
        """Tell whether it once counted, and counts no more: its points are the trace of that."""
        is_proven = self.outcome == Outcome.PROVEN and self.state in COUNTED
        return not is_proven and self.had_points

    def prior(self) -> rules.Prior:
        """Return the case as one before others; it was served, and has a day of finality."""
        return rules.Prior(self.event, self.served_on or date.max, self.final_on or date.max)


def recounts_of(case: Case, reader: Principal) -> tuple[Recount | None, list[Recount]]:
    """
    Return the recount of a case, and those of the later cases that had counted it.

    An occurrence is counted again by what is final and proven by now, as of the day of its
    decision; only an annulment makes it smaller. One query where nothing was annulled.

    Source: DOMAIN C4-5, C4-11.
    """
    rows = _rows(case, reader)
    annulled = [row for row in rows if row.is_annulled]
    if not annulled:
        return None, []
    reckonings = Reckonings()
    found: list[tuple[_Row, int, list[_Row]]] = []
    for row in rows:
        now, without = _again(row, rows, annulled, reckonings)
        if without and row.occurrence and now < row.occurrence:
            found.append((row, now, without))
    seen = _seen(reader, [row.pk for row in rows])
    own = [_recount(case, each, seen) for each in found if each[0].pk == case.pk]
    later = [
        _recount(case, each, seen)
        for each in found
        if any(before.pk == case.pk for before in each[2])
    ]
    return (own[0] if own else None), later


def points_back(case: Case) -> tuple[int, date | None]:
    """Return how many points of a case a counter-entry took back, and from which day."""
    entry = PointEntry.objects.filter(case=case, points__lt=0).order_by("pk").first()
    return (-entry.points, entry.effective_on) if entry else (0, None)


def _rows(case: Case, reader: Principal) -> list[_Row]:
    cases = Case.objects.filter(
        office_id=case.office_id,
        holder_id=case.holder_id,
        type__code=case.type.code,
        served_on__isnull=False,
    ).filter(Q(outcome__in=[Outcome.PROVEN, Outcome.NOT_PROVEN]) | Q(round_no__gt=1))
    points = PointEntry.objects.filter(case=OuterRef("pk"), points__gt=0).order_by("pk")
    # A case that was sent back has no day of finality any more; its first points tell it.
    counted_on = Coalesce("final_on", Subquery(points.values("effective_on")[:1]))
    return [
        _Row(*values)
        for values in told_cases(cases, reader)
        .annotate(had_points=Exists(points), counted_on=counted_on)
        .order_by("pk")
        .values_list(
            "pk", "number", "linked_id", "state", "outcome", "served_on", "counted_on",
            "occurred_on", "decided_on", "occurrence", "had_points",
        )
    ]  # fmt: skip


def _again(
    row: _Row, rows: Iterable[_Row], annulled: Iterable[_Row], reckonings: Reckonings
) -> tuple[int, list[_Row]]:
    """Return the occurrence of a proven case by now, and the annulled ones that it had counted."""
    if row.outcome != Outcome.PROVEN or row.decided_on is None:
        return 1, []
    day, months = row.decided_on, reckonings.on(row.decided_on).lookback_months
    priors = [
        each.prior()
        for each in rows
        if each.state in COUNTED and each.outcome == Outcome.PROVEN
        and each.final_on and each.final_on <= day
    ]  # fmt: skip
    without = [
        each for each in annulled
        if each.final_on and each.final_on <= day
        and rules.counts_against(each.prior(), row.occurred_on, months)
    ]  # fmt: skip
    return rules.occurrence(priors, row.occurred_on, months), without


def _seen(reader: Principal, keys: list[int]) -> set[int]:
    return set(Case.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))


def _recount(case: Case, found: tuple[_Row, int, list[_Row]], seen: set[int]) -> Recount:
    row, now, without = found
    return Recount(
        number=row.number if row.pk in seen else "",
        then=row.occurrence or now,
        now=now,
        without=tuple(each.number for each in without if each.pk in seen),
        proposal=proposed_sanction(case.type_id, now),
    )

"""What a flag or a review leans on that is still open: objections whose result was not served."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from core.acts import once_per_record
from core.persian import isolated
from oversight.models import Duty, Flag, TerminationReview
from oversight.states import CARRIED, DutyKind, FlagScope
from violations.models import Case
from violations.states import Track

_OF_REVIEW = """
    SELECT DISTINCT case_id FROM oversight_untold(ARRAY(
        SELECT flag_id FROM oversight_terminationreview_flags WHERE terminationreview_id = %s
    ))
"""


def untold_of(flags: Iterable[int]) -> dict[int, set[int]]:
    """
    Return the cases on which flags lean and whose appeal's result was not served, by flag's key.

    An objection that waits for its decision has no result to serve yet, and counts as well. Asked
    of the guard's own function, which sees the cases of all agencies; one query.
    """
    keys = list(flags)
    if not keys:
        return {}
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT flag_id, case_id FROM oversight_untold(%s)", [keys])
        for flag, case in cursor.fetchall():
            found.setdefault(flag, set()).add(case)
    return found


def results_to_serve(duties: Iterable[Duty]) -> dict[int, list[str]]:
    """
    Return, of duties to decide on flags that led to no review, which results their agency owes.

    By the duty's key the numbers of the agency's own cases whose result it has not served; a flag
    that waits for another body's service asks nothing of this one, and is left out.
    """
    held = {duty.pk: duty for duty in duties if duty.kind == DutyKind.REVIEW}
    untold = untold_of(duty.flag_id for duty in held.values() if duty.flag_id)
    cases = Case.objects.filter(
        pk__in=set().union(*untold.values()), track=Track.CONTRACT,
        appeal__round_no=F("round_no"), appeal__decided_on__isnull=False,
    )  # fmt: skip
    owners = {pk: (agency, number) for pk, agency, number in cases.order_by("pk").values_list(
        "pk", "agency_id", "number")}  # fmt: skip
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, duty in held.items():
        for case in sorted(untold.get(duty.flag_id or 0, ())):
            agency, number = owners.get(case, (None, ""))
            if agency == duty.agency_id:
                found[key].append(number)
    return dict(found)


def waits_for_service(flag: Flag) -> str:
    """Return why an open flag of a contract has led to no review yet; empty if it need not wait."""
    if flag.scope != FlagScope.CONTRACT or flag.is_watch or hasattr(flag, "end"):
        return ""
    if flag.reviews.exists():
        return ""
    cases = untold_of([flag.pk]).get(flag.pk)
    if not cases:
        return _waits_for_review(flag)
    text = _(
        "No review is opened before the result of the objection in case {cases} has been served on"
        " the office; the next run after the service opens it."
    )
    return text.format(cases=_names(cases, flag.agency_id))


def _waits_for_review(flag: Flag) -> str:
    """Return that a flag came after the notice of the contract's open review was served."""
    asked = TerminationReview.objects.open().filter(contract=flag.contract_id)
    review = asked.filter(served_on__isnull=False).first()
    if review is None:
        return ""
    text = _(
        "The office was not asked about this flag in review {number}, whose notice was served"
        " before. It opens a review of its own once that one is over."
    )
    return text.format(number=isolated(review.number))


@once_per_record
def ending_blocked(review: TerminationReview) -> str:
    """Return why a review can neither suspend nor end the contract now; empty if it can."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_REVIEW, [review.pk])
        cases = {case for (case,) in cursor.fetchall()}
    if not cases:
        return ""
    text = _(
        "The result of the objection in case {cases} has not been served on the office yet. Serve"
        " it first; until then the contract is neither suspended nor terminated on it."
    )
    return text.format(cases=_names(cases, review.agency_id))


def closed_outcomes(review: TerminationReview) -> dict[str, dict[str, str]]:
    """Return the outcomes that a decision on a review cannot have now, and why; by field."""
    why = ending_blocked(review)
    return {"outcome": {outcome.value: why for outcome in CARRIED}} if why else {}


def opens_later(case: Case, flags: Iterable[Flag]) -> list[Flag]:
    """Return the open flags of contracts that wait for the service of the case's result."""
    waiting = list(flags)
    untold = untold_of(flag.pk for flag in waiting)
    return [flag for flag in waiting if case.pk in untold.get(flag.pk, set())]


def _names(cases: set[int], agency_id: int | None) -> str:
    """Return the numbers of the agency's own cases; of others only that there is one (D 15)."""
    own = Case.objects.filter(pk__in=cases, agency=agency_id).order_by("pk")
    numbers = [isolated(number) for number in own.values_list("number", flat=True)]
    if len(numbers) < len(cases):
        numbers.append(_("of another agency"))
    return _(", ").join(numbers)

"""What a flag or a review leans on that the office was not told: results of appeals not served."""

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from core.persian import isolated
from oversight.models import Flag, TerminationReview
from oversight.states import FlagScope
from violations.models import Case


def untold_of(flags: Iterable[int]) -> dict[int, set[int]]:
    """
    Return the cases on which flags lean and whose appeal's result was not served, by flag's key.

    Asked of the guard's own function, which sees the cases of all agencies; one query.
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


def waits_for_service(flag: Flag) -> str:
    """Return why an open flag of a contract has led to no review yet; empty if it need not wait."""
    if flag.scope != FlagScope.CONTRACT or flag.is_watch or hasattr(flag, "end"):
        return ""
    if flag.reviews.exists():
        return ""
    cases = untold_of([flag.pk]).get(flag.pk)
    if not cases:
        return ""
    text = _(
        "No review is opened before the result of the appeal in case {cases} has been served on"
        " the office; the next run after the service opens it."
    )
    return text.format(cases=_names(cases, flag.agency_id))


def against_ending(review: TerminationReview) -> str:
    """Return why a review can neither suspend nor end the contract now; empty if it can."""
    untold = untold_of(review.flags.values_list("pk", flat=True))
    cases = set().union(*untold.values())
    if not cases:
        return ""
    text = _(
        "The result of the appeal in case {cases} has not been served on the office yet. Serve it"
        " first; until then the contract is neither suspended nor terminated on it."
    )
    return text.format(cases=_names(cases, review.agency_id))


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
    return "، ".join(numbers)

"""What agencies have not acted on in time, and the reminder that says so."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from agencies.models import Agency
from core import jalali
from core.persian import isolated, persian_digits
from oversight.facts.duties import asked_of, number_of, rule_said
from oversight.facts.untold import results_to_serve
from oversight.models import Duty, TerminationReview
from oversight.states import DutyKind
from violations.models import Case
from violations.states import COUNTED, TO_DECIDE, CaseState, Track

# Steps that are late without being duties, by the names of their clocks.
DECISION_SERVICE, RESULT_SERVICE = "decision_service", "result_service"


@dataclass(frozen=True)
class Matter:
    """
    One thing that waits for its agency: in which files, what is asked, and until when it was.

    `step` is the kind of the duty, or the name of the clock that ran out; `of` is the kind of its
    file: case, review or contract.
    """

    numbers: tuple[str, ...]
    step: str
    asked: str
    due_on: date
    of: str = "case"

    @property
    def keys(self) -> set[tuple[str, str]]:
        """Return what is asked in each of the files, to tell whether it has been told."""
        return {(number, self.step) for number in self.numbers}


@dataclass(frozen=True)
class Overdue:
    """One agency and what it has let pass, the oldest deadline first."""

    agency: Agency
    matters: Sequence[Matter]

    @property
    def cases(self) -> list[str]:
        """Return the numbers of the cases, each once."""
        return self._numbers("case")

    @property
    def reviews(self) -> list[str]:
        """Return the numbers of the reviews, each once."""
        return self._numbers("review")

    @property
    def contracts(self) -> list[str]:
        """Return the numbers of the contracts, each once."""
        return self._numbers("contract")

    @property
    def count(self) -> int:
        """Return how many things wait for the agency."""
        return len(self.matters)

    @property
    def digest(self) -> str:
        """Return a digest of agency and matters, so that what is sent is what was read."""
        said = [f"{one.numbers} {one.asked} {one.due_on}" for one in self.matters]
        return hashlib.sha256(" ".join([self.agency.code, *said]).encode()).hexdigest()[:12]

    @property
    def text(self) -> str:
        """Return the body of a reminder in Persian: what is overdue, and what is asked for."""
        with translation.override("fa"):
            return self._text()

    def _numbers(self, of: str) -> list[str]:
        named = (one.numbers for one in self.matters if one.of == of)
        return list(dict.fromkeys(chain.from_iterable(named)))

    def _text(self) -> str:
        parts = [
            ngettext(
                "To the manager of {agency}: on {count} matter the deadline has passed "
                "without an act of the agency.",
                "To the manager of {agency}: on {count} matters the deadline has passed "
                "without an act of the agency.",
                self.count,
            ).format(agency=self.agency.name, count=persian_digits(self.count))
        ]
        if self.cases:
            parts.append(_("Cases: {list}").format(list=self._listed("case")))
        if self.reviews:
            parts.append(_("Termination reviews: {list}").format(list=self._listed("review")))
        if contracts := self._listed("contract"):
            parts.append(_("Contracts: {list}").format(list=contracts))
        parts.append(
            _(
                "Please act on each of them, or record why it cannot be acted on. What stays "
                "without an act is put before the deputy."
            )
        )
        return "\n".join(parts)

    def _listed(self, of: str) -> str:
        return _("; ").join(
            _("{numbers}, {what}, deadline {day}").format(
                numbers=_(", ").join(isolated(number) for number in one.numbers),
                what=one.asked,
                day=isolated(jalali.short(one.due_on)),
            )
            for one in self.matters
            if one.of == of
        )


def overdue_of(
    principal: Principal, on: date, codes: Collection[str] | None = None
) -> list[Overdue]:
    """
    Return the agencies that have let a deadline pass, worst first; six queries.

    Counted are the duties that the agency ignores, as its page and the league count them; and what
    is no duty, or none yet: contract-track cases of which a notice, decision or result is late, and
    open reviews whose day of decision has passed. `codes` narrows to these agencies.
    """
    with translation.override("fa"):  # what is asked stands in a letter of the province
        matters = _duties(principal, on)
        told = {key for owed in matters.values() for one in owed for key in one.keys}
        for agency, found in _others(principal, on):
            if not found.keys <= told:
                matters[agency].append(found)
    agencies = Agency.objects.visible_to(principal).filter(pk__in=matters)
    if codes is not None:
        agencies = agencies.filter(code__in=codes)
    late = [
        Overdue(agency, sorted(matters[agency.pk], key=lambda one: (one.due_on, one.numbers)))
        for agency in agencies
    ]
    return sorted(late, key=lambda item: (-item.count, item.agency.position, item.agency.code))


def _duties(principal: Principal, on: date) -> defaultdict[int, list[Matter]]:
    """Return what each agency ignores, by its key."""
    ignored = list(
        Duty.objects.visible_to(principal)
        .of_agencies()
        .ignored(on)
        .select_related("case", "contract", "review", "flag")
        .prefetch_related("flag__reviews")
    )
    results = results_to_serve(duty for duty in ignored if _is_held(duty))
    matters = defaultdict[int, list[Matter]](list)
    for duty in ignored:
        due = duty.due_on or on
        if not _is_held(duty):
            asked = rule_said(duty.flag.code) if duty.flag else asked_of(duty)
            of = "review" if duty.flag or duty.review else "case" if duty.case else "contract"
            matters[duty.agency_id or 0].append(
                Matter((number_of(duty),), duty.kind, asked, due, of)
            )
        elif owed := results.get(duty.pk):
            matter = Matter(tuple(owed), RESULT_SERVICE, asked_of(duty), due)
            matters[duty.agency_id or 0].append(matter)
    return matters


def _is_held(duty: Duty) -> bool:
    """Tell whether the flag of a duty waits for the service of a result, without a review."""
    return duty.flag is not None and not duty.flag.reviews.all()


def _others(principal: Principal, on: date) -> Iterator[tuple[int, Matter]]:
    """Yield what is late besides the duties, with the key of its agency."""
    late = Case.objects.visible_to(principal).overdue(on).filter(track=Track.CONTRACT)
    for case in late:
        if case.agency_id is not None:
            step, asked, due = _late_step(case)
            if due is not None and due < on:
                yield case.agency_id, Matter((case.number,), step, asked, due)
    silent = TerminationReview.objects.visible_to(principal).open().filter(decision_due_on__lt=on)
    for review in silent:
        kind, due = DutyKind.REVIEW, review.decision_due_on
        yield review.agency_id, Matter((review.number,), kind, str(kind.label), due, "review")


def _late_step(case: Case) -> tuple[str, str, date | None]:
    """
    Return the step that a case waits for, in words too, and until when it was in time.

    The day is None where another step is late: what is late after the decision is always a duty of
    the body that owes it, or a refused one.
    """
    match case.state:
        case CaseState.OPENED:
            return DutyKind.SERVE, str(DutyKind.SERVE.label), case.serve_due_on
        case state if state in TO_DECIDE:
            return DutyKind.DECIDE, str(DutyKind.DECIDE.label), case.decision_due_on
        case CaseState.DECIDED:
            until = None if case.appeal_due_on else case.decision_serve_due_on
            return DECISION_SERVICE, _("serve the decision"), until
        case state if state in COUNTED:
            until = None if case.result_served_on else case.result_serve_due_on
            return RESULT_SERVICE, _("serve the objection's result"), until
        case _:
            return "", "", None


def remind_url(code: str) -> str:
    """Return the address at which an agency is reminded."""
    return f"{reverse('oversight:remind_agencies')}?{urlencode({'agency': code})}"

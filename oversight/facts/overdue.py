"""What agencies have not acted on in time, and the reminder that says so."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from agencies.models import Agency
from core import jalali
from core.persian import isolated, persian_digits
from oversight.models import Duty, TerminationReview
from oversight.states import DutyKind
from violations.models import Case
from violations.states import Track

Lines = dict[str, date]  # number -> the day on which the deadline ended


@dataclass(frozen=True)
class Overdue:
    """One agency and what it has let pass; `cases` and `reviews` by deadline, oldest first."""

    agency: Agency
    cases: Lines = field(default_factory=dict)
    reviews: Lines = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many things wait for the agency."""
        return len(self.cases) + len(self.reviews)

    @property
    def digest(self) -> str:
        """Return a digest of agency and lists, so that what is sent is what was read."""
        said = f"{self.agency.code} {sorted(self.cases.items())} {sorted(self.reviews.items())}"
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def text(self) -> str:
        """Return the body of a reminder in Persian: what is overdue, and what is asked for."""
        with translation.override("fa"):
            return self._text()

    def _text(self) -> str:
        parts = [
            ngettext(
                "To the manager of {agency}: on {count} matter the legal deadline has passed "
                "without an act of the agency.",
                "To the manager of {agency}: on {count} matters the legal deadline has passed "
                "without an act of the agency.",
                self.count,
            ).format(agency=self.agency.name, count=persian_digits(self.count))
        ]
        if self.cases:
            parts.append(_("Cases: {list}").format(list=_listed(self.cases)))
        if self.reviews:
            parts.append(_("Termination reviews: {list}").format(list=_listed(self.reviews)))
        parts.append(
            _(
                "Please act on each of them, or record why it cannot be acted on. What stays "
                "without an act is put before the deputy."
            )
        )
        return "\n".join(parts)


def _listed(lines: Lines) -> str:
    return _("; ").join(
        _("{number}, deadline {day}").format(
            number=isolated(number), day=isolated(jalali.short(day))
        )
        for number, day in lines.items()
    )


def overdue_of(
    principal: Principal, on: date, codes: Collection[str] | None = None
) -> list[Overdue]:
    """
    Return the agencies that have let a deadline pass, worst first; four queries.

    Counted are contract-track cases to be served, decided or carried out, and open reviews; `codes`
    narrows to these agencies.
    """
    cases, reviews = defaultdict[int, Lines](dict), defaultdict[int, Lines](dict)
    late = Case.objects.visible_to(principal).overdue(on).filter(track=Track.CONTRACT)
    rows = late.values_list("agency_id", "number", "serve_due_on", "decision_due_on")
    for agency, number, serve, decide in rows:
        cases[agency][number] = decide or serve
    undone = Duty.objects.visible_to(principal).ignored(on).filter(kind=DutyKind.EXECUTE)
    for agency, number, due in undone.order_by("due_on", "pk").values_list(
        "agency_id", "case__number", "due_on"
    ):
        cases[agency].setdefault(number, due or on)
    silent = TerminationReview.objects.visible_to(principal).open().filter(decision_due_on__lt=on)
    for agency, number, due in silent.order_by("decision_due_on", "number").values_list(
        "agency_id", "number", "decision_due_on"
    ):
        reviews[agency][number] = due
    agencies = Agency.objects.visible_to(principal).filter(pk__in={*cases, *reviews})
    if codes is not None:
        agencies = agencies.filter(code__in=codes)
    found = [
        Overdue(agency, _oldest_first(cases[agency.pk]), reviews[agency.pk]) for agency in agencies
    ]
    return sorted(found, key=lambda item: (-item.count, item.agency.position, item.agency.code))


def _oldest_first(lines: Lines) -> Lines:
    return dict(sorted(lines.items(), key=lambda line: (line[1], line[0])))


def remind_url(code: str) -> str:
    """Return the address at which an agency is reminded."""
    return f"{reverse('oversight:remind_agencies')}?{urlencode({'agency': code})}"

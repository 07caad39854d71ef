"""What an agency is told when the periods of its duties come near their end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency
from core import jalali
from core.persian import isolated, persian_digits
from oversight.facts.duties import asked_of, number_of
from oversight.models import Duty


@dataclass(frozen=True)
class Told:
    """
    What one agency is told on a day: which duties come near their end, and which are nearest.

    `results` are, by the key of a duty whose flag led to no review, the cases whose result is owed.
    """

    agency: Agency
    reminded: Sequence[Duty]
    head: Sequence[Duty]
    results: Mapping[int, Sequence[str]]

    @property
    def cases(self) -> list[str]:
        """Return the numbers of the cases that are told of, each once."""
        duties = [*self.head, *self.reminded]
        numbers = (self._numbers(duty) for duty in duties if duty.case_id or self._waits(duty))
        return list(dict.fromkeys(chain.from_iterable(numbers)))

    @property
    def reviews(self) -> list[str]:
        """Return the numbers of the reviews that are told of, each once."""
        duties = [*self.head, *self.reminded]
        found = (number_of(duty) for duty in duties if self._is_review(duty))
        return list(dict.fromkeys(found))

    @property
    def contracts(self) -> list[str]:
        """Return the numbers of the contracts that are told of, each once."""
        duties = [*self.head, *self.reminded]
        found = (number_of(duty) for duty in duties if duty.contract_id and not duty.case_id)
        return list(dict.fromkeys(found))

    def _is_review(self, duty: Duty) -> bool:
        is_flag = duty.flag_id is not None and not self._waits(duty)
        return is_flag or duty.review_id is not None

    def _waits(self, duty: Duty) -> bool:
        return duty.pk in self.results

    def _numbers(self, duty: Duty) -> Sequence[str]:
        return self.results.get(duty.pk) or [number_of(duty)]

    @property
    def text(self) -> str:
        """Return the body of the reminder in Persian."""
        with translation.override("fa"):
            count = len(self.reminded) + len(self.head)
            parts = [
                ngettext(
                    "To the manager of {agency}: the period for acting on {count} matter is about "
                    "to end.",
                    "To the manager of {agency}: the periods for acting on {count} matters are "
                    "about to end.",
                    count,
                ).format(agency=self.agency.name, count=persian_digits(count))
            ]
            if self.head:
                parts.append(
                    _("For the head of the agency: {list}").format(list=self._said(self.head))
                )
            if self.reminded:
                parts.append(_("Reminder: {list}").format(list=self._said(self.reminded)))
            parts.append(
                _(
                    "Please act on each of them, or refuse with a ground and a reason. What stays "
                    "without an answer is put before the deputy by itself."
                )
            )
            return "\n".join(parts)

    def _said(self, duties: Collection[Duty]) -> str:
        return _("; ").join(
            _("{numbers}, {what}, until {day}").format(
                numbers=_(", ").join(isolated(number) for number in self._numbers(duty)),
                what=asked_of(duty),
                day=isolated(jalali.short(duty.due_on)) if duty.due_on else "",
            )
            for duty in duties
        )

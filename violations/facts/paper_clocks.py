"""Until when the office may contest what was entered in its name: a deadline (ADR 74)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from violations.models import Appeal, Defence
from violations.states import HEARD_IN, CaseState
from workdays.models import CLOCKS, ClockKind


def register_contests() -> None:
    """Tell that the time to contest a paper entry is a deadline, which only the calendar moves."""
    kinds = (
        ("defence.contest", _("time to contest the defence from paper"), Defence,
         Q(case__state__in=HEARD_IN)),
        ("appeal.contest", _("time to contest the objection from paper"), Appeal,
         Q(case__state=CaseState.APPEALED) | Q(case__is_contested=True)),
    )  # fmt: skip
    for name, label, model, undecided in kinds:
        _contest_clock(name, label, model, undecided)


def _contest_clock(name: str, label: Any, model: Any, undecided: Q) -> None:
    CLOCKS.add(
        ClockKind(
            name=name,
            label=label,
            model=model,
            column="contest_until",
            seen=model.objects.visible_to,
            movable=lambda _principal: model.objects.none(),
            running=lambda: (
                model.objects.counted()
                .filter(undecided, contest_until__isnull=False)
                .select_related("case")
            ),
        )
    )

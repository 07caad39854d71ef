"""The pages of deadlines: how a day was computed, what moved it, and moving it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.principal import may
from accounts.roles import Permission
from core.clock import now, today
from core.persian import persian_digits
from core.web import ActionForm, Scoped
from workdays import actions
from workdays.facts import Explanation, explain
from workdays.facts.clocks import extension_left, of_this_run, pause_left
from workdays.forms import ExtendForm, ReasonForm
from workdays.models import CLOCKS, ClockKind, DeadlineInterval, DeadlineMove, KeptDeadline
from workdays.rules import Step, StepKind

MOST_MOVES = 200


@dataclass(frozen=True)
class Line:
    """One day of a computation, in words."""

    day: date
    number: int | None
    text: str
    note: str
    tone: str
    is_draft: bool


def line_of(step: Step) -> Line:
    """Return a day of a computation as the page and the API tell it."""
    text, tone = {
        StepKind.SERVED: (_("the day on which it begins; not counted"), ""),
        StepKind.PAUSED: (_("the deadline stood still; not counted"), "info"),
        StepKind.COUNTED: (_("counted"), ""),
        StepKind.SKIPPED: (_("not a working day; not counted"), "warn"),
        StepKind.ROLLED: (_("would be the last day, but is no working day: the next day"), "warn"),
        StepKind.DUE: (_("last day: an act until 24:00 is in time"), "ok"),
    }[step.kind]
    note = step.off.title if step.off else ""
    if step.off and step.off.kind == "weekend":
        note = _("weekly day off")
    if step.pause:
        note = step.pause.reason
    elif step.late:
        note = _("{title}: work began {minutes} minutes late, and the day counts").format(
            title=step.late.title, minutes=persian_digits(step.late.minutes)
        )
    return Line(step.day, step.number, text, note, tone, bool(step.off and step.off.draft))


class OfDeadline(Scoped):
    """A page about one clock of one record, which is seen with its record."""

    def kind(self) -> ClockKind:
        """Return the kind of clock that the address names, or 404."""
        kind = CLOCKS.get(self.kwargs["clock"])
        if kind is None:
            raise Http404
        return kind

    def get_record(self) -> Any:
        """Return the record that carries the clock, or 404."""
        kind = self.kind()
        found = kind.seen(self.actor).filter(public_id=self.kwargs["subject"]).first()
        if found is None or getattr(found, kind.column) is None:
            raise Http404
        return found

    def kept(self) -> KeptDeadline | None:
        """Return what was kept of the computation; None for a day that was written without."""
        rows = KeptDeadline.objects.visible_to(self.actor)
        return rows.filter(clock=self.kwargs["clock"], subject_id=self.kwargs["subject"]).first()


class DeadlinePage(OfDeadline, TemplateView):
    """How this date was computed, day by day, and what moved it since."""

    template_name = "workdays/deadline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the steps, the receipts, and what the reader may do."""
        kind, record = self.kind(), self.get_record()
        kept = self.kept()
        told: Explanation | None = explain(kept) if kept else None
        return super().get_context_data(
            kind=kind,
            record=record,
            due_on=getattr(record, kind.column),
            kept=kept,
            told=told,
            lines=[line_of(step) for step in told.steps] if told else [],
            offers=told is not None and self._may_move(kind, record),
            pause=told.open_pause if told else None,
            today=today(),
            **kwargs,
        )

    def _may_move(self, kind: ClockKind, record: Any) -> bool:
        """Tell whether the reader may move the deadline, which still runs."""
        if not may(self.actor, Permission.DEADLINE_MOVE):
            return False
        mine = kind.movable(self.actor).filter(pk=record.pk)
        return bool(mine.filter(pk__in=kind.running().values("pk")).exists())


class Moves(Scoped, TemplateView):
    """The receipts of moved deadlines that the reader may see, newest first."""

    template_name = "workdays/moves.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the newest receipts."""
        moves = (
            DeadlineMove.objects.visible_to(self.actor)
            .select_related("deadline")
            .order_by("-moved_on", "-pk")[:MOST_MOVES]
        )
        rows = [(move, CLOCKS.get(move.deadline.clock)) for move in moves]
        return super().get_context_data(rows=rows, most=MOST_MOVES, **kwargs)


class MoveForm(OfDeadline, ActionForm):
    """A form that moves a deadline; who sees the record and may not move it is refused."""

    template_name = "workdays/deadline_form.html"
    title: Any = ""

    def room(self) -> str:
        """Return how far the deadline may still be moved, in words; empty where nothing limits."""
        return ""

    def setup_object(self) -> None:
        """Find the deadline, and refuse who may not move it."""
        record, kept = self.get_record(), self.kept()
        mine = self.kind().movable(self.actor).filter(pk=record.pk)
        if kept is None or not may(self.actor, Permission.DEADLINE_MOVE) or not mine.exists():
            raise PermissionDenied
        self.object = kept

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title and the deadline that it moves."""
        return super().get_context_data(
            title=self.title, kind=self.kind(), room=self.room(), **context
        )

    def intervals(self) -> list[DeadlineInterval]:
        """Return what has moved the deadline in this run of its clock."""
        return of_this_run(self.object, self.object.intervals.order_by("pk"))

    def act(self, action: Any, actor: Any, **data: Any) -> Any:
        """Do one of the acts on this deadline."""
        return action(deadline_id=self.object.public_id, actor=actor, on=today(), at=now(), **data)


class Extend(MoveForm):
    """A deadline is made longer."""

    form_class = ExtendForm
    title = gettext_lazy("Extend the deadline")
    success_message = gettext_lazy("The deadline was extended; its page shows the new day.")

    def room(self) -> str:
        """Say by how much it may be extended."""
        left = extension_left(self.intervals(), today())
        if left < 1:
            return _("All days by which this deadline may be extended have been used.")
        return _("It may be extended by at most {most} ({unit}).").format(
            most=persian_digits(left), unit=self.object.get_unit_display()
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Extend it."""
        return self.act(actions.extend_deadline, actor, **data)


class Suspend(MoveForm):
    """A deadline stands still."""

    form_class = ReasonForm
    title = gettext_lazy("Suspend the deadline")
    success_message = gettext_lazy("The deadline stands still; its page shows until when at most.")

    def room(self) -> str:
        """Say for how long it may stand still."""
        left = pause_left(self.intervals(), today())
        if left < 1:
            return _("All days for which this deadline may stand still have been used.")
        return _("It stands still for at most {most} days, then goes on by itself.").format(
            most=persian_digits(left)
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Suspend it."""
        return self.act(actions.suspend_deadline, actor, **data)


class Resume(MoveForm):
    """A suspended deadline goes on."""

    form_class = ReasonForm
    title = gettext_lazy("Let the deadline go on")
    success_message = gettext_lazy("The deadline goes on; its page shows the new day.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Let it go on."""
        return self.act(actions.resume_deadline, actor, **data)

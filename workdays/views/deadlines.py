"""The pages of deadlines: how a day was computed, what moved it, and moving it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.acts import Act
from core.clock import now, today
from core.persian import persian_digits
from core.web import ActLink, ActPage, Scoped, act_links
from workdays import actions
from workdays.actions.intervals import wrong_in_extension
from workdays.acts import DEADLINES, EXTEND, RESUME, SUSPEND
from workdays.facts import Explanation, explain
from workdays.facts.moving import room_to_extend, room_to_pause
from workdays.forms import ExtendForm, ReasonForm
from workdays.models import CLOCKS, ClockKind, DeadlineMove, KeptDeadline
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
            crumbs=[
                {"label": str(record), "url": record.get_absolute_url()},
                {"label": _("How this date was calculated")},
            ],
            due_on=getattr(record, kind.column),
            kept=kept,
            told=told,
            lines=[line_of(step) for step in told.steps] if told else [],
            offers=self.offers(kept) if kept else [],
            pause=told.open_pause if told else None,
            today=today(),
            **kwargs,
        )

    def offers(self, kept: KeptDeadline) -> list[ActLink]:
        """Return the acts that are open on the deadline."""

        def url(act: Act) -> str:
            return reverse(f"workdays:{act.name}", args=[kept.clock, kept.subject_id])

        return act_links(DEADLINES, kept, self.actor, today(), url=url)


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


class MoveAct(OfDeadline, ActPage):
    """The page of an act that moves a deadline; who sees the record and does not is refused."""

    template_name = "workdays/deadline_form.html"

    def room(self) -> str:
        """Return how far the deadline may still be moved, in words; empty where nothing limits."""
        return ""

    def get_record(self) -> KeptDeadline:
        """Return the stored deadline of a record that is seen; refuse a day written without one."""
        super().get_record()
        kept = self.kept()
        if kept is None:
            raise PermissionDenied
        return kept

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the kind of deadline, how far it moves, and where the page leads back to."""
        back = self.object.get_absolute_url()
        return super().get_context_data(
            kind=self.kind(),
            room=self.room(),
            back=back,
            crumbs=[
                {"label": _("How this date was calculated"), "url": back},
                {"label": str(self.act.title)},
            ],
            **context,
        )

    def move(self, action: Any, actor: Any, **data: Any) -> Any:
        """Call one of the actions on this deadline."""
        return action(deadline_id=self.object.public_id, actor=actor, on=today(), at=now(), **data)


class Extend(MoveAct):
    """A deadline is made longer."""

    act = EXTEND
    form_class = ExtendForm
    success_message = gettext_lazy("The deadline was extended; its page shows the new day.")

    def room(self) -> str:
        """Say by how much it may be extended."""
        return _("It may be extended by at most {most} ({unit}).").format(
            most=persian_digits(room_to_extend(self.object, today())),
            unit=self.object.get_unit_display(),
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_extension(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Extend it."""
        return self.move(actions.extend_deadline, actor, **data)


class Suspend(MoveAct):
    """A deadline stands still."""

    act = SUSPEND
    form_class = ReasonForm
    success_message = gettext_lazy("The deadline stands still; its page shows until when at most.")

    def room(self) -> str:
        """Say for how long it may stand still."""
        return _("It stands still for at most {most} days, then goes on by itself.").format(
            most=persian_digits(room_to_pause(self.object, today()))
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Suspend it."""
        return self.move(actions.suspend_deadline, actor, **data)


class Resume(MoveAct):
    """A suspended deadline goes on."""

    act = RESUME
    form_class = ReasonForm
    success_message = gettext_lazy("The deadline goes on; its page shows the new day.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Let it go on."""
        return self.move(actions.resume_deadline, actor, **data)

"""Bringing days by file: upload, all errors at once, confirmation, and who confirmed what."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import now, today
from core.persian import persian_digits
from core.sheets import annotated, workbook
from core.web import ActPage, Scoped
from workdays import actions
from workdays.acts import BRING_FILE, CONFIRM_FILE, judged_of
from workdays.facts.judging import DOING, Effect, template
from workdays.facts.words import KIND_WORDS, TITLES
from workdays.forms import BringForm, ConfirmFileForm
from workdays.models import BODIES, DayImport
from workdays.views.rehearsed import RehearsedAct

EARLIER_SHOWN = 30
EFFECTS = {
    Effect.ENTERS: ("ok", gettext_lazy("is entered")),
    Effect.CHANGES: ("info", gettext_lazy("changes the draft")),
    Effect.MOVES: ("info", gettext_lazy("moves the estimate here")),
    Effect.NOTHING: ("neutral", gettext_lazy("is so already")),
    Effect.CLASHES: ("danger", gettext_lazy("is confirmed otherwise")),
}


class Bring(ActPage):
    """Bring a file; and the files that were brought before."""

    act = BRING_FILE
    form_class = BringForm
    template_name = "workdays/imports.html"

    def get_record(self) -> None:
        """There is no file yet."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the newest files."""
        files = DayImport.objects.visible_to(self.actor).order_by("-pk")[:EARLIER_SHOWN]
        return super().get_context_data(earlier=files, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> DayImport:
        """Keep the draft."""
        brought = data["file"]
        return actions.bring_days(
            data=brought.read(), file_name=brought.name or "", actor=actor, on=today(), at=now()
        )

    def get_success_message(self, done: DayImport) -> str:
        """Say that nothing has been entered yet."""
        if done.problems:
            return ""
        return _("The file was read. Nothing enters the calendar before it is confirmed.")


class ImportPage(RehearsedAct):
    """One file: its errors, or its days and the button that confirms them."""

    act = CONFIRM_FILE
    queryset = DayImport.objects.all()
    slug_field = slug_kwarg = "public_id"
    form_class = ConfirmFileForm
    template_name = "workdays/import.html"

    def turned_away(self, why: str) -> HttpResponse:
        """Show the file all the same, without the button."""
        return self.show(self.get_form(), status=200)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what each row does now, and all that is wrong."""
        brought = self.object
        judged = judged_of(brought)
        lines = [
            {
                "day": one.day,
                "kind": KIND_WORDS[one.day.kind],
                "exempt": [BODIES.get(body, body) for body in one.day.exempt],
                "tone": EFFECTS[one.effect][0],
                "effect": EFFECTS[one.effect][1],
                "before": one.entry.date if one.entry and one.effect is Effect.MOVES else None,
            }
            for one in judged
        ]
        doing = sum(one.effect in DOING for one in judged)
        same = DayImport.objects.visible_to(self.actor).filter(
            sha256=brought.sha256, confirmed_on__isnull=False
        )
        return super().get_context_data(
            lines=lines,
            problems=[
                {**found, "column": TITLES.get(found["column"], found["column"])}
                for found in brought.problems
            ],
            doing=doing,
            earlier=same.exclude(pk=brought.pk).order_by("-pk").first(),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> DayImport:
        """Confirm it."""
        return actions.confirm_days(
            import_id=self.object.public_id, actor=actor, on=today(), at=now()
        )

    def get_success_message(self, done: DayImport) -> str:
        """Say how many days entered the calendar, and what moved."""
        return _("{entered} days entered, {changed} changed; {moved} deadlines moved.").format(
            entered=persian_digits(done.entered),
            changed=persian_digits(done.changed),
            moved=persian_digits(done.moved),
        )


class Template(Scoped):
    """The empty file with its columns and one row as an example."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the workbook."""
        if not BRING_FILE.is_for(self.actor):
            raise PermissionDenied
        return workbook(annotated(template(), 0, {}, ""), "calendar-template")

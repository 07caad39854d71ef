"""Bringing a spreadsheet: upload, result of the check, confirmation, progress, done."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from approvals.models import PendingAct
from core.acts import is_open, why_not
from core.clock import now, today
from core.papers.heads import Letter
from core.papers.sending import broken_seal, sealed
from core.persian import group
from core.sheets import workbook
from core.web import ActionForm, ActPage, RecordPage, Scoped, stretch_of
from lists.work import nudge
from offices import actions
from offices.acts.imports import CONFIRM, DOWNLOAD
from offices.facts import CONTENTS, Content, same_file_before, template_workbook
from offices.facts.imports import (
    TONES,
    WORKING,
    last_asked,
    needs_second,
    opens_list,
    wrong_in_head,
)
from offices.forms import HEAD, ConfirmForm, UploadForm
from offices.models import ImportState, RegisterImport
from workdays.facts.entries import second_person_hint
from workdays.views.hints import PaperOfADay

TAKER = "offices.tasks.take_imports"
ERRORS_SHOWN = 100
EARLIER_SHOWN = 30
LEVELS = ("error", "note", "warning")


class ImportScoped(Scoped):
    """A page of imports, for those who may bring something or read the history."""

    queryset: ClassVar[Any] = RegisterImport.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def contents(self) -> list[Content]:
        """Return the kinds that the actor may bring."""
        return [content for content in CONTENTS if may(self.actor, content.permission)]


class Imports(ImportScoped, ActionForm):
    """Upload a file; below, what was brought before."""

    form_class = UploadForm
    template_name = "offices/imports.html"

    def setup_object(self) -> None:
        """Refuse those who neither bring files nor read the history."""
        if not self.contents() and not self.rows().exists():
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return the kinds; `?content=` chooses one beforehand."""
        contents = [(kind.name, str(kind.title), str(kind.note)) for kind in self.contents()]
        names = [name for name, _title, _note in contents]
        chosen = self.request.GET.get("content", "")
        initial = {"content": chosen if chosen in names else next(iter(names), "")}
        return {"contents": contents, "initial": initial}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return earlier imports, newest first."""
        rows = self.rows().order_by("-pk").values(
            "public_id", "file_name", "content", "state", "created_at", "uploaded_by_name",
            "counts",
        )[:EARLIER_SHOWN]  # fmt: skip
        earlier = [
            row
            | {
                "url": reverse("offices:import", args=[row["public_id"]]),
                "title": getattr(CONTENTS.get(row["content"]), "title", row["content"]),
                "tone": TONES.get(row["state"], "info"),
                "label": label_of(row["state"], row["counts"]),
                "changed": changes_of(row["counts"]),
            }
            for row in rows
        ]
        return super().get_context_data(
            earlier=earlier,
            templates=self.contents(),
            may_bring=bool(self.contents()),
            hint=second_person_hint(today(), None),
            **context,
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the letter, as far as it was typed."""
        kind = CONTENTS.get(typed.get("content", ""))
        if kind is None:
            return {}
        number, issuer = typed.get("document_no", ""), typed.get("document_issuer", "")
        wrong = wrong_in_head(kind, Letter(number, typed.get("document_on"), issuer), today())
        return {name: texts for name, texts in wrong.items() if name in typed}

    def perform(self, data: dict[str, Any], actor: Any) -> RegisterImport:
        """Keep the file and ask a worker to check it."""
        batch = actions.start_import(
            data=data["file"].read(),
            file_name=data["file"].name,
            content=data["content"],
            known_rows=data["known_rows"],
            **{name: data[name] for name in HEAD},
            actor=actor,
            at=now(),
        )
        nudge(TAKER)
        return batch


class ImportPage(ImportScoped, RecordPage):
    """
    Where an import stands.

    While a worker is busy the page asks again by itself: by htmx, or by a refresh without scripts.
    """

    template_name = "offices/import.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return progress, counts, and one page of what is wrong."""
        batch: RegisterImport = self.object
        kind = CONTENTS.get(batch.content)
        against = why_not(CONFIRM, batch, self.actor, today())
        is_checked = batch.state in (CONFIRM.states or ())
        asked = last_asked(batch) if is_checked else None
        return super().get_context_data(
            batch=batch,
            kind=kind,
            is_working=batch.state in WORKING,
            tone=TONES.get(ImportState(batch.state), "info"),
            state_label=label_of(batch.state, batch.counts),
            results=results_of(batch),
            beside=other_counts(batch),
            earlier=same_file_before(batch),
            changes=changes_of(batch.counts),
            seems=self.likely(batch),
            may_bring_kind=CONFIRM.is_of(self.actor, batch, today()),
            may_download=is_open(DOWNLOAD, batch, self.actor, today()),
            may_confirm=against is None,
            hint=second_person_hint(today(), None) if needs_second(batch, today()) else "",
            asked=asked,
            asked_url=asked_url(asked, self.actor),
            may_open=opens_list(batch),
            against="" if against is None or not is_checked else against.message,
            form=ConfirmForm(),
            **self.errors(batch),
            **context,
        )

    def likely(self, batch: RegisterImport) -> dict[str, Any] | None:
        """Return the kind that the file seems to hold and where it is brought, or None."""
        kind = CONTENTS.get(batch.seems)
        if kind is None or batch.state == ImportState.APPLIED:
            return None
        address = f"{reverse('offices:imports')}?{urlencode({'content': kind.name})}"
        return {"title": kind.title, "url": address if kind in self.contents() else ""}

    def errors(self, batch: RegisterImport) -> dict[str, Any]:
        """Return one page of problems, errors before warnings, with the addresses around it."""
        stretch = stretch_of(self.request.GET, len(batch.errors), ERRORS_SHOWN)
        ranked = sorted(batch.errors, key=lambda found: LEVELS.index(found["level"]))
        return {
            "problems": ranked[stretch.first : stretch.first + ERRORS_SHOWN],
            "problem_count": len(ranked),
            "newer_url": stretch.newer_url,
            "older_url": stretch.older_url,
        }


def asked_url(asked: PendingAct | None, actor: Principal) -> str:
    """Return the page of what the deputy was asked, for those who see it."""
    if asked is None or not PendingAct.objects.visible_to(actor).filter(pk=asked.pk).exists():
        return ""
    return asked.get_absolute_url()


def changes_of(counts: dict[str, int]) -> int:
    """Return how many rows of a file change the register."""
    return counts.get("insert", 0) + counts.get("update", 0)


def label_of(state: str, counts: dict[str, int]) -> str:
    """Return where an import stands; one that changes nothing waits for nobody."""
    if state == ImportState.CHECKED and not changes_of(counts):
        return _("nothing to enter")
    return str(ImportState(state).label)


def results_of(batch: RegisterImport) -> list[dict[str, Any]]:
    """
    Return what the rows do: how many, in words with icons.

    The rows with data are the new, the changed, the unchanged and those left out, each once.
    """
    is_applied = batch.state == ImportState.APPLIED
    wrong = _("left out because of errors") if is_applied else _("with errors")
    texts = (
        ("insert", "ok", "plus", _("new rows")),
        ("update", "info", "pencil", _("changed rows of the register")),
        ("same", "", "check", _("as they are")),
        ("skip", "", "x", _("known, left alone")),
        ("wrong", "danger", "danger", wrong),
    )
    return [
        {"tone": tone, "icon": icon, "number": batch.counts[name], "words": words}
        for name, tone, icon, words in texts
        if batch.counts.get(name)
    ]


def other_counts(batch: RegisterImport) -> list[str]:
    """Return what is said beside the sum: rows that were read, with a warning, or without data."""
    said = [_("Rows read: {n}.").format(n=group(batch.rows_total))]
    if warned := batch.counts.get("warned"):
        said.append(_("With a warning, and counted above: {n}.").format(n=group(warned)))
    if blank := batch.counts.get("blank"):
        said.append(_("Empty rows and headings, not counted: {n}.").format(n=group(blank)))
    return said


class Confirm(PaperOfADay, ImportScoped, ActPage):
    """Confirm a checked import; errors of the form are shown on the import's page."""

    act = CONFIRM
    form_class = ConfirmForm
    template_name = "offices/import.html"
    success_message = gettext_lazy("Confirmed. The rows are being entered.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return to the import: there is nothing to see here."""
        raise Http404

    def county_of_paper(self) -> None:
        """Return none: the offices of a list lie in any county."""

    def get_success_message(self, done: RegisterImport) -> str:
        """Say where the deputy confirms the list first."""
        if done.state == ImportState.CONFIRMED:
            return super().get_success_message(done)
        return _("The list waits for the deputy to confirm it, as the day of its letter lies back.")

    def perform(self, data: dict[str, Any], actor: Any) -> RegisterImport:
        """Confirm, and ask a worker to apply it."""
        batch = actions.confirm_import(
            import_id=self.object.pk,
            leaves_errors=data["leaves_errors"],
            actor=actor,
            at=now(),
        )
        nudge(TAKER)
        return batch

    def show(self, form: Any, status: int) -> HttpResponse:
        """Show the import's page with why it was not confirmed."""
        page = ImportPage()
        page.setup(self.request, **self.kwargs)
        page.object = self.object
        context = page.get_context_data(object=self.object) | {"form": form}
        return render(self.request, self.template_name, context, status=status)


class Annotated(ImportScoped):
    """The user's rows with their errors beside them."""

    act = DOWNLOAD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the workbook; 404 while there is none."""
        batch = self.get_record()
        if not is_open(DOWNLOAD, batch, self.actor, today()):
            raise Http404
        data = actions.hand_out_annotated(import_id=batch.pk, actor=self.actor, at=now())
        return workbook(data, f"pishkhan-{batch.content}-errors")


class ListFile(ImportScoped):
    """A list as it was brought. Opening it is recorded; the seal is compared each time."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; 404 for one that is no paper."""
        batch = self.get_record()
        if not opens_list(batch):
            raise Http404
        batch, data = actions.open_list(import_id=batch.pk, actor=self.actor, at=now())
        if not data:
            return broken_seal(request, batch.get_absolute_url())
        return sealed(data, "", batch.file_name)


class Template(ImportScoped):
    """An empty workbook to fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the workbook of one kind."""
        kind = next((k for k in self.contents() if k.name == self.kwargs["content"]), None)
        if kind is None:
            raise Http404
        return workbook(template_workbook(kind), f"pishkhan-{kind.name}-template")

"""A new report: one page, its preview, its files; nothing that was typed is lost."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.clock import now, today
from core.errors import DomainError
from core.models import new_public_id
from core.persian import latin_digits
from core.web import Scoped, confirm_sent, refused
from offices.models import Office
from violations import actions, facts
from violations.acts.reports import FILE
from violations.forms.reports import ReportForm
from violations.models import ReportDraft, ViolationReport, ViolationType
from violations.views.kinds import only_agency, type_cards
from violations.views.previews import Preview, preview_of
from violations.views.type_keys import keys_url
from violations.views.undo import undo_of
from violations.views.uploads import Attached, attached, explain, seal_all, uuids

# What is asked under «when and how much».
WHEN = ("occurred_on", "occurred_at", "amount", "discovered_on", "place", "affected")


def uuid_of(text: Any) -> UUID | None:
    """Return the id that was sent, or None for something else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def office_in(data: Mapping[str, Any]) -> str:
    """Return the code of the office that was typed, in ASCII digits; empty without one."""
    return latin_digits(str(data.get("office") or "")).strip()


class Filing(Scoped):
    """What the pages of a new report share: only those who may file one have them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a role that files no reports; from it a draft or a workbook is hidden."""
        principal = getattr(request, "principal", None)
        if principal is not None and not FILE.is_for(principal):
            raise Http404 if kwargs else PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def draft_of(self, public_id: Any) -> ReportDraft | None:
        """Return the actor's own draft, or None."""
        key = uuid_of(public_id)
        if key is None:
            return None
        return ReportDraft.objects.visible_to(self.actor).filter(public_id=key).first()


class NewReport(Filing):
    """The form: GET shows it (empty, prefilled or resumed), POST files the report."""

    act = FILE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; a draft about another office than the one asked for stays by itself."""
        draft = self.draft_of(request.GET.get("draft", ""))
        asked = self.asked_office
        if draft is not None and asked and office_in(draft.data) not in {"", asked}:
            draft = None
        data = dict(draft.data) if draft else {}
        initial = {name: values for name, values in data.items() if name != "evidence"}
        if draft:
            initial["draft"] = draft.public_id
        for name in ("office", "agency", "type"):
            if request.GET.get(name):
                initial[name] = request.GET[name]
        initial.setdefault("discovered_on", "")
        form = ReportForm(actor=self.actor, initial=initial)
        files = attached(uuids(data.get("evidence", [])), self.actor)
        return self.show(form, files, status=200, probe=initial)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the files, then file the report or show what is to be put right."""
        form = ReportForm(request.POST, request.FILES, actor=self.actor)
        ids, refusals = seal_all(
            request.FILES.getlist("attachments"),
            "report",
            self.actor,
            is_restricted=bool(request.POST.get("restricted")),
        )
        kept = [*uuids(request.POST.getlist("evidence")), *ids]
        kept = [public_id for public_id in kept if str(public_id) not in self._removed()]
        intent = request.POST.get("do", "file")
        valid = form.is_valid()
        for text in refusals:
            form.add_error("attachments", text)
        if intent == "draft":
            return self._keep_draft(form, kept)
        if not valid or refusals or intent in {"check", "remove"}:
            status = 200 if intent in {"check", "remove"} else 422
            return self.show(form, attached(kept, self.actor), status=status)
        if self._asks_about_twins(form, kept):
            text = _("Say whether it joins an earlier report or is another event.")
            form.add_error("duplicate", text)
            return self.show(form, attached(kept, self.actor), status=422)
        return self._file(form, kept, intent)

    @property
    def asked_office(self) -> str:
        """Return the code of the office that the address names; empty without one."""
        return office_in(self.request.GET)[:20]

    def _removed(self) -> set[str]:
        return set(self.request.POST.getlist("remove"))

    def _asks_about_twins(self, form: ReportForm, kept: list[UUID]) -> bool:
        data = form.cleaned_data
        if data.get("duplicate") == "same" or data.get("separate_reason"):
            return False
        return bool(
            facts.duplicates_of(
                office_id=data["office"].pk,
                type_id=data["kind"].pk,
                occurred_on=data["occurred_on"],
                actor=self.actor,
                evidence_ids=kept,
            )
        )

    def _file(self, form: ReportForm, kept: list[UUID], intent: str) -> HttpResponse:
        data = form.cleaned_data
        draft = self.draft_of(data.get("draft") or "")
        try:
            with transaction.atomic():
                report = actions.submit_report(
                    office_id=data["office"].pk,
                    agency_id=data["agency"].pk if data.get("agency") else None,
                    type_id=data["kind"].pk,
                    occurred_on=data["occurred_on"],
                    occurred_at=data.get("occurred_at"),
                    discovered_on=data["discovered_on"],
                    narrative=data["narrative"],
                    place=data.get("place") or "",
                    amount=data.get("amount"),
                    affected=data.get("affected"),
                    evidence_ids=kept,
                    separate_reason=data.get("separate_reason") or "",
                    draft_id=draft.pk if draft else None,
                    actor=self.actor,
                    on=today(),
                    at=now(),
                )
        except (DomainError, IntegrityError, InternalError) as error:
            explain(form, refused(error))
            return self.show(form, attached(kept, self.actor), status=422)
        confirm_sent(self.request)
        if intent != "next":
            return redirect(f"{report.get_absolute_url()}?filed=1")
        again = {
            "office": data["office"].code,
            "agency": data["agency"].code if data.get("agency") else "",
            "type": data["kind"].code,
            "filed": report.number,
        }
        return redirect(f"{reverse('violations:new')}?{urlencode(again)}")

    def _keep_draft(self, form: ReportForm, kept: list[UUID]) -> HttpResponse:
        draft = self.draft_of(self.request.POST.get("draft", ""))
        try:
            saved = save_typed(self.request, draft, kept, self.actor)
        except DomainError as error:
            explain(form, error)
            return self.show(form, attached(kept, self.actor), status=422)
        confirm_sent(self.request)
        return redirect(f"{reverse('violations:new')}?draft={saved.public_id}&saved=1")

    def show(
        self,
        form: ReportForm,
        files: list[Attached],
        *,
        status: int,
        probe: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Render the page; what is already known stands beside the form."""
        probed = form if form.is_bound else _probe(self.actor, probe or {})
        preview = preview_of(probed, self.actor)
        chosen = str(form["type"].value() or "")
        agency = preview.agency or only_agency(self.actor)
        frequent, others = type_cards(agency, chosen)
        draft = self.draft_of(form["draft"].value() or "")
        undo = undo_of(self._filed(), now())
        drafts = ReportDraft.objects.visible_to(self.actor).order_by("-updated_at")
        context = {
            "crumbs": [
                {"label": _("Violations"), "url": reverse("violations:list")},
                {"label": _("File a violation report")},
            ],
            "form": form,
            "files": files,
            "preview": preview,
            "frequent": frequent,
            "others": others,
            "other_is_chosen": any(card.is_chosen for card in others),
            "keys_url": keys_url(only_agency(self.actor), self.actor),
            "types_total": len(frequent) + len(others),
            "draft": draft,
            "draft_id": draft.public_id if draft else self._draft_id(form),
            # The text that a browser holds for one office isn't brought back into another's form.
            "draft_key": f"report-{draft.public_id if draft else 'new' + self.asked_office}",
            "asked_office": self.asked_office,
            "unsent": None if draft or form.is_bound else drafts.first(),
            "drafts_total": drafts.count(),
            "own_agency": only_agency(self.actor),
            "most_bytes": settings.EVIDENCE_MAX_BYTES,
            "most_megabytes": settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
            "undo": undo,
            "just_filed": undo is not None,
            "saved": self.request.GET.get("saved") == "1",
            "part": parts_of(form, preview, has_files=bool(files)),
        }
        return render(self.request, "violations/new.html", context, status=status)

    def _draft_id(self, form: ReportForm) -> UUID:
        """Return the id that the form's draft will have: each form makes one draft at most."""
        return (uuid_of(form["draft"].value()) if form.is_bound else None) or new_public_id()

    def _filed(self) -> ViolationReport | None:
        """Return the report that «save and next» has just filed, while it may be withdrawn."""
        number = self.request.GET.get("filed", "")
        if not number:
            return None
        mine = ViolationReport.objects.visible_to(self.actor)
        return mine.filter(number=number, reporter_id=self.actor.user_id).first()


def parts_of(form: ReportForm, preview: Preview, *, has_files: bool) -> dict[str, str]:
    """Return how each numbered part stands: done, now or next."""
    done = {
        "office": bool(preview.office and (preview.contract or not preview.agency)),
        "type": bool(form["type"].value()) and not form["type"].errors,
        "when": bool(form["occurred_on"].value()) and not any(form[name].errors for name in WHEN),
        "what": bool(form["narrative"].value()) and not form["narrative"].errors,
    }
    first = next((name for name, is_done in done.items() if not is_done), "")
    return {
        name: "is-done" if is_done else "is-now" if name == first else ""
        for name, is_done in done.items()
    } | {"evidence": "is-done" if has_files else ""}


def _probe(actor: Any, initial: dict[str, Any]) -> ReportForm:
    """Return a bound form over first values, only to read what they already tell."""
    data = {name: _one(value) for name, value in initial.items()}
    own = only_agency(actor)
    if own:
        data.setdefault("agency", own.code)
    return ReportForm(data, actor=actor)


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


class ReportPreview(Filing):
    """The aside of the form, asked again when a field changes; nothing is stored."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the aside's blocks."""
        form = ReportForm(request.POST, actor=self.actor)
        preview = preview_of(form, self.actor)
        part = parts_of(form, preview, has_files=bool(form.cleaned_data.get("evidence")))
        cured = [name for name in form.fields if name not in form.errors]
        context = {
            "form": form, "preview": preview, "swaps": True, "part": part, "cured": cured,
        }  # fmt: skip
        return render(request, "violations/_preview.html", context)


def save_typed(
    request: HttpRequest, draft: ReportDraft | None, kept: list[UUID], actor: Any
) -> ReportDraft:
    """Keep the form as it was typed, with the files that are already sealed."""
    skipped = {"csrfmiddlewaretoken", "draft", "evidence", "do", "remove"}
    data: dict[str, Any] = {
        name: request.POST.get(name, "").replace("\0", "")
        for name in request.POST
        if name not in skipped
    }
    data["evidence"] = [str(public_id) for public_id in kept]
    with transaction.atomic():
        return actions.save_draft(
            draft_id=draft.pk if draft else None,
            public_id=uuid_of(request.POST.get("draft", "")),
            data=data,
            label=_label(data, actor),
            actor=actor,
        )


def _label(data: dict[str, Any], actor: Any) -> str:
    kinds = ViolationType.objects.in_force(today()).filter(code=data.get("type") or "")
    title = kinds.values_list("title", flat=True).first() or ""
    office = office_in(data)
    found = Office.objects.visible_to(actor).filter(code=office).values_list("name", flat=True)
    name = found.first() or office
    return " · ".join(part for part in (name, title) if part)[:160] or _("Draft without a title")

"""A new report: one page, its preview, its files; nothing that was typed is lost."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, InternalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from agencies.models import Agency
from contracts.models import Contract
from core.clock import now, today
from core.errors import DomainError
from core.web import Scoped, refused
from offices.models import Office
from violations import actions, facts
from violations.forms.reports import ReportForm
from violations.models import ReportDraft, ViolationReport, ViolationType
from violations.states import Severity
from violations.views.clocks import Ahead, ahead_of
from violations.views.marks import sanction_words
from violations.views.points import PointsBar, points_bar
from violations.views.uploads import Attached, attached, explain, seal_all, uuids

FREQUENT = 6
SAMPLE = 500  # of the agency's latest reports, to know its frequent types


@dataclass(frozen=True)
class TypeCard:
    """A violation type on the form; `key` is the digit that chooses it."""

    code: str
    title: str
    severity: str
    key: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Preview:
    """What is known before filing: the office, twins, the effect, the next days."""

    office: Office | None
    contract: Contract | None
    agency: Agency | None
    twins: list[facts.Twin]
    effect: facts.Effect | None
    bar: PointsBar | None
    ahead: list[Ahead]

    @property
    def proposal(self) -> str:
        """Return the sanction that the matrix proposes, in words."""
        found = self.effect.proposal if self.effect else None
        words = sanction_words(found.sanction, found.days) if found else ""
        return " · ".join(part for part in (words, found.extra if found else "") if part)


class Filing(Scoped):
    """What the pages of a new report share: only those who may file one have them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hide the page from roles that file no reports."""
        principal = getattr(request, "principal", None)
        if principal is None or not may(principal, Permission.REPORT_FILE):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def draft_of(self, public_id: Any) -> ReportDraft | None:
        """Return the actor's own draft, or None."""
        try:
            key = UUID(str(public_id))
        except ValueError:
            return None
        return ReportDraft.objects.visible_to(self.actor).filter(public_id=key).first()

    def preview(self, form: ReportForm) -> Preview:
        """Return what the typed fields already tell; wrong or empty ones are left out."""
        form.is_valid()
        data = form.cleaned_data
        on = today()
        office, agency = data.get("office"), data.get("agency")
        occurred = data.get("occurred_on") or on
        kind = data.get("kind") or _kind_on(occurred, data.get("type"))
        contract = _contract_of(office, agency, occurred)
        effect, twins = None, []
        if office and kind:
            effect = facts.effect_of(
                office_id=office.pk,
                contract_id=contract.pk if contract else None,
                type_id=kind.pk,
                occurred_on=occurred,
                as_of=on,
            )
            twins = facts.duplicates_of(
                office_id=office.pk, type_id=kind.pk, occurred_on=occurred, actor=self.actor
            )
        bar = None
        if office:
            added = effect.points_added if effect else 0
            bar = points_bar(office.pk, on, added=added)
        return Preview(
            office=office,
            contract=contract,
            agency=agency,
            twins=twins,
            effect=effect,
            bar=bar,
            ahead=ahead_of(on, office.county.public_id if office else None),
        )


def _kind_on(day: date, code: Any) -> ViolationType | None:
    if not code:
        return None
    return ViolationType.objects.in_force(day).filter(code=str(code)).first()


def _contract_of(office: Any, agency: Any, on: date) -> Contract | None:
    if not office or not agency:
        return None
    held = Contract.objects.filter(office=office, agency=agency)
    return held.in_force(on).order_by("-starts_on", "pk").first()


class NewReport(Filing):
    """The form: GET shows it (empty, prefilled or resumed), POST files the report."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        draft = self.draft_of(request.GET.get("draft", ""))
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
        ids, refusals = seal_all(request.FILES.getlist("files"), "report", self.actor)
        kept = [*uuids(request.POST.getlist("evidence")), *ids]
        kept = [public_id for public_id in kept if str(public_id) not in self._removed()]
        intent = request.POST.get("do", "file")
        valid = form.is_valid()
        for text in refusals:
            form.add_error("files", text)
        if intent == "draft":
            return self._keep_draft(form, kept)
        if not valid or refusals or intent in {"check", "remove"}:
            status = 200 if intent in {"check", "remove"} else 422
            return self.show(form, attached(kept, self.actor), status=status)
        if self._asks_about_twins(form):
            return self.show(form, attached(kept, self.actor), status=422, asks_twins=True)
        return self._file(form, kept, intent)

    def _removed(self) -> set[str]:
        return set(self.request.POST.getlist("remove"))

    def _asks_about_twins(self, form: ReportForm) -> bool:
        data = form.cleaned_data
        if data.get("duplicate") == "same" or data.get("separate_reason"):
            return False
        return bool(
            facts.duplicates_of(
                office_id=data["office"].pk,
                type_id=data["kind"].pk,
                occurred_on=data["occurred_on"],
                actor=self.actor,
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
        return redirect(f"{reverse('violations:new')}?draft={saved.public_id}&saved=1")

    def show(
        self,
        form: ReportForm,
        files: list[Attached],
        *,
        status: int,
        asks_twins: bool = False,
        probe: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Render the page; what is already known stands beside the form."""
        probed = form if form.is_bound else _probe(self.actor, probe or {})
        preview = self.preview(probed)
        chosen = str(form["type"].value() or "")
        agency = preview.agency or _only_agency(self.actor)
        frequent, others = type_cards(agency, chosen, self.actor)
        draft = self.draft_of(form["draft"].value() or "")
        context = {
            "form": form,
            "files": files,
            "preview": preview,
            "asks_twins": asks_twins or bool(form["separate_reason"].errors),
            "frequent": frequent,
            "others": others,
            "other_is_chosen": any(card.is_chosen for card in others),
            "types_total": len(frequent) + len(others),
            "draft": draft,
            "draft_key": f"report-{draft.public_id}" if draft else "report-new",
            "drafts_total": ReportDraft.objects.visible_to(self.actor).count(),
            "own_agency": _only_agency(self.actor),
            "most_bytes": settings.EVIDENCE_MAX_BYTES,
            "most_megabytes": settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
            "filed": self._filed(),
            "saved": self.request.GET.get("saved") == "1",
            "part": parts_of(form, preview),
        }
        return render(self.request, "violations/new.html", context, status=status)

    def _filed(self) -> ViolationReport | None:
        """Return the report that «save and next» has just filed, while it may be withdrawn."""
        number = self.request.GET.get("filed", "")
        if not number:
            return None
        mine = ViolationReport.objects.visible_to(self.actor)
        return mine.filter(number=number, reporter_id=self.actor.user_id).first()


def parts_of(form: ReportForm, preview: Preview) -> dict[str, str]:
    """Return how each numbered part stands: done, now or next."""
    done = {
        "office": bool(preview.office),
        "type": bool(form["type"].value()) and not form["type"].errors,
        "when": bool(form["occurred_on"].value()) and not form["occurred_on"].errors,
        "what": bool(form["narrative"].value()) and not form["narrative"].errors,
    }
    first = next((name for name, is_done in done.items() if not is_done), "")
    return {
        name: "is-done" if is_done else "is-now" if name == first else ""
        for name, is_done in done.items()
    }


def _probe(actor: Any, initial: dict[str, Any]) -> ReportForm:
    """Return a bound form over first values, only to read what they already tell."""
    data = {name: _one(value) for name, value in initial.items()}
    own = _only_agency(actor)
    if own:
        data.setdefault("agency", own.code)
    return ReportForm(data, actor=actor)


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _only_agency(actor: Any) -> Agency | None:
    if not actor.is_agency:
        return None
    own = list(Agency.objects.own(actor).order_by("position", "pk")[:2])
    return own[0] if len(own) == 1 else None


def type_cards(
    agency: Agency | None, chosen: str, actor: Any
) -> tuple[list[TypeCard], list[TypeCard]]:
    """Return the agency's frequent types with number keys, and all the others."""
    kinds = list(
        ViolationType.objects.in_force(today())
        .order_by("code", "pk")
        .values_list("code", "title", "severity", "track")
    )
    ranked = _frequency(agency, actor)
    heavy = {severity: place for place, severity in enumerate(reversed(Severity.values))}
    fits = "licence" if agency is None else "contract"

    def rank(kind: tuple[str, str, str, str]) -> tuple[int, bool, int, str]:
        code, _title, severity, track = kind
        return -ranked.get(code, 0), track not in {fits, "both"}, heavy[severity], code

    kinds.sort(key=rank)
    cards = [
        TypeCard(code, title, severity, place if place <= FREQUENT else None, code == chosen)
        for place, (code, title, severity, _track) in enumerate(kinds, start=1)
    ]
    others = sorted(cards[FREQUENT:], key=lambda card: card.code)
    return cards[:FREQUENT], others


def _frequency(agency: Agency | None, actor: Any) -> Counter[str]:
    reports = ViolationReport.objects.visible_to(actor)
    if agency:
        reports = reports.filter(agency=agency)
    latest = reports.order_by("-submitted_on", "-id").values_list("type__code", flat=True)
    return Counter(latest[:SAMPLE])


class ReportPreview(Filing):
    """The aside of the form, asked again when a field changes; nothing is stored."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the aside's blocks."""
        form = ReportForm(request.POST, actor=self.actor)
        preview = self.preview(form)
        context = {"form": form, "preview": preview, "swaps": True}
        return render(request, "violations/_preview.html", context)


def save_typed(
    request: HttpRequest, draft: ReportDraft | None, kept: list[UUID], actor: Any
) -> ReportDraft:
    """Keep the form as it was typed, with the files that are already sealed."""
    skipped = {"csrfmiddlewaretoken", "draft", "evidence", "do", "remove"}
    data: dict[str, Any] = {
        name: request.POST.get(name, "") for name in request.POST if name not in skipped
    }
    data["evidence"] = [str(public_id) for public_id in kept]
    with transaction.atomic():
        return actions.save_draft(
            draft_id=draft.pk if draft else None,
            data=data,
            label=_label(data, actor),
            actor=actor,
        )


def _label(data: dict[str, Any], actor: Any) -> str:
    kinds = ViolationType.objects.in_force(today()).filter(code=data.get("type") or "")
    title = kinds.values_list("title", flat=True).first() or ""
    office = str(data.get("office") or "").strip()
    found = Office.objects.visible_to(actor).filter(code=office).values_list("name", flat=True)
    name = found.first() or office
    return " · ".join(part for part in (name, title) if part)[:160] or _("Draft without a title")

"""The acts on reports and cases, one page each: GET shows the form, POST does the one thing."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from audit.facts import last_change
from core.clock import now, today
from core.edits import LastChange, typed_in
from core.persian import latin_digits, persian_digits
from core.web import ActionForm
from violations import actions, facts
from violations.actions.triage import LIVE
from violations.forms.reports import (
    AcceptForm,
    DuplicateForm,
    ReferForm,
    RejectForm,
    ReturnForm,
    SupplementForm,
    WithdrawForm,
)
from violations.models import Case, ViolationReport
from violations.states import ReportState
from violations.views.rights import triages
from violations.views.uploads import FilesForm

CASE_PARTS = ("office", "county", "agency", "contract", "type", "linked", "holder")
REPORT_PARTS = ("office", "county", "agency", "contract", "type")


def isolated(number: str) -> SafeString:
    """Return a record number that keeps its order in Persian text."""
    return format_html('<bdi dir="ltr">{}</bdi>', persian_digits(number))


class Act(ActionForm):
    """
    One act on one record, found by its number.

    A role that may never do it gets 403, a record out of scope 404, and a record that is not in
    the right state its page with the reason.
    """

    template_name = "violations/act.html"
    slug_field = "number"
    slug_kwarg = "number"
    parts: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    is_danger = False
    autofocus = True
    list_key = "queue"

    def rows(self) -> Any:
        """Return the records in scope with what the page names."""
        return super().rows().select_related(*self.parts)

    def get_record(self) -> Any:
        """Return the record of this number, in any digits, or 404."""
        found = self.rows().filter(number=latin_digits(str(self.kwargs["number"]))).first()
        if found is None:
            raise Http404
        return found

    def setup_object(self) -> None:
        """Find the record; refuse a role that may not do this."""
        super().setup_object()
        if not self.is_allowed():
            raise PermissionDenied

    def is_allowed(self) -> bool:
        """Tell whether the actor's role does this to such a record."""
        raise NotImplementedError

    def last_change(self) -> LastChange | None:
        """Return who changed the record last."""
        return last_change(self.object, self.actor)

    def turned_away(self, why: str) -> HttpResponse:
        """Show the page, with the reason in the form's place."""
        return self.show(self.get_form(), status=409)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the frame of the page."""
        record = self.object
        number = record.number
        return super().get_context_data(
            title=str(self.title),
            lead=str(self.lead),
            button=str(self.button or self.title),
            is_danger=self.is_danger,
            autofocus=self.autofocus,
            against=self.against,
            typed=typed_in(context.get("form")) if self.against else [],
            back=self.along(reverse("violations:file", args=[number])),
            crumbs=[
                {"label": _("Violations"), "url": reverse("violations:list")},
                {
                    "label": isolated(number),
                    "url": self.along(reverse("violations:file", args=[number])),
                },
                {"label": str(self.title)},
            ],
            is_report=isinstance(record, ViolationReport),
            most_rows=4,
            **context,
        )  # fmt: skip

    def get_success_url(self, done: Any) -> str:
        """Return the record's page."""
        return self.along(reverse("violations:file", args=[self.object.number]))


class CaseAct(Act):
    """An act on a case."""

    queryset = Case.objects.all()
    parts: ClassVar[tuple[str, ...]] = CASE_PARTS


class ReportAct(Act):
    """An act on a report."""

    queryset = ViolationReport.objects.all()
    parts = REPORT_PARTS

    @property
    def is_mine(self) -> bool:
        """Tell whether the actor filed the report."""
        return bool(self.object.reporter_id == self.actor.user_id)


class Triage(ReportAct):
    """What the triaging role does with a submitted report."""

    def is_allowed(self) -> bool:
        return triages(self.actor, self.object.type.track)

    def reason_against(self) -> str:
        if self.object.state != ReportState.SUBMITTED:
            return _("The report no longer waits for triage.")
        if is_same_person(self.object.reporter_id, self.actor.user_id):
            return _("You reported this, so another person triages it.")
        return ""


class Accept(Triage):
    form_class = AcceptForm
    title = gettext_lazy("Accept the report")
    button = gettext_lazy("Accept and open the case")
    lead = gettext_lazy("A case is opened with the report's number; then its notice is served.")
    success_message = gettext_lazy("The case is open. Now serve its notice.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.accept_report(report_id=self.object.pk, actor=actor, on=today(), at=now())


class Return(Triage):
    form_class = ReturnForm
    title = gettext_lazy("Return for completion")
    button = gettext_lazy("Return the report")
    success_message = gettext_lazy("The report went back to its reporter.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.return_report(
            report_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class Reject(Triage):
    form_class = RejectForm
    title = gettext_lazy("Reject the report")
    button = gettext_lazy("Reject the report")
    lead = gettext_lazy("The report ends here; it counts nowhere and its number stays used.")
    success_message = gettext_lazy("The report was rejected.")
    is_danger = True

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.reject_report(
            report_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class Refer(Triage):
    form_class = ReferForm
    title = gettext_lazy("Refer to another authority")
    button = gettext_lazy("Refer the report")
    success_message = gettext_lazy("The report was referred.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.refer_report(
            report_id=self.object.pk,
            referred_to=data["referred_to"],
            reason=data["reason"],
            actor=actor,
            on=today(),
            at=now(),
        )


class Duplicate(Triage):
    form_class = DuplicateForm
    title = gettext_lazy("Mark as a duplicate")
    button = gettext_lazy("Mark as a duplicate")
    lead = gettext_lazy("Its evidence joins the case of the first report.")
    success_message = gettext_lazy("The report was marked as a duplicate.")

    def get_form_kwargs(self) -> dict[str, Any]:
        report = self.object
        twins = facts.duplicates_of(
            office_id=report.office_id,
            type_id=report.type_id,
            occurred_on=report.occurred_on,
            actor=self.actor,
            exclude_id=report.pk,
        )
        fitting = [twin for twin in twins if twin.state in LIVE]
        return super().get_form_kwargs() | {"actor": self.actor, "candidates": fitting}

    def get_initial(self) -> dict[str, Any]:
        named = self.request.GET.get("original", "")
        return {"original": named, "candidate": named}

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.mark_duplicate(
            report_id=self.object.pk,
            original_id=data["original"].pk,
            reason=data["reason"],
            actor=actor,
            on=today(),
            at=now(),
        )


class Supplement(FilesForm, ReportAct):
    form_class = SupplementForm
    title = gettext_lazy("Complete the report")
    button = gettext_lazy("Send again")
    lead = gettext_lazy("What was sent stays as it is; this is added to it.")
    success_message = gettext_lazy("The report was sent again.")

    def is_allowed(self) -> bool:
        return self.is_mine and may(self.actor, Permission.REPORT_FILE)

    def reason_against(self) -> str:
        if self.object.state != ReportState.RETURNED:
            return _("The report was not returned.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.supplement_report(
            report_id=self.object.pk,
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )


class Withdraw(ReportAct):
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the report")
    button = gettext_lazy("Withdraw the report")
    lead = gettext_lazy("The report stays readable as withdrawn, and its number stays used.")
    success_message = gettext_lazy("The report was withdrawn.")
    is_danger = True

    def is_allowed(self) -> bool:
        return self.is_mine and may(self.actor, Permission.REPORT_WITHDRAW)

    def reason_against(self) -> str:
        if self.object.state not in {ReportState.SUBMITTED, ReportState.RETURNED}:
            return _("The report can no longer be withdrawn.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.withdraw_report(report_id=self.object.pk, actor=actor, on=today(), at=now())


class OfficeAct(CaseAct):
    """An act of the office itself."""

    permission: ClassVar[Permission] = Permission.CASE_DEFEND

    def is_allowed(self) -> bool:
        return self.actor.role is Role.OPERATOR and may(self.actor, self.permission)

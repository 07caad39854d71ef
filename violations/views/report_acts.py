"""The pages of the acts on a report: GET shows the form, POST does the one thing."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions, facts
from violations.actions.triage import LIVE
from violations.acts.reports import (
    ACCEPT,
    DUPLICATE,
    REFER,
    REJECT,
    RETURN,
    SUPPLEMENT,
    WITHDRAW,
)
from violations.forms.reports import (
    AcceptForm,
    DuplicateForm,
    ReferForm,
    RejectForm,
    ReturnForm,
    SupplementForm,
    WithdrawForm,
)
from violations.models import ViolationReport
from violations.views.case_pages import FileAct
from violations.views.uploads import FilesForm


class ReportPage(FileAct):
    """The page of an act on a report."""

    queryset = ViolationReport.objects.all()
    parts = ("office", "county", "agency", "contract", "type")


class Accept(ReportPage):
    """Open the report's case, or both."""

    act = ACCEPT
    form_class = AcceptForm
    title = gettext_lazy("Accept the report")
    button = ACCEPT.title
    lead = gettext_lazy("A case is opened with the report's number; then its notice is served.")
    success_message = gettext_lazy("The case is open. Now serve its notice.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.accept_report(report_id=self.object.pk, actor=actor, on=today(), at=now())


class Return(ReportPage):
    """Send the report back to its reporter."""

    act = RETURN
    form_class = ReturnForm
    button = gettext_lazy("Return the report")
    success_message = gettext_lazy("The report went back to its reporter.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.return_report(
            report_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class Reject(ReportPage):
    """Refuse the report."""

    act = REJECT
    form_class = RejectForm
    title = gettext_lazy("Reject the report")
    lost = gettext_lazy("The report ends here; it counts nowhere and its number stays used.")
    success_message = gettext_lazy("The report was rejected.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.reject_report(
            report_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class Refer(ReportPage):
    """Refer the report to another authority."""

    act = REFER
    form_class = ReferForm
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


class Duplicate(ReportPage):
    """Let the report and its evidence join the one that came first."""

    act = DUPLICATE
    form_class = DuplicateForm
    lead = gettext_lazy("Its evidence joins the case of the first report.")
    success_message = gettext_lazy("The report was marked as a duplicate.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return the live reports that are like this one."""
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
        """Return the report that the page of the file named."""
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


class Supplement(FilesForm, ReportPage):
    """Complete a returned report and send it again."""

    act = SUPPLEMENT
    form_class = SupplementForm
    title = gettext_lazy("Complete the report")
    button = gettext_lazy("Send again")
    lead = gettext_lazy("What was sent stays as it is; this is added to it.")
    success_message = gettext_lazy("The report was sent again.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.supplement_report(
            report_id=self.object.pk,
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )


class Withdraw(ReportPage):
    """Take the report back."""

    act = WITHDRAW
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the report")
    lost = gettext_lazy("The report stays readable as withdrawn, and its number stays used.")
    success_message = gettext_lazy("The report was withdrawn.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.withdraw_report(report_id=self.object.pk, actor=actor, on=today(), at=now())

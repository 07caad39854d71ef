"""Notices, their service, and what the office answers."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from core.clock import now, today
from core.errors import Invalid
from violations import actions, facts
from violations.forms.cases import (
    AppealForm,
    DefenceForm,
    NoticeForm,
    PaperDefenceForm,
    ScheduleForm,
    ServiceForm,
    WaiveForm,
)
from violations.forms.reports import AcceptForm
from violations.models import Notice
from violations.states import HEARD_IN, CaseState, Channel, NoticeKind
from violations.views.acts import CaseAct, OfficeAct
from violations.views.clocks import clocks_with_ribbons
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.rights import serves
from violations.views.uploads import FilesForm

KIND_OF_STATE = {
    CaseState.OPENED: NoticeKind.CHARGE,
    CaseState.DECIDED: NoticeKind.DECISION,
    CaseState.FINAL: NoticeKind.APPEAL_RESULT,
}


class IssueNotice(CaseAct):
    """Send the notice that the case's state asks for."""

    form_class = NoticeForm
    title = gettext_lazy("Issue the notice")
    lead = gettext_lazy("A notice is served only with proof: an acknowledgement or a receipt.")
    autofocus = False

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    @property
    def kind(self) -> str:
        """Return the kind of notice that is due, or an empty string."""
        state = CaseState(self.object.state)
        if state == CaseState.FINAL and getattr(self.object, "appeal", None) is None:
            return ""
        return KIND_OF_STATE.get(state, "")

    def reason_against(self) -> str:
        if not self.kind:
            return _("No notice is due in this state.")
        if self.object.notices.filter(kind=self.kind).exists():
            return _("This notice has been issued.")
        return ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        label = NoticeKind(self.kind).label if self.kind else ""
        return super().get_context_data(subject=label, **context)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.issue_notice(
            case_id=self.object.pk,
            kind=self.kind,
            channel=data["channel"],
            text=data["text"],
            actor=actor,
            on=today(),
            at=now(),
        )
        self.channel = data["channel"]
        return self.object

    def get_success_message(self, done: Any) -> str:
        if self.channel == Channel.PORTAL:
            return _("The notice stands in the office's portal and waits to be acknowledged.")
        return _("The notice was issued. Enter its receipt once it is served.")


class NoticeAct(CaseAct):
    """An act on one notice of a case, named by its kind in the address."""

    def setup_object(self) -> None:
        """Find the case, then the notice; a kind that was never issued is 404."""
        super().setup_object()
        found = self.object.notices.filter(kind=self.kwargs["kind"]).first()
        if found is None:
            raise Http404
        self.notice: Notice = found

    def reason_against(self) -> str:
        if self.notice.served_on is not None:
            return _("This notice has been served.")
        return ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            notice=self.notice, subject=NoticeKind(self.notice.kind).label, **context
        )


class RecordService(FilesForm, NoticeAct):
    """Enter the receipt that proves the service."""

    form_class = ServiceForm
    evidence_kind = "service"
    title = gettext_lazy("Enter the receipt of service")
    button = gettext_lazy("Record the service")
    lead = gettext_lazy("The window starts on the day that the receipt shows.")
    success_message = gettext_lazy("The service was recorded.")
    autofocus = False

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def get_initial(self) -> dict[str, Any]:
        channel = self.notice.channel
        return {"channel": Channel.LETTER if channel == Channel.PORTAL else channel}

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        if not self.kept:
            raise Invalid(fields={"receipt": [_("Add the picture of the receipt.")]})
        actions.record_service(
            case_id=self.object.pk,
            kind=self.notice.kind,
            served_on=data["served_on"],
            proof=data["proof"],
            receipt_id=self.kept[0],
            channel=data["channel"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class Acknowledge(NoticeAct):
    """The office reads a notice in its portal and acknowledges it: that is its service."""

    form_class = AcceptForm
    template_name = "violations/acknowledge.html"
    title = gettext_lazy("Notice")
    button = gettext_lazy("I have received this notice")
    success_message = gettext_lazy("You have acknowledged the notice; your window has started.")

    def is_allowed(self) -> bool:
        return may(self.actor, Permission.CASE_DEFEND)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.acknowledge_notice(
            case_id=self.object.pk, kind=self.notice.kind, actor=actor, on=today(), at=now()
        )
        return self.object


class Letter(NoticeAct):
    """The text of a notice, to read or print."""

    form_class = AcceptForm
    template_name = "violations/letter.html"
    title = gettext_lazy("Notice")

    def is_allowed(self) -> bool:
        return True

    def reason_against(self) -> str:
        return ""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """A letter is only read."""
        raise Http404


class Defend(FilesForm, OfficeAct):
    """The office answers."""

    form_class = DefenceForm
    evidence_kind = "defence"
    template_name = "violations/defence.html"
    title = gettext_lazy("Defence")
    button = gettext_lazy("Send the defence")
    success_message = gettext_lazy("Your defence was received.")

    def reason_against(self) -> str:
        if self.object.state not in HEARD_IN:
            return _("A defence is taken after the notice is served and before the decision.")
        return ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case = self.object
        clocks = clocks_with_ribbons(case, case.county.public_id, today())
        return super().get_context_data(
            clock=next((clock for clock in clocks if clock.key == "defence"), None),
            is_late=bool(case.defence_due_on and case.defence_due_on < today()),
            told=case.reports.order_by("case_reports__pk").values("narrative", "supplement"),
            exhibits=of_kind(exhibits_of(self.actor, case=case), "report"),
            draft_key=f"defence-{case.number}",
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.submit_defence(
            case_id=self.object.pk,
            stance=data["stance"],
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class EnterPaperDefence(FilesForm, CaseAct):
    """Enter for the office a defence that came on paper."""

    form_class = PaperDefenceForm
    evidence_kind = "defence"
    title = gettext_lazy("Enter a paper defence")
    button = gettext_lazy("Record the defence")
    lead = gettext_lazy("It is in time or late by the day on which it was received.")
    success_message = gettext_lazy("The defence was entered.")
    autofocus = False

    def is_allowed(self) -> bool:
        return may(self.actor, Permission.CASE_ENTER_PAPER) and serves(
            self.actor, self.object.track
        )

    def reason_against(self) -> str:
        if self.object.state not in HEARD_IN:
            return _("A defence is taken after the notice is served and before the decision.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.enter_paper_defence(
            case_id=self.object.pk,
            stance=data["stance"],
            text=data["text"],
            evidence_ids=self.kept,
            received_on=data["received_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class Waive(OfficeAct):
    """The office ends its own window early, with its declaration and a fresh factor."""

    form_class = WaiveForm
    template_name = "violations/waive.html"
    title = gettext_lazy("End the window early")
    button = gettext_lazy("End the window now")
    needs_factor = True
    is_danger = True
    permission = Permission.CASE_WAIVE
    success_message = gettext_lazy("The window has ended by your declaration.")

    @property
    def window(self) -> str:
        """Return the window that runs now."""
        return "appeal" if self.object.state == CaseState.DECIDED else "defence"

    def reason_against(self) -> str:
        case = self.object
        runs = case.state == CaseState.NOTIFIED or (
            case.state == CaseState.DECIDED and case.appeal_due_on
        )
        return "" if runs else _("No window is running.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        against = self.reason_against()
        text = "" if against else facts.waiver_text(self.object, self.window)
        return super().get_context_data(text=text, window=self.window, **context)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.waive_window(
            case_id=self.object.pk,
            window=self.window,
            text=facts.waiver_text(self.object, self.window),
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class FileAppeal(FilesForm, OfficeAct):
    """The office objects to a decision."""

    form_class = AppealForm
    evidence_kind = "appeal"
    template_name = "violations/appeal.html"
    title = gettext_lazy("Appeal")
    button = gettext_lazy("Send the appeal")
    lead = gettext_lazy("It is decided by somebody who had no part in the decision.")
    permission = Permission.CASE_APPEAL
    success_message = gettext_lazy("Your appeal was received.")

    def reason_against(self) -> str:
        if self.object.state != CaseState.DECIDED or not self.object.appeal_due_on:
            return _("No appeal window is running.")
        return ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        case = self.object
        clocks = clocks_with_ribbons(case, case.county.public_id, today())
        return super().get_context_data(
            clock=next((clock for clock in clocks if clock.key == "appeal"), None),
            first=case.decisions.order_by("pk").first(),
            draft_key=f"appeal-{case.number}",
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.file_appeal(
            case_id=self.object.pk,
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class Schedule(CaseAct):
    """Name the day of decision."""

    form_class = ScheduleForm
    title = gettext_lazy("Name the day of decision")
    button = gettext_lazy("Record the day")
    success_message = gettext_lazy("The day of decision was recorded.")

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.object.state not in {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED}:
            return _("The office has not been heard, or the day is already named.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.schedule_case(
            case_id=self.object.pk,
            decision_on=data["decision_on"],
            actor=actor,
            on=today(),
            at=now(),
        )

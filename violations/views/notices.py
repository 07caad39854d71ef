"""Notices of a case and their service."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from core.web import RecordPage
from notices.forms import ReceivedForm
from violations import actions, facts
from violations.acts.cases import ISSUE_NOTICE
from violations.acts.notices import (
    ACKNOWLEDGE_NOTICE,
    RECORD_SERVICE_OF_NOTICE,
    notice_to_issue,
)
from violations.facts.received import receipt_text
from violations.facts.typed_days import wrong_in_receipt
from violations.forms.cases import (
    NoticeForm,
    ServiceForm,
)
from violations.models import Case, Notice
from violations.states import Channel, NoticeKind
from violations.views.case_pages import CaseAct, CaseFrame
from violations.views.rights import reads_notice, sees_inside
from violations.views.uploads import FilesForm
from workdays.facts.unopened import ignored
from workdays.views.hints import PaperOfADay

SECOND = gettext_lazy(
    "It was entered. Its day lies so far back that a second person confirms it before it counts."
)

STARTS_WINDOW = gettext_lazy("The window starts on the day that the receipt shows.")
DATES = {
    NoticeKind.SUMMONS: gettext_lazy(
        "The least time before the session counts from the day that the receipt shows."
    ),
    NoticeKind.APPEAL_RESULT: gettext_lazy(
        "The result counts as served on the day that the receipt shows; no window starts with it."
    ),
}


class IssueNotice(CaseAct):
    """Send the notice that the case's state asks for."""

    act = ISSUE_NOTICE
    form_class = NoticeForm
    title = gettext_lazy("Issue the notice")
    lead = gettext_lazy("A notice is served only with proof: an acknowledgement or a receipt.")
    template_name = "violations/notice.html"
    autofocus = False

    @property
    def kind(self) -> str:
        """Return the kind of the notice that is due, or an empty string."""
        return notice_to_issue(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        if not self.kind:
            return super().get_context_data(subject="", **context)
        kind = NoticeKind(self.kind)
        standard = facts.notice_text(self.object, kind, today())
        return super().get_context_data(subject=kind.label, standard=standard, **context)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.issue_notice(
            case_id=self.object.pk,
            kind=self.kind,
            channel=data["channel"],
            addition=data["addition"],
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
    """The page of an act on one notice of a case, named by its kind in the address."""

    def find_parts(self) -> None:
        """Find the newest notice of the kind; one that was never issued is 404."""
        self.notice = newest_notice(self.object, self.kwargs["kind"])

    def acted_on(self) -> Notice:
        """Return the notice."""
        return self.notice

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            notice=self.notice, subject=NoticeKind(self.notice.kind).label, **context
        )


class RecordService(PaperOfADay, FilesForm, NoticeAct):
    """Enter the receipt that proves the service."""

    act = RECORD_SERVICE_OF_NOTICE
    form_class = ServiceForm
    evidence_kind = "service"
    missing = gettext_lazy("Add the picture of the receipt.")
    title = gettext_lazy("Enter the receipt of service")
    button = gettext_lazy("Record the service")
    success_message = gettext_lazy("The service was recorded.")
    autofocus = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the page with what the service starts."""
        lead = DATES.get(NoticeKind(self.notice.kind), STARTS_WINDOW)
        return super().get_context_data(lead=lead, **context)

    def get_initial(self) -> dict[str, Any]:
        channel = self.notice.channel
        return {"channel": Channel.LETTER if channel == Channel.PORTAL else channel}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day that was typed."""
        return wrong_in_receipt(self.notice, typed, today())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.notice = actions.record_service(
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

    def get_success_message(self, done: Any) -> str:
        """Say that an earlier day waits for its second person."""
        return super().get_success_message(done) if self.notice.served_on else str(SECOND)


class Acknowledge(NoticeAct):
    """The office acknowledges a notice in its portal: that is its service, and opens its text."""

    act = ACKNOWLEDGE_NOTICE
    form_class = ReceivedForm
    template_name = "violations/acknowledge.html"
    title = gettext_lazy("Notice")
    button = gettext_lazy("I have received this notice")
    success_message = gettext_lazy("You have acknowledged the notice; your window has started.")

    def get_success_message(self, done: Any) -> str:
        if self.notice.session_id:
            return _("You have acknowledged the summons; time and place of the session stand here.")
        if self.notice.kind == NoticeKind.APPEAL_RESULT:
            return _("You have acknowledged the result of your objection; it stands here.")
        return super().get_success_message(done)

    def get_success_url(self, done: Any) -> str:
        """Return the page of the session that a summons calls to, or the file."""
        session = self.notice.session
        if session is None:
            return super().get_success_url(done)
        session.case = self.object
        return str(session.get_absolute_url())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the receipt starts, and what happens when the notice is left unopened."""
        found = super().get_context_data(
            ignored=ignored(self.notice, self.notice.issued_on), **context
        )
        if self.against:
            return found
        until = actions.window_if_served(self.object, self.notice, today())
        return found | {"starts": receipt_text(NoticeKind(self.notice.kind), until)}

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.acknowledge_notice(
            case_id=self.object.pk, kind=self.notice.kind, actor=actor, on=today(), at=now()
        )
        return self.object


class Letter(CaseFrame, RecordPage):
    """The text of one notice, to read or print; each letter of a case has its own address."""

    template_name = "violations/letter.html"
    title = gettext_lazy("Notice")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the letter; an office acknowledges it first."""
        self.object = self.get_record()
        if not sees_inside(self.actor) and self.actor.role is not Role.OPERATOR:
            raise PermissionDenied
        self.notice = self.get_notice()
        if not reads_notice(self.actor, self.notice):
            return redirect("violations:acknowledge", self.object.number, self.notice.kind)
        return self.render_to_response(self.get_context_data())

    def get_notice(self) -> Notice:
        """Return the notice of the address among those of the case, or raise `Http404`."""
        rows = Notice.objects.visible_to(self.actor).filter(case=self.object)
        found = rows.filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        found.case = self.object
        return found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the notice with the words around it."""
        subject = NoticeKind(self.notice.kind).label
        frame = self.frame() | {"object": self.object, "notice": self.notice, "subject": subject}
        return super().get_context_data(**frame, **context)


def newest_notice(case: Case, kind: str) -> Notice:
    """Return the newest notice of a kind in the case, or raise `Http404`."""
    found = case.notices.filter(kind=kind).order_by("-pk").first()
    if found is None:
        raise Http404
    found.case = case
    return found

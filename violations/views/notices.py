"""Notices of a case and their service."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.clock import now, today
from core.errors import Invalid
from violations import actions, facts
from violations.forms.cases import (
    NoticeForm,
    ServiceForm,
)
from violations.forms.reports import AcceptForm
from violations.models import Notice
from violations.states import Channel, NoticeKind
from violations.views.acts import CaseAct
from violations.views.rights import reads_notice, sees_inside, serves
from violations.views.uploads import FilesForm


class IssueNotice(CaseAct):
    """Send the notice that the case's state asks for."""

    form_class = NoticeForm
    title = gettext_lazy("Issue the notice")
    lead = gettext_lazy("A notice is served only with proof: an acknowledgement or a receipt.")
    template_name = "violations/notice.html"
    autofocus = False

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    @property
    def kind(self) -> str:
        """Return the kind of notice that is due, or an empty string."""
        return facts.notice_due(self.object, getattr(self.object, "appeal", None))

    def reason_against(self) -> str:
        if not self.kind:
            return _("No notice is due in this state.")
        if self.object.notices.filter(kind=self.kind).exists():
            return _("This notice has been issued.")
        return ""

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
        found = self.object.notices.filter(kind=self.kwargs["kind"]).order_by("-pk").first()
        if found is None:
            raise Http404
        self.notice: Notice = found

    def reason_against(self) -> str:
        if self.notice.served_on is not None:
            return _("This notice has been served.")
        if not self.object.notices.waiting().filter(pk=self.notice.pk).exists():
            return _("The session was called off, so its summons is not served any more.")
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
    """The office acknowledges a notice in its portal: that is its service, and opens its text."""

    form_class = AcceptForm
    template_name = "violations/acknowledge.html"
    title = gettext_lazy("Notice")
    button = gettext_lazy("I have received this notice")
    success_message = gettext_lazy("You have acknowledged the notice; your window has started.")

    def is_allowed(self) -> bool:
        return may(self.actor, Permission.CASE_DEFEND)

    def get_success_message(self, done: Any) -> str:
        if self.notice.session_id:
            return _("You have acknowledged the summons; its session stands in the file.")
        return super().get_success_message(done)

    def reason_against(self) -> str:
        if self.notice.channel != Channel.PORTAL:
            return _("This notice comes by letter or in person, with a receipt.")
        return super().reason_against()

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
        return sees_inside(self.actor) or self.actor.role is Role.OPERATOR

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the letter; an office acknowledges it first."""
        self.setup_object()
        if not reads_notice(self.actor, self.notice):
            return redirect("violations:acknowledge", self.object.number, self.notice.kind)
        return self.show(self.get_form(), status=200)

    def reason_against(self) -> str:
        return ""

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """A letter is only read."""
        raise Http404

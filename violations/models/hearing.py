"""Notices and their service; what the office answers."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, Stamped
from violations.models.cases import Case, CasePartQuerySet
from violations.models.evidence import Evidence
from violations.models.sessions import HearingSession
from violations.states import CALLED_OFF, CaseState, Channel, NoticeKind, SessionState


def to_serve() -> Q:
    """
    Return the condition that a notice was issued and its service is still waited for.

    A summons waits while its session is summoned, another notice while its case is at the point
    of that notice. `violations_notice_waits` in violations/sql/unopened.sql asks the same.
    """
    appeals: Any = Case._meta.get_field("appeal").related_model
    summons = Q(kind=NoticeKind.SUMMONS, session__state=SessionState.SUMMONED)
    open_states = [CaseState.OPENED, CaseState.DECIDED, CaseState.FINAL]
    objected = Q(case__state=CaseState.CLOSED, case__in=appeals.objects.values("case"))
    of_round = Q(round_no=F("case__round_no"))
    other = ~Q(kind=NoticeKind.SUMMONS) & of_round & (Q(case__state__in=open_states) | objected)
    return Q(summons | other, served_on=None)


def on_paper() -> Q:
    """Return the condition that a notice left unopened in the portal is to be served on paper."""
    return Q(to_serve(), paper_since__isnull=False)


class NoticeQuerySet(CasePartQuerySet["Notice"]):
    """An office knows of each notice that was issued; what it says opens with its service."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the notices of visible cases; none for the association."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(principal))

    def read_by(self, principal: Principal) -> Self:
        """Return the notices whose text is open: to an operator, those that have been served."""
        notices = self.visible_to(principal)
        if principal.role is Role.OPERATOR:
            return notices.filter(served_on__isnull=False)
        return notices

    def on_paper(self) -> Self:
        """Return the notices that were left unopened in the portal and are served on paper."""
        return self.filter(on_paper())

    def waiting(self) -> Self:
        """
        Return the notices that are to be served.

        A summons to what was called off is not, nor what a judgment that sent the case back ended.
        """
        past = Q(kind__in=[NoticeKind.DECISION, NoticeKind.APPEAL_RESULT]) & ~Q(
            round_no=F("case__round_no")
        )
        return self.filter(served_on__isnull=True).filter(
            ~past, Q(session__isnull=True) | ~Q(session__state__in=CALLED_OFF)
        )


class Notice(Stamped, Addressed):
    """
    A notice of a case, issued on one day and served on another, with proof.

    Portal: served when the office acknowledges it. Letter and in person: served on the day that
    the receipt shows.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="notices", verbose_name=_("case")
    )  # notices are kept
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    session = models.ForeignKey(
        HearingSession,
        on_delete=models.PROTECT,  # sessions are kept
        related_name="notices",
        verbose_name=_("hearing session"),
        null=True,
        blank=True,
        db_index=False,  # its unique constraint starts with it
    )
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    letter_no = models.CharField(_("letter number"), max_length=40)
    text = models.TextField(_("text"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.BigIntegerField(_("issued by"))
    served_on = models.DateField(_("served on"), null=True, blank=True)
    served_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    proof = models.CharField(_("proof of service"), max_length=240, blank=True)
    receipt = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("receipt"),
        null=True,
        blank=True,
    )
    # When the office was reminded of what it left unopened in the portal; since when and until
    # when it is served on paper instead (docs/adr/0059-unopened-notices.md).
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    reminded_again_on = models.DateField(_("reminded again on"), null=True, blank=True)
    paper_since = models.DateField(_("to be served on paper since"), null=True, blank=True)
    paper_due_on = models.DateField(_("to be served on paper until"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_notice_served_proven",
                condition=Q(served_on__isnull=True) | ~Q(proof=""),
                violation_error_message=_("Service needs a proof."),
            ),
            models.CheckConstraint(
                name="violations_notice_served_after_issue",
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("issued_on")),
                violation_error_message=_("A notice cannot be served before it is issued."),
            ),
            models.CheckConstraint(
                name="violations_notice_paper_scanned",
                condition=Q(served_on__isnull=True)
                | Q(channel=Channel.PORTAL)
                | Q(receipt__isnull=False),
                violation_error_message=_("The scan of the receipt is kept with a paper service."),
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "round_no"],
                condition=Q(session__isnull=True),
                name="violations_notice_one_of_kind",
                violation_error_message=_("The case has a notice of this kind."),
            ),
            models.UniqueConstraint(
                fields=["session"],
                name="violations_notice_one_summons",
                violation_error_message=_("A session has one summons."),
            ),
            models.CheckConstraint(
                name="violations_notice_summons_of_session",
                condition=Q(kind="summons", session__isnull=False)
                | (~Q(kind="summons") & Q(session__isnull=True)),
                violation_error_message=_("A summons, and no other notice, names a session."),
            ),
            models.CheckConstraint(
                name="violations_notice_reminded_in_order",
                condition=Q(reminded_again_on__isnull=True)
                | Q(reminded_on__isnull=False, reminded_again_on__gt=F("reminded_on")),
                violation_error_message=_("A second reminder follows the first one."),
            ),
            models.CheckConstraint(
                name="violations_notice_paper_after_reminders",
                condition=Q(paper_since__isnull=True, paper_due_on__isnull=True)
                | Q(
                    reminded_again_on__isnull=False,
                    paper_since__isnull=False,
                    paper_due_on__isnull=False,
                    paper_since__gt=F("reminded_again_on"),
                    paper_due_on__gt=F("paper_since"),
                ),
                violation_error_message=_(
                    "A notice is served on paper after two reminders, until a day."
                ),
            ),
        ]
        indexes = [
            # Read by every page of those who serve: the few notices that are not served yet.
            models.Index(
                fields=["case"],
                condition=Q(served_on__isnull=True),
                name="violations_notice_unserved",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_no

    def get_absolute_url(self) -> str:
        """Return the page of the case."""
        return self.case.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        """Return the audit chain of the case."""
        return self.case.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what receipts of its deadline call it: its case, and its number."""
        return f"{self.case.number} · {self.letter_no}"


class DefenceQuerySet(CasePartQuerySet["Defence"]):
    """Answers of offices; one that the office contests counts for nothing."""

    def counted(self) -> Self:
        """Return the answers that the office has not contested."""
        return self.filter(contested_on__isnull=True)


class Defence(Stamped, Addressed):
    """
    What the office answers; a late one is stored and marked.

    One from paper has its scan. The office may contest it: it stays readable and counts no longer.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="defences", verbose_name=_("case")
    )  # what was said is kept
    stance = models.CharField(
        _("stance"),
        max_length=8,
        choices=[
            ("denies", _("denies the violation")),
            ("partly", _("accepts a part")),
            ("accepts", _("accepts and corrects")),
        ],
    )
    text = models.TextField(_("text"))
    submitted_on = models.DateField(_("submitted on"))
    submitted_at = models.DateTimeField(_("submitted at"))
    is_late = models.BooleanField(_("late"), default=False)
    is_paper = models.BooleanField(_("entered from paper"), default=False)
    written_by = models.BigIntegerField(_("entered by"))
    written_by_name = models.CharField(_("entered by"), max_length=120)
    scan = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("scan"),
        null=True,
        blank=True,
    )
    contested_on = models.DateField(_("contested on"), null=True, blank=True)
    contested_by = models.BigIntegerField(_("contested by"), null=True, blank=True)
    contested_by_name = models.CharField(
        _("contested by"), max_length=120, blank=True, default="", db_default=""
    )
    contest_reason = models.TextField(
        _("why it is contested"), blank=True, default="", db_default=""
    )
    # Until when, that day included, nothing is decided on a paper entry: the office may contest it.
    contest_until = models.DateField(_("can be contested until"), null=True, blank=True)

    objects = DefenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_defence_contest_of_paper",
                condition=Q(contest_until__isnull=True) | Q(is_paper=True),
                violation_error_message=_("Only a paper entry has a time to contest it."),
            ),
            models.CheckConstraint(
                name="violations_defence_contested_paper",
                condition=Q(contested_on__isnull=True, contested_by__isnull=True, contest_reason="")
                | Q(
                    ~Q(contest_reason=""),
                    is_paper=True,
                    contested_on__isnull=False,
                    contested_by__isnull=False,
                ),
                violation_error_message=_("Only a paper entry is contested, with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.submitted_on}"

    @property
    def audit_stream(self) -> str:
        """Return the audit chain of the case."""
        return self.case.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what receipts of its deadline call it: its case."""
        return self.case.number

"""What was decided in a case, and what was said against it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, Stamped
from violations.models.cases import Case, CasePartQuerySet
from violations.models.evidence import Evidence
from violations.models.hearing import Notice
from violations.models.sessions import HearingSession
from violations.states import (
    AppealResult,
    Forum,
    JudgmentResult,
    NoticeKind,
    Outcome,
    SanctionKind,
)


class DecisionQuerySet(CasePartQuerySet["Decision"]):
    """What was decided opens to the office with the service of its notice."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the decisions of visible cases; of an office's own, those that were served."""
        decisions = super().visible_to(principal)
        if principal.role is not Role.OPERATOR:
            return decisions
        told = Q(case__in=Case.objects.told_to(principal))
        result = Notice.objects.filter(
            case=OuterRef("case"), round_no=OuterRef("round_no"), kind=NoticeKind.APPEAL_RESULT,
            served_on__isnull=False,
        )  # fmt: skip
        # What was decided before a judgment sent the case back had been served.
        past = Q(round_no__lt=F("case__round_no"))
        return decisions.filter(past | told & (~Q(forum=Forum.APPEAL) | Exists(result)))


class Decision(Stamped, Addressed):
    """
    What was decided in a case, by whom, with reasons; never edited.

    Where a session was held, a first decision names it and comes after its minutes were sealed.
    The appeal's decision is a row of its own, and so is a judgment from outside that annuls or
    reduces a final one or sends it back, and names its document; `forum` says which is which.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("case")
    )  # decisions are kept
    session = models.ForeignKey(
        HearingSession,
        on_delete=models.PROTECT,  # the decision rests on its minutes
        related_name="decisions",
        verbose_name=_("hearing session"),
        null=True,
        blank=True,
    )
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    forum = models.CharField(_("forum"), max_length=10, choices=Forum.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"))
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True)
    proposed_sanction = models.CharField(
        _("sanction of the matrix"), max_length=32, choices=SanctionKind.choices, blank=True
    )
    proposed_days = models.PositiveSmallIntegerField(_("days of the matrix"), null=True, blank=True)
    sanction = models.CharField(_("sanction"), max_length=32, choices=SanctionKind.choices)
    sanction_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    override_reason = models.TextField(_("reason for another sanction"), blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    attendance = models.JSONField(_("attendance"), default=list)
    # Of a judgment; empty in older ones, which all annulled.
    judgment_result = models.CharField(
        _("what the judgment did"), max_length=10, choices=JudgmentResult.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    document_issuer = models.CharField(_("issuer"), max_length=160, blank=True)
    scan = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("scan"),
        null=True,
        blank=True,
    )
    decided_on = models.DateField(_("decided on"))
    decided_by = models.BigIntegerField(_("decided by"))
    decided_by_name = models.CharField(_("decided by"), max_length=120)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_decision_reasoned",
                condition=~Q(reasons=""),
                violation_error_message=_("A decision states its reasons."),
            ),
            models.UniqueConstraint(
                fields=["session", "round_no"],
                name="violations_decision_one_of_session",
                violation_error_message=_("The case has been decided."),
            ),
            models.UniqueConstraint(
                fields=["case", "round_no"],
                condition=Q(forum__in=["agency", "committee"]),
                name="violations_decision_one_first",
                violation_error_message=_("The case has been decided."),
            ),
            models.UniqueConstraint(
                fields=["case", "round_no"],
                condition=Q(forum="appeal"),
                name="violations_decision_one_appeal",
                violation_error_message=_("The objection has been decided."),
            ),
            models.UniqueConstraint(
                fields=["case", "round_no"],
                condition=Q(forum="judgment", outcome="not_proven"),
                name="violations_decision_one_judgment",
                violation_error_message=_("A judgment on this case has been recorded."),
            ),
            models.CheckConstraint(
                name="violations_decision_judgment_documented",
                condition=~Q(forum="judgment")
                | (~Q(document_no="") & Q(document_on__isnull=False) & ~Q(document_issuer="")),
                violation_error_message=_("A judgment names its document."),
            ),
            models.CheckConstraint(
                name="violations_decision_judgment_result",
                condition=Q(judgment_result="")
                | Q(forum="judgment", outcome="proven", judgment_result="reduced")
                | Q(
                    forum="judgment",
                    outcome="not_proven",
                    judgment_result__in=["annulled", "sent_back"],
                ),
                violation_error_message=_("Only a judgment annuls, reduces or sends back."),
            ),
            models.CheckConstraint(
                name="violations_decision_acquits_without_sanction",
                condition=Q(outcome="proven") | Q(sanction="none", points=0),
                violation_error_message=_("What is not proven has no sanction and no points."),
            ),
            models.CheckConstraint(
                name="violations_decision_suspension_days",
                condition=~Q(sanction="suspension") | Q(sanction_days__gte=1),
                violation_error_message=_("A suspension names its days."),
            ),
        ]
        indexes = [
            # Read by the list of decisions, newest first.
            models.Index(fields=["-decided_on", "-id"], name="violations_decision_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    @property
    def dated_on(self) -> date:
        """Return the decision's own day; of a judgment its document's, not that of its entry."""
        return self.document_on or self.decided_on


class AppealQuerySet(CasePartQuerySet["Appeal"]):
    """Objections of offices; one that the office contests counts for nothing."""

    def counted(self) -> Self:
        """Return the objections of the present round of their cases that are not contested."""
        return self.of_round().filter(contested_on__isnull=True)


class Appeal(Stamped, Addressed):
    """
    An objection to a decision, decided by somebody who touched nothing before.

    One from paper may be contested by the office before it is decided: it stays readable and counts
    no longer.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="appeals", related_query_name="appeal",
        verbose_name=_("case"),
    )  # fmt: skip  # what was said is kept
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    text = models.TextField(_("text"))
    filed_on = models.DateField(_("filed on"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.BigIntegerField(_("filed by"))
    filed_by_name = models.CharField(_("filed by"), max_length=120)
    is_paper = models.BooleanField(_("entered from paper"), default=False)
    result = models.CharField(_("result"), max_length=10, choices=AppealResult.choices, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
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

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_appeal_contest_of_paper",
                condition=Q(contest_until__isnull=True) | Q(is_paper=True),
                violation_error_message=_("Only a paper entry has a time to contest it."),
            ),
            models.UniqueConstraint(
                fields=["case", "round_no"],
                condition=Q(contested_on__isnull=True),
                name="violations_appeal_once",
                violation_error_message=_("The office has objected already."),
            ),
            models.CheckConstraint(
                name="violations_appeal_contested_paper",
                condition=Q(contested_on__isnull=True, contested_by__isnull=True, contest_reason="")
                | Q(
                    ~Q(contest_reason=""),
                    is_paper=True,
                    result="",
                    contested_on__isnull=False,
                    contested_by__isnull=False,
                ),
                violation_error_message=_("Only a paper entry is contested, with a reason."),
            ),
            models.CheckConstraint(
                name="violations_appeal_result_iff_decided",
                condition=Q(result="", decided_on__isnull=True)
                | (~Q(result="") & Q(decided_on__isnull=False)),
                violation_error_message=_("A decided objection, and no other, has a result."),
            ),
        ]
        indexes = [
            # Read by the list of objections, newest first.
            models.Index(fields=["-filed_on", "-id"], name="violations_appeal_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"

    @property
    def audit_stream(self) -> str:
        """Return the audit chain of the case."""
        return self.case.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what receipts of its deadline call it: its case."""
        return self.case.number

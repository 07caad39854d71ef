"""Who is noted absent from a hearing session contests that, and the forum's side answers."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from violations.states import AbsenceAnswer


class AbsenceContest(models.Model):
    """
    The columns of a seat that hold the contest of a noted absence (docs/adr/0075-absences.md).

    Until `contest_until`, that day included, who was called to be heard may contest; nothing is
    decided before that day is over or the contest is answered.
    """

    contest_until = models.DateField(_("can be contested until"), null=True, blank=True)
    contested_at = models.DateTimeField(_("contested at"), null=True, blank=True)
    contested_by = models.BigIntegerField(_("contested by"), null=True, blank=True)
    contested_by_name = models.CharField(
        _("contested by"), max_length=120, blank=True, default="", db_default=""
    )
    contest_reason = models.TextField(
        _("why it is contested"), blank=True, default="", db_default=""
    )
    contest_answer = models.CharField(
        _("answer to the contest"),
        max_length=10,
        choices=AbsenceAnswer.choices,
        blank=True,
        default="",
        db_default="",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.BigIntegerField(_("answered by"), null=True, blank=True)
    answered_by_name = models.CharField(
        _("answered by"), max_length=120, blank=True, default="", db_default=""
    )
    answer_reason = models.TextField(
        _("reason of the answer"), blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True

    @property
    def is_contest_open(self) -> bool:
        """Tell whether a contest waits for its answer."""
        return self.contested_at is not None and not self.contest_answer


# A contest that waits for its answer.
IS_CONTESTED = Q(contested_at__isnull=False, contest_answer="")


def waits_on(on: date) -> Q:
    """Return the condition that a noted absence may yet be contested, or its contest answered."""
    may_be = Q(is_present=False, contested_at__isnull=True, contest_until__gte=on)
    return may_be | IS_CONTESTED


ABSENCE_CONSTRAINTS = (
    models.CheckConstraint(
        name="violations_sessionseat_contest_is_reasoned",
        condition=Q(contested_at__isnull=True, contested_by__isnull=True, contest_reason="")
        | Q(
            ~Q(contest_reason=""),
            contested_at__isnull=False,
            contested_by__isnull=False,
            contest_until__isnull=False,
            is_judge=False,
            user__isnull=False,
        ),
        violation_error_message=_("Who is noted absent contests it with a reason."),
    ),
    models.CheckConstraint(
        name="violations_sessionseat_contest_is_answered",
        condition=Q(
            contest_answer="", answered_at__isnull=True, answered_by__isnull=True, answer_reason=""
        )
        | Q(
            ~Q(answer_reason=""),
            contest_answer__in=["present", "absent"],
            contested_at__isnull=False,
            answered_at__isnull=False,
            answered_by__isnull=False,
        ),
        violation_error_message=_("A contest is answered once, with a reason."),
    ),
)

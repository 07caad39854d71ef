"""Acts that one person has proposed and another person confirms."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, SCOPE_OF, UNNAMED_SCOPES, Role
from approvals.states import PendingState
from core.models import Addressed, ScopedQuerySet, Stamped


class PendingActQuerySet(ScopedQuerySet["PendingAct"]):
    """Proposers see what they proposed, confirmers what they may confirm, auditors all."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the pending acts of the principal's desk, own proposals and past ones."""
        match principal.role:
            case Role.AUDITOR | Role.SYSTEM:
                return self
            case _:
                return self.filter(confirmable_by(principal) | Q(proposed_by=principal.user_id))

    def waiting(self) -> Self:
        """Return those that nobody has decided."""
        return self.filter(state=PendingState.PENDING)

    def awaiting(self, principal: Principal) -> Self:
        """Return the undecided ones that the principal may confirm: of and about others."""
        mine = accounts_of(principal.user_id)
        own = User.objects.filter(pk__in=mine).values("public_id")
        others = self.waiting().filter(confirmable_by(principal)).exclude(proposed_by__in=mine)
        return others.exclude(target_type=User._meta.label_lower, target_id__in=own)


def confirmable_by(principal: Principal) -> Q:
    """Return the condition for acts that the principal's role confirms in its scope."""
    permissions = sorted(ROLE_PERMISSIONS[principal.role])
    is_unnamed = SCOPE_OF[principal.role] in UNNAMED_SCOPES
    bodies = Q(scope_id__isnull=True) if is_unnamed else Q(scope_id__in=principal.scope_ids)
    return Q(permission__in=permissions) & bodies


class PendingAct(Stamped, Addressed):
    """
    An act as one person proposed it, until another person confirms it or it ends otherwise.

    `act` is the key of a `PendingKind`. `rows` are what confirmers read: pairs of label and value,
    in official Persian. `digest` is the fingerprint of everything that is approved; SQL guards
    refuse changes of what was proposed. Confirmers hold `permission` for the scope; `roles` are the
    roles that have it, for the guard. `expires_on` is the last day on which it can be confirmed.
    """

    act = models.CharField(_("act"), max_length=60)
    target_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    target_id = models.UUIDField(_("record"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=240)
    summary = models.TextField(_("summary"), blank=True)
    arguments = models.JSONField(_("arguments"), default=dict)
    rows = models.JSONField(_("what is proposed"), default=list)
    digest = models.CharField(_("fingerprint"), max_length=64)
    permission = models.CharField(_("permission to confirm"), max_length=60)
    roles = ArrayField(models.CharField(max_length=20), verbose_name=_("roles that confirm"))
    scope_kind = models.CharField(_("scope"), max_length=12, default="province")
    scope_id = models.UUIDField(_("scope"), null=True, blank=True)
    proposed_by = models.BigIntegerField(_("proposed by"))
    proposed_by_name = models.CharField(_("proposed by"), max_length=120)
    proposed_at = models.DateTimeField(_("proposed at"))
    expires_on = models.DateField(_("last day to confirm"))
    state = models.CharField(
        _("state"), max_length=10, choices=PendingState.choices, default=PendingState.PENDING
    )
    decided_by = models.BigIntegerField(_("decided by"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    shown_once = ""  # what a confirmation showed, in the hands of who confirmed; never stored

    objects = PendingActQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending act")
        verbose_name_plural = _("pending acts")
        constraints = [
            models.CheckConstraint(
                name="approvals_pendingact_decided_iff_not_pending",
                condition=Q(state="pending", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state="pending")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by_name="")
                ),
                violation_error_message=_("A decided act, and no other, says who decided it."),
            ),
            models.CheckConstraint(
                name="approvals_pendingact_two_accounts",
                condition=Q(decided_by__isnull=True)
                | Q(state__in=["withdrawn", "void"])
                | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Another person than the proposer confirms an act."),
            ),
            models.CheckConstraint(
                name="approvals_pendingact_digest_whole",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("A pending act has a fingerprint of its content."),
            ),
            models.CheckConstraint(
                name="approvals_pendingact_scope_named",
                condition=Q(scope_kind__in=UNNAMED_SCOPES, scope_id__isnull=True)
                | (~Q(scope_kind__in=UNNAMED_SCOPES) & Q(scope_id__isnull=False)),
                violation_error_message=_("A scope within the province names its body."),
            ),
            models.CheckConstraint(
                name="approvals_pendingact_refused_with_reason",
                condition=~Q(state="refused") | Q(reason__regex=r"\S.{8,}\S"),
                violation_error_message=_("Write why it is refused: at least ten characters."),
            ),
            models.UniqueConstraint(
                fields=["act", "target_type", "target_id"],
                condition=Q(state="pending"),
                name="approvals_pendingact_once_for_a_record",
                violation_error_message=_("The same act on this record waits already."),
            ),
        ]
        indexes = [
            # The desk of confirmers and the nightly expiry.
            models.Index(
                fields=["expires_on", "id"],
                condition=Q(state="pending"),
                name="approvals_pendingact_waiting",
            ),
            # The lists of proposers.
            models.Index(fields=["proposed_by", "-id"], name="approvals_pendingact_proposer"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the pending act."""
        return reverse("approvals:pending", args=[self.public_id])

    def is_in_scope(self, principal: Principal) -> bool:
        """Tell whether the act is of the body for which the principal works."""
        if SCOPE_OF[principal.role] in UNNAMED_SCOPES:
            return self.scope_id is None
        return self.scope_id in principal.scope_ids

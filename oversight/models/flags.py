"""Flags: that a rule held for a subject as of a day, and how that stopped mattering."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Licence, Office
from oversight.models.policies import PolicyVersion
from oversight.models.runs import RuleRun
from oversight.states import FlagEndKind, FlagScope, RuleCode
from violations.models import Case


class FlagQuerySet(ScopedQuerySet["Flag"]):
    """Flags, by who may see them."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the flags in scope.

        The province sees all; an agency those on its own contracts and on itself; an operator
        and the association those whose review has been served.
        """
        match principal.role:
            case (
                Role.DEPUTY
                | Role.EXPERT
                | Role.SECRETARIAT
                | Role.AUDITOR
                | Role.SYSTEM
                | Role.COMMITTEE_CHAIR
                | Role.COMMITTEE_MEMBER
            ):
                return self
            case Role.AGENCY_MANAGER | Role.AGENCY_CLERK | Role.AGENCY_APPEAL:
                return self.filter(agency__in=Agency.objects.own(principal))
            case Role.OPERATOR:
                served = Q(reviews__office__in=Office.objects.own(principal))
                return self.filter(served, reviews__served_on__isnull=False).distinct()
            case Role.ASSOCIATION:
                served = Q(reviews__office__is_member=True)
                return self.filter(served, reviews__served_on__isnull=False).distinct()
            case Role.COUNTY_REP:
                return self.filter(office__county__public_id__in=principal.county_ids)
            case _:
                return self.none()

    def open(self) -> Self:
        """Return the flags that nothing has ended."""
        return self.filter(end__isnull=True)

    def held(self) -> Self:
        """Return the open flags of contracts that ask for a review and have led to none."""
        asking = self.open().filter(scope=FlagScope.CONTRACT, is_watch=False)
        return asking.filter(reviews__isnull=True)


class Flag(Stamped, Addressed):
    """
    That a rule of a policy version held for a subject as of a day. Immutable.

    `facts` are the keys of the facts used, `fingerprint` the digest of rule, level, subject and
    facts: the same facts give the same flag, once. `recurrence` counts up with the rounds of the
    cases: what was found again after a judgment is flagged once more. `inputs` and `evaluation`
    rebuild it byte for byte; `sentence` explains it.
    """

    code = models.CharField(_("rule"), max_length=4, choices=RuleCode.choices)
    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="flags",
        verbose_name=_("policy version"),
    )
    scope = models.CharField(_("scope"), max_length=10, choices=FlagScope.choices)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="flags",
        verbose_name=_("office"),
        null=True,
        blank=True,
    )
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="flags",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    licence = models.ForeignKey(
        Licence,
        on_delete=models.PROTECT,  # licences are kept
        related_name="flags",
        verbose_name=_("licence"),
        null=True,
        blank=True,
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # agencies are kept
        related_name="flags",
        verbose_name=_("agency"),
        null=True,
        blank=True,
    )
    subject = models.CharField(_("subject"), max_length=40)
    facts = ArrayField(models.CharField(max_length=80), verbose_name=_("facts used"))
    as_of = models.DateField(_("as of"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    recurrence = models.PositiveSmallIntegerField(_("recurrence"), default=1, db_default=1)
    parameters = models.JSONField(_("parameters"), default=dict)
    inputs = models.JSONField(_("inputs"), default=dict)
    evaluation = models.JSONField(_("evaluation"), default=dict)
    sentence = models.TextField(_("explanation"))
    is_watch = models.BooleanField(_("watch only"), default=False)
    run = models.ForeignKey(
        RuleRun,
        on_delete=models.PROTECT,  # runs are kept
        related_name="flags",
        verbose_name=_("run"),
    )
    cases = models.ManyToManyField(
        Case, related_name="flags", verbose_name=_("cases counted"), blank=True
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.CheckConstraint(
                name="oversight_flag_subject_named",
                condition=(Q(scope="contract", contract__isnull=False))
                | Q(scope="office", office__isnull=False)
                | Q(scope="licence", licence__isnull=False)
                | Q(scope="agency", agency__isnull=False),
                violation_error_message=_("A flag names its subject."),
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "recurrence"],
                name="oversight_flag_once",
                violation_error_message=_("The same facts are flagged already."),
            ),
        ]
        indexes = [
            # Read by the sweep: which facts a rule has already used against a subject.
            models.Index(fields=["subject", "code"], name="oversight_flag_subject"),
            # Read by the contract's and the office's page.
            models.Index(fields=["contract", "-id"], name="oversight_flag_contract"),
            models.Index(fields=["office", "-id"], name="oversight_flag_office"),
            # Read by an agency's list.
            models.Index(fields=["agency", "-as_of", "-id"], name="oversight_flag_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.as_of}"

    def get_absolute_url(self) -> str:
        """Return the flag's page."""
        return reverse("oversight:flag", args=[self.public_id])

    @property
    def audit_stream(self) -> str:
        """Return the agency's own audit chain, or the province's."""
        return f"agency:{self.agency_id}" if self.agency_id else "province"


class FlagEnd(Stamped):
    """How and when a flag stopped mattering; a row beside the immutable flag, itself immutable."""

    flag = models.OneToOneField(
        Flag, on_delete=models.PROTECT, related_name="end", verbose_name=_("flag")
    )  # flags are kept
    kind = models.CharField(_("how"), max_length=12, choices=FlagEndKind.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=400)

    def __str__(self) -> str:
        return f"{self.flag_id} {self.kind}"

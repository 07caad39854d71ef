"""Policies: numbered, immutable sets of rules, proposed by one person and approved by another."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from oversight.states import PolicyState, RuleCode


class PolicyQuerySet(ScopedQuerySet["PolicyVersion"]):
    """Policies are public to everybody who is signed in."""

    def visible_to(self, principal: Principal) -> Self:
        """Return approved versions for all, and proposals for the province."""
        return self if principal.is_province else self.filter(state=PolicyState.APPROVED)

    def in_force(self, on: date) -> Self:
        """Return the approved versions from the newest that has begun on a day."""
        return self.filter(state=PolicyState.APPROVED, valid_from__lte=on).order_by(
            "-valid_from", "-number"
        )


class PolicyVersion(Stamped, Addressed):
    """
    An immutable set of rules, in force from `valid_from` until a newer one begins.

    Proposed by one person and approved by another.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(
        _("state"), max_length=10, choices=PolicyState.choices, default=PolicyState.PROPOSED
    )
    valid_from = models.DateField(_("in force from"))
    note = models.TextField(_("note"), blank=True)
    resolution = models.CharField(_("working-group resolution"), max_length=80, blank=True)
    proposed_by = models.BigIntegerField(_("proposed by"))
    proposed_by_name = models.CharField(_("proposed by"), max_length=120)
    approved_by = models.BigIntegerField(_("approved by"), null=True, blank=True)
    approved_by_name = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    refusal = models.TextField(_("reason for refusing"), blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.CheckConstraint(
                name="oversight_policyversion_two_persons",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("A policy is approved by another than its proposer."),
            ),
            models.CheckConstraint(
                name="oversight_policyversion_approved_iff_signed",
                condition=Q(state="approved", approved_by__isnull=False, approved_on__isnull=False)
                | (~Q(state="approved") & Q(approved_by__isnull=True)),
                violation_error_message=_("An approved policy, and no other, is signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        """Return the version's page."""
        return reverse("oversight:policy", args=[self.number])


class PolicyRule(Stamped):
    """One rule of a policy version: on or off, its parameters, its provenance."""

    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="rules",
        verbose_name=_("policy version"),
    )
    code = models.CharField(_("rule"), max_length=4, choices=RuleCode.choices)
    is_enabled = models.BooleanField(_("on"), default=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    provenance = models.CharField(
        _("provenance"),
        max_length=8,
        choices=[("sourced", _("sourced")), ("assumed", _("assumed"))],
    )
    citation = models.CharField(_("citation"), max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="oversight_policyrule_once",
                violation_error_message=_("The version has this rule."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.code}"

"""Contracts, their services and guarantees, the proofs that may end them, waivers."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency, Service
from contracts.states import ContractState, ProofKind, WaiverWindow
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office, RegisterImport, days
from territory.models import Division


class ContractQuerySet(ScopedQuerySet["Contract"]):
    """Contracts, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the province's all, an agency's own, an operator's own, a member's for the association."""
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
                return self.filter(office__in=Office.objects.own(principal))
            case Role.ASSOCIATION:
                return self.filter(office__is_member=True)
            case _:
                return self.none()

    def in_force(self, on: date) -> Self:
        """Return the contracts whose term holds `on` and that are not ended."""
        return self.filter(
            state__in=[
                ContractState.ACTIVE, ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE
            ],
            starts_on__lte=on,
            ends_on__gte=on,
        )


class Contract(Stamped, Addressed):
    """
    One agency's mandate to one office.

    In force from `starts_on` to `ends_on`, both days included; a terminated contract
    ends on `terminated_on` instead. A suspension always has an end; a termination needs a proof,
    also by raw SQL (trigger in the first migration).
    """

    number = models.CharField(_("contract number"), max_length=40, unique=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="contracts",
        verbose_name=_("agency"),
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="contracts",
        verbose_name=_("office"),
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[("contract", _("contract")), ("memorandum", _("memorandum"))],
        default="contract",
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ContractState.choices, default=ContractState.DRAFT
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    notice_days = models.PositiveSmallIntegerField(_("termination notice, days"), default=30)
    retention_percent = models.DecimalField(
        _("retention, percent"), max_digits=5, decimal_places=2, default=0
    )
    value = models.PositiveBigIntegerField(_("estimated value, rial"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    suspension_proof = models.ForeignKey(
        "EndingProof",
        on_delete=models.PROTECT,  # the proof is part of the history
        related_name="suspensions",
        verbose_name=_("proof of suspension"),
        null=True,
        blank=True,
    )
    notice_served_on = models.DateField(_("termination notice served on"), null=True, blank=True)
    notice_ends_on = models.DateField(_("termination notice ends on"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending_proof = models.ForeignKey(
        "EndingProof",
        on_delete=models.PROTECT,  # the proof is part of the history
        related_name="endings",
        verbose_name=_("proof of ending"),
        null=True,
        blank=True,
    )
    mutual_end_on = models.DateField(_("proposed end by agreement"), null=True, blank=True)
    quota_exception = models.CharField(_("reason above the rank quota"), max_length=400, blank=True)
    origin = models.CharField(
        _("origin"),
        max_length=8,
        choices=[("own", _("made here")), ("import", _("imported"))],
        default="own",
    )
    source_import = models.ForeignKey(
        RegisterImport,
        on_delete=models.PROTECT,  # the file is the contract's source
        related_name="contracts",
        verbose_name=_("source file"),
        null=True,
        blank=True,
    )
    confirmed_on = models.DateField(_("confirmed by the agency on"), null=True, blank=True)
    confirmed_by = models.BigIntegerField(_("confirmed by"), null=True, blank=True)
    renewed_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # a renewal names what it renews
        related_name="renewal",
        verbose_name=_("renews"),
        null=True,
        blank=True,
    )
    drafted_by = models.BigIntegerField(_("drafted by"), null=True, blank=True)
    signed_by = models.BigIntegerField(_("signed by"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                name="contracts_contract_dates_ordered",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A contract cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="contracts_contract_terminated_iff_dated",
                condition=Q(state="terminated", terminated_on__isnull=False)
                | Q(state="settled")
                | (~Q(state__in=["terminated", "settled"]) & Q(terminated_on__isnull=True)),
                violation_error_message=_(
                    "A terminated contract, and no other, has a termination date."
                ),
            ),
            models.CheckConstraint(
                name="contracts_contract_terminated_proven",
                condition=Q(terminated_on__isnull=True)
                | Q(ending_proof__isnull=False)
                | Q(origin="import"),
                violation_error_message=_("A termination needs a proof."),
            ),
            models.CheckConstraint(
                name="contracts_contract_suspension_ends",
                condition=(
                    Q(state="suspended")
                    & Q(suspended_on__isnull=False)
                    & Q(suspended_until__gte=F("suspended_on"))
                    & (Q(suspension_proof__isnull=False) | Q(origin="import"))
                )
                | ~Q(state="suspended"),
                violation_error_message=_("A suspension has a proof, a start and an end."),
            ),
            models.CheckConstraint(
                name="contracts_contract_notice_served",
                condition=(
                    Q(state="termination_notice")
                    & Q(notice_served_on__isnull=False)
                    & Q(notice_ends_on__gt=F("notice_served_on"))
                )
                | ~Q(state="termination_notice"),
                violation_error_message=_("A termination notice is served and has an end."),
            ),
            models.CheckConstraint(
                name="contracts_contract_import_sourced",
                condition=Q(origin="import", source_import__isnull=False)
                | Q(origin="own", source_import__isnull=True),
                violation_error_message=_("An imported contract, and no other, names its file."),
            ),
            models.CheckConstraint(
                name="contracts_contract_retention_share",
                condition=Q(retention_percent__range=(0, 100)),
                violation_error_message=_("Retention is a share of 0 to 100 percent."),
            ),
        ]
        indexes = [
            # Read by an agency's list, by end of term.
            models.Index(fields=["agency", "ends_on", "id"], name="contracts_contract_agency"),
            # Read by the office's page and by the rules.
            models.Index(fields=["office", "state", "id"], name="contracts_contract_office"),
            # Read by the province's list and the nightly expiry.
            models.Index(fields=["state", "ends_on", "id"], name="contracts_contract_expiry"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the contract's page."""
        return reverse("contracts:contract", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return f"agency:{self.agency_id}"


class ContractService(Stamped):
    """
    A service under a contract. Office, agency, dates and state are copies of the contract's, kept by
    a trigger, so that the exclusion constraint can compare them (design: DECISIONS 19).
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="contract_services",
        verbose_name=_("contract"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,  # contracts name the service
        related_name="contract_services",
        verbose_name=_("service"),
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office")
    )  # copy
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency")
    )  # copy
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=20, choices=ContractState.choices)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="contracts_contractservice_one_active",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["active", "suspended", "termination_notice"]),
                violation_error_message=_(
                    "The office has an active contract with the agency for this service."
                ),
            ),
            models.UniqueConstraint(
                fields=["contract", "service"],
                name="contracts_contractservice_once",
                violation_error_message=_("The contract names this service already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.service_id}"


class GuaranteeState(models.TextChoices):
    """Where a guarantee stands; «expired» is computed from its date until it is recorded."""

    HELD = "held", _("held")
    EXPIRED = "expired", _("expired")
    RELEASED = "released", _("released")
    CALLED = "called", _("called")


class GuaranteeQuerySet(ScopedQuerySet["Guarantee"]):
    """Guarantees are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the guarantees of visible contracts; amounts are not the association's matter."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class Guarantee(Stamped, Addressed):
    """A performance guarantee of a contract, in force to `expires_on`, that day included."""

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="guarantees",
        verbose_name=_("contract"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            ("bank", _("bank guarantee")),
            ("promissory", _("promissory note")),
            ("cheque", _("cheque")),
            ("cash", _("cash deposit")),
        ],
    )
    number = models.CharField(_("number"), max_length=60)
    amount = models.PositiveBigIntegerField(_("amount, rial"))
    expires_on = models.DateField(_("expires on"))
    state = models.CharField(
        _("state"), max_length=10, choices=GuaranteeState.choices, default=GuaranteeState.HELD
    )

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_guarantee_number",
                violation_error_message=_("The contract has a guarantee of this number."),
            )
        ]
        indexes = [
            # Read by the guarantee watch and by rule F11.
            models.Index(fields=["state", "expires_on"], name="contracts_guarantee_expiry"),
        ]

    def __str__(self) -> str:
        return self.number


class ContractAddendum(Stamped, Addressed):
    """A change of a contract in force, kept as before and after."""

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="addenda",
        verbose_name=_("contract"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    effective_on = models.DateField(_("effective on"))
    text = models.TextField(_("text"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_contractaddendum_number",
                violation_error_message=_("The contract has an addendum of this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"


class EndingProof(Stamped, Addressed):
    """
    What proves that a contract may be suspended or ended; written once, by the app that knows.

    `source_id` is the public id of the decided case or review; the apps above add triggers that
    check it. A recorded document names its number, date and issuer.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="proofs",
        verbose_name=_("contract"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ProofKind.choices)
    source_id = models.UUIDField(_("source"), null=True, blank=True)
    source_label = models.CharField(_("source number"), max_length=60)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)
    document_issuer = models.CharField(_("issuer"), max_length=160, blank=True)
    reasons = models.TextField(_("reasons"))
    decided_on = models.DateField(_("decided on"))
    decided_by = models.BigIntegerField(_("decided by"))
    decided_by_name = models.CharField(_("decided by"), max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contracts_endingproof_sourced",
                condition=(
                    Q(kind__in=["final_decision", "decided_review"]) & Q(source_id__isnull=False)
                )
                | (
                    Q(kind="recorded_document")
                    & ~Q(document_no="")
                    & Q(document_on__isnull=False)
                    & ~Q(document_issuer="")
                )
                | Q(kind="urgent"),
                violation_error_message=_("A proof names its decision, review or document."),
            ),
            models.CheckConstraint(
                name="contracts_endingproof_reasoned",
                condition=~Q(reasons=""),
                violation_error_message=_("A proof states its reasons."),
            ),
        ]

    def __str__(self) -> str:
        return self.source_label


class WaiverQuerySet(ScopedQuerySet["Waiver"]):
    """Waivers are seen with what they are about; the caller has found that in scope."""

    def visible_to(self, principal: Principal) -> Self:
        """Return an operator's own, everything for the province, none for others."""
        if principal.is_province:
            return self
        return self.filter(office__in=Office.objects.own(principal))


class Waiver(Stamped, Addressed):
    """
    An office's declaration that it ends a window early (design: DECISIONS 10).

    Given by the operator with a fresh factor; `text` is the sentence that was shown.
    """

    window = models.CharField(_("window"), max_length=20, choices=WaiverWindow.choices)
    subject_type = models.CharField(_("subject"), max_length=40)
    subject_id = models.UUIDField(_("subject id"))
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    text = models.TextField(_("text"))
    given_on = models.DateField(_("given on"))
    given_at = models.DateTimeField(_("given at"))
    given_by = models.BigIntegerField(_("given by"))
    given_by_name = models.CharField(_("given by"), max_length=120)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "subject_id"],
                name="contracts_waiver_once",
                violation_error_message=_("This window has been waived."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.subject_id}"

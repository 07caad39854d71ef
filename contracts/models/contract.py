"""The contract, guarded by constraints and by the triggers in contracts/sql."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency, of_own
from contracts.models.constraints import CONTRACT_CONSTRAINTS
from contracts.states import BLOCKING, PREPARED, UNSIGNED, ContractState
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office, RegisterImport
from territory.models import Division
from workdays.models.unopened import WithUnopenedNotice


class ContractQuerySet(ScopedQuerySet["Contract"]):
    """Contracts, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the province's all, an agency's own; for office and association what was sent."""
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
                return self.filter(of_own(principal))
            case Role.OPERATOR:
                return self.filter(office__in=Office.objects.own(principal)).sent()
            case Role.ASSOCIATION:
                members = Office.objects.filter(is_member=True)
                return self.filter(office__in=members).sent()
            case _:
                return self.none()

    def sent(self) -> Self:
        """Return the contracts that the agency has put before the office."""
        return self.exclude(state__in=PREPARED)

    def running(self) -> Self:
        """Return the contracts that have been signed and have not ended."""
        return self.filter(state__in=BLOCKING)

    def confirmed(self) -> Self:
        """Return the contracts that were made here, or that the agency confirmed after a file."""
        return self.filter(Q(origin="own") | Q(confirmed_on__isnull=False))

    def unanswered(self) -> Self:
        """Return the contracts of a file that their agency has neither confirmed nor disowned."""
        return self.filter(origin="import", confirmed_on__isnull=True, disowned_on__isnull=True)

    def in_force_on(self, day: date) -> Self:
        """
        Return the contracts that were in force on a day, whatever they are now, the newest first.

        From an end to its reinstatement nothing was in force. The same rule as
        `contracts_in_force_on` in contracts/sql/in_force.sql.
        """
        last_day = Least(F("ends_on"), Coalesce("terminated_on", "ended_on", "ends_on"))
        return (
            self.confirmed()
            .exclude(state__in=UNSIGNED)
            .alias(last_day=last_day, turn=_turn_on(day))
            .filter(in_force_from__lte=day, last_day__gte=day, turn=0)
            .order_by("-starts_on", "-pk")
        )


def _turn_on(day: date) -> Func:
    """Return 1 on a day between an end and its reinstatement, else 0."""
    return Func(
        Func(
            Value(day, output_field=models.DateField()), F("interruptions"),
            function="width_bucket", output_field=models.IntegerField(),
        ),
        Value(2), function="mod", output_field=models.IntegerField(),
    )  # fmt: skip


# The day on which both sides have signed; of an imported contract whose day is not recorded, the
# day on which its agency confirmed it.
BOUND_ON = Coalesce("signed_on", "confirmed_on")


class Contract(Stamped, Addressed, WithUnopenedNotice):
    """
    One agency's mandate to one office.

    The term is `starts_on` to `ends_on`, both days included. It binds from `in_force_from`, the
    later of its first day and the day of its signature; once ended, `ended_on` is the last day in
    force, and equals `terminated_on` after a termination. A suspension holds to `suspended_until`,
    that day included. A termination notice is issued, then served with proof; `notice_ends_on` is
    its last day, so that the first day to terminate on is the day after.
    Triggers guard all of it, also against raw SQL (contracts/sql).
    """

    number = models.CharField(_("contract number"), max_length=40, unique=True)
    agency_number = models.CharField(_("agency's own number"), max_length=40, blank=True)
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
        db_index=False,  # contracts_contract_office begins with it
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
    # The office accepts before the agency signs: in the portal, or on a paper that it signed.
    accepted_on = models.DateField(_("accepted by the office on"), null=True, blank=True)
    accepted_by = models.BigIntegerField(_("accepted by"), null=True, blank=True)
    acceptance_entered_by = models.BigIntegerField(
        _("acceptance on paper entered by"), null=True, blank=True
    )
    # Until this day, included, the office may contest the paper that was entered in its name.
    contest_until = models.DateField(
        _("acceptance on paper can be contested until"), null=True, blank=True
    )
    # Until this day, included, the office takes back what it accepted last in the portal: the
    # contract, or its end by agreement.
    reconsider_until = models.DateField(
        _("acceptance can be taken back until"), null=True, blank=True
    )
    acceptance_missed_on = models.DateField(
        _("found without acceptance after its first day on"), null=True, blank=True
    )
    declined_on = models.DateField(_("declined by the office on"), null=True, blank=True)
    declined_by = models.BigIntegerField(_("declined by"), null=True, blank=True)
    decline_reason = models.CharField(
        _("why the office declined"), max_length=400, blank=True, default="", db_default=""
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    in_force_from = models.GeneratedField(
        verbose_name=_("in force from"),
        expression=Case(
            When(Q(signed_on__isnull=False) | Q(confirmed_on__isnull=False),
                 then=Greatest("starts_on", BOUND_ON)),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )  # fmt: skip
    ends_on = models.DateField(_("ends on"))
    notice_days = models.PositiveSmallIntegerField(_("termination notice, days"), default=30)
    retention_percent = models.DecimalField(
        _("retention, percent"), max_digits=5, decimal_places=2, default=0
    )
    retention_reason = models.CharField(
        _("reason above the usual retention"), max_length=400, blank=True
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
    notice_id = models.UUIDField(_("termination notice"), null=True, blank=True, editable=False)
    notice_issued_on = models.DateField(_("termination notice issued on"), null=True, blank=True)
    notice_served_on = models.DateField(_("termination notice served on"), null=True, blank=True)
    notice_entered_on = models.DateField(
        _("service of the notice entered on"), null=True, blank=True
    )
    notice_proof = models.CharField(_("proof of service"), max_length=400, blank=True)
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
    reinstated_on = models.DateField(_("reinstated on"), null=True, blank=True)
    reinstating_proof = models.ForeignKey(
        "EndingProof",
        on_delete=models.PROTECT,  # the proof is part of the history
        related_name="reinstatements",
        verbose_name=_("proof of the reinstatement"),
        null=True,
        blank=True,
    )
    # Of each reinstatement the first day out of force and the day of the return, in turn.
    interruptions = ArrayField(
        models.DateField(), verbose_name=_("days out of force and back"), editable=False,
        default=list, db_default=[],
    )  # fmt: skip
    # Read by a trigger: whoever recorded the document that is the proof does not act on it.
    acted_by = models.BigIntegerField(
        _("last acted on a proof by"), null=True, blank=True, editable=False
    )
    mutual_end_on = models.DateField(_("proposed end by agreement"), null=True, blank=True)
    mutual_end_reason = models.CharField(
        _("reason of the end by agreement"), max_length=400, blank=True
    )
    mutual_end_accepted_on = models.DateField(
        _("end by agreement accepted on"), null=True, blank=True
    )
    mutual_end_accepted_by = models.BigIntegerField(
        _("end by agreement accepted by"), null=True, blank=True
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
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
    disowned_on = models.DateField(_("called not its own by the agency on"), null=True, blank=True)
    disowned_by = models.BigIntegerField(_("called not its own by"), null=True, blank=True)
    standing_exception = models.CharField(
        _("reason to contract in spite of the office's standing"),
        max_length=400,
        blank=True,
        default="",
        db_default="",
    )
    renewed_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # a renewal names what it renews
        related_name="renewals",
        verbose_name=_("renews"),
        null=True,
        blank=True,
    )
    renewal_exception = models.CharField(
        _("reason to renew in spite of what stands against it"), max_length=400, blank=True
    )
    drafted_by = models.BigIntegerField(_("drafted by"), null=True, blank=True)
    signed_by = models.BigIntegerField(_("signed by"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = CONTRACT_CONSTRAINTS
        indexes = [
            # Read by an agency's list, by end of term.
            models.Index(fields=["agency", "ends_on", "id"], name="contracts_contract_agency"),
            # Read by the office's page and by the rules.
            models.Index(fields=["office", "state", "id"], name="contracts_contract_office"),
            # Read by the rules, index only: which contracts run on a day.
            models.Index(
                fields=["office"],
                include=["agency", "in_force_from", "ends_on", "id"],
                condition=Q(state__in=["active", "suspended"])
                & (Q(origin="own") | Q(confirmed_on__isnull=False)),
                name="contracts_contract_running",
            ),
            # Read by the nightly expiry and by lists of one state.
            models.Index(fields=["state", "ends_on", "id"], name="contracts_contract_expiry"),
            # Read by every page of an agency: the imported ones that it has not confirmed.
            models.Index(
                fields=["agency"],
                condition=Q(origin="import", confirmed_on__isnull=True, disowned_on__isnull=True),
                name="contracts_contract_unconfirmed",
            ),
            # Read by the province's list, by end of term.
            models.Index(fields=["ends_on", "id"], name="contracts_contract_term"),
            # Read by the same list where it begins: those that run, nearest end first.
            models.Index(
                fields=["ends_on", "id"],
                condition=Q(state__in=["active", "suspended", "termination_notice"]),
                name="contracts_contract_live",
            ),
            # Read by the same list, newest first.
            models.Index(fields=["-starts_on", "-id"], name="contracts_contract_newest"),
            # Read by the desks: what ended lately, newest first.
            models.Index(
                fields=["-ended_on", "-id"],
                condition=Q(ended_on__isnull=False),
                name="contracts_contract_ended",
            ),
            # Read by the search: the agency's own number, from its beginning.
            models.Index(
                fields=["agency_number"],
                opclasses=["varchar_pattern_ops"],
                name="contracts_contract_own_no",
            ),
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

    @property
    def is_unanswered(self) -> bool:
        """Tell whether a file brought the contract, and its agency has not answered for it yet."""
        return self.origin == "import" and self.confirmed_on is None and self.disowned_on is None

    @property
    def is_running(self) -> bool:
        """Tell whether the contract has been signed and has not ended."""
        return self.state in BLOCKING

    @property
    def is_ended(self) -> bool:
        """Tell whether the contract was in force and no longer is."""
        return self.state not in (*BLOCKING, *UNSIGNED)

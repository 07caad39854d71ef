"""What must never be true of a contract; the triggers in contracts/sql guard its moves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workdays.models.unopened import unopened_constraints

CONTRACT_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        name="contracts_contract_dates_ordered",
        condition=Q(ends_on__gte=F("starts_on")),
        violation_error_message=_("A contract cannot end before it starts."),
    ),
    models.CheckConstraint(
        name="contracts_contract_accepted_once",
        condition=Q(
            accepted_on__isnull=True, accepted_by__isnull=True, acceptance_entered_by__isnull=True
        )
        | Q(
            accepted_on__isnull=False,
            accepted_by__isnull=False,
            acceptance_entered_by__isnull=True,
        )
        | Q(
            accepted_on__isnull=False,
            accepted_by__isnull=True,
            acceptance_entered_by__isnull=False,
        ),
        violation_error_message=_(
            "An acceptance has its day, and the operator or whoever entered the signed paper."
        ),
    ),
    models.CheckConstraint(
        name="contracts_contract_contestable",
        condition=Q(contest_until__isnull=True) | Q(acceptance_entered_by__isnull=False),
        violation_error_message=_("Only an acceptance on paper can be contested."),
    ),
    models.CheckConstraint(
        name="contracts_contract_declined",
        condition=Q(declined_on__isnull=True, declined_by__isnull=True, decline_reason="")
        | Q(declined_on__isnull=False, declined_by__isnull=False, accepted_on__isnull=True)
        & ~Q(decline_reason="")
        & Q(state__in=["pending_signature", "void"]),
        violation_error_message=_(
            "A declined contract has its day, who declined and why, and is not in force."
        ),
    ),
    models.CheckConstraint(
        name="contracts_contract_terminated_iff_dated",
        condition=Q(state="terminated", terminated_on__isnull=False)
        | Q(state="settled")
        | (~Q(state__in=["terminated", "settled"]) & Q(terminated_on__isnull=True)),
        violation_error_message=_("A terminated contract, and no other, has a termination date."),
    ),
    models.CheckConstraint(
        name="contracts_contract_terminated_proven",
        condition=Q(terminated_on__isnull=True)
        | Q(ending_proof__isnull=False)
        | Q(origin="import"),
        violation_error_message=_("A termination needs a proof."),
    ),
    models.CheckConstraint(
        name="contracts_contract_ended_dated",
        condition=~Q(state__in=["terminated", "expired", "ended_mutual", "renewed"])
        | Q(ended_on__isnull=False)
        | Q(origin="import"),
        violation_error_message=_("An ended contract names its last day in force."),
    ),
    models.CheckConstraint(
        name="contracts_contract_expired_at_term",
        condition=~Q(state__in=["expired", "renewed"])
        | Q(ended_on=F("ends_on"))
        | Q(origin="import", ended_on__isnull=True),
        violation_error_message=_("A contract expires on the last day of its term."),
    ),
    models.CheckConstraint(
        name="contracts_contract_mutual_accepted",
        condition=~Q(state="ended_mutual")
        | Q(mutual_end_accepted_by__isnull=False)
        | Q(origin="import"),
        violation_error_message=_("An end by agreement is accepted by the office."),
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
        name="contracts_contract_notice_issued",
        condition=(
            Q(state="termination_notice", notice_issued_on__isnull=False)
            & (Q(ending_proof__isnull=False, notice_id__isnull=False) | Q(origin="import"))
        )
        | ~Q(state="termination_notice"),
        violation_error_message=_("A termination notice has a proof and a day of issue."),
    ),
    models.CheckConstraint(
        name="contracts_contract_notice_served",
        condition=Q(notice_served_on__isnull=True, notice_ends_on__isnull=True, notice_proof="")
        | (
            Q(notice_served_on__gte=F("notice_issued_on"))
            & Q(notice_ends_on__gt=F("notice_served_on"))
            & ~Q(notice_proof="")
        ),
        violation_error_message=_("A served notice has a day, a proof of service and an end."),
    ),
    models.CheckConstraint(
        name="contracts_contract_two_persons",
        condition=Q(signed_by__isnull=True)
        | Q(drafted_by__isnull=True)
        | ~Q(signed_by=F("drafted_by")),
        violation_error_message=_("Who drafted a contract does not sign it."),
    ),
    models.CheckConstraint(
        name="contracts_contract_reinstated_proven",
        condition=Q(reinstated_on__isnull=True, reinstating_proof__isnull=True)
        | Q(reinstated_on__isnull=False, reinstating_proof__isnull=False),
        violation_error_message=_("A reinstatement has its day and its proof."),
    ),
    models.CheckConstraint(
        name="contracts_contract_import_sourced",
        condition=Q(origin="import", source_import__isnull=False)
        | Q(origin="own", source_import__isnull=True),
        violation_error_message=_("An imported contract, and no other, names its file."),
    ),
    models.CheckConstraint(
        name="contracts_contract_disowned",
        condition=Q(disowned_on__isnull=True, disowned_by__isnull=True)
        | Q(
            disowned_on__isnull=False,
            disowned_by__isnull=False,
            origin="import",
            confirmed_on__isnull=True,
        ),
        violation_error_message=_(
            "An agency calls an imported contract its own or not its own, once."
        ),
    ),
    models.CheckConstraint(
        name="contracts_contract_retention_share",
        condition=Q(retention_percent__range=(0, 100)),
        violation_error_message=_("Retention is a share of 0 to 100 percent."),
    ),
    models.UniqueConstraint(
        fields=["agency", "agency_number"],
        condition=~Q(agency_number=""),
        name="contracts_contract_agency_number",
        violation_error_message=_("The agency has a contract of this number."),
    ),
    models.UniqueConstraint(
        fields=["renewed_from"],
        condition=~Q(state="void"),
        name="contracts_contract_renewed_once",
        violation_error_message=_("A renewal of this contract has been begun."),
    ),
    *unopened_constraints("contracts_contract_notice"),
]

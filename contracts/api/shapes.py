"""The public form of contracts over REST."""

from typing import Any

from django.db.models import F
from rest_framework import serializers

from contracts.states import ContractState


class ContractSerializer(serializers.Serializer[Any]):
    """A contract; for the association, value and proof of service are null."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    agency_number = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(ContractState.choices)
    state_label = serializers.CharField()
    agency = serializers.UUIDField()
    agency_code = serializers.CharField()
    agency_name = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    office_name = serializers.CharField()
    county_name = serializers.CharField()
    accepted_on = serializers.DateField(allow_null=True)
    contest_until = serializers.DateField(allow_null=True)
    reconsider_until = serializers.DateField(allow_null=True)
    declined_on = serializers.DateField(allow_null=True)
    decline_reason = serializers.CharField(allow_null=True)
    signed_on = serializers.DateField(allow_null=True)
    starts_on = serializers.DateField()
    in_force_from = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField()
    notice_days = serializers.IntegerField()
    retention_percent = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    value = serializers.IntegerField(allow_null=True)
    suspended_on = serializers.DateField(allow_null=True)
    suspended_until = serializers.DateField(allow_null=True)
    notice_issued_on = serializers.DateField(allow_null=True)
    notice_served_on = serializers.DateField(allow_null=True)
    notice_entered_on = serializers.DateField(allow_null=True)
    notice_ends_on = serializers.DateField(allow_null=True)
    notice_proof = serializers.CharField(allow_null=True)
    mutual_end_on = serializers.DateField(allow_null=True)
    mutual_end_accepted_on = serializers.DateField(allow_null=True)
    mutual_end_answer_until = serializers.DateField(allow_null=True)
    terminated_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    renews_number = serializers.CharField(allow_null=True)
    origin = serializers.CharField()
    confirmed_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class PartsSerializer(serializers.Serializer[Any]):
    """What lies under a contract, as far as the caller may see it."""

    services = serializers.ListField(child=serializers.DictField())
    guarantees = serializers.ListField(child=serializers.DictField())
    settlements = serializers.ListField(child=serializers.DictField())
    remittances = serializers.ListField(child=serializers.DictField())
    guarantee_calls = serializers.ListField(child=serializers.DictField())
    addenda = serializers.ListField(child=serializers.DictField())
    articles = serializers.ListField(child=serializers.DictField())
    scans = serializers.ListField(child=serializers.DictField())
    proofs = serializers.ListField(child=serializers.DictField())
    settlement_due_from = serializers.DateField(allow_null=True)


class WaiverTextSerializer(serializers.Serializer[Any]):
    """The official sentence by which the office ends the termination notice early."""

    text = serializers.CharField()


NAMES = {
    "public_id": "id",
    "agency__public_id": "agency",
    "agency__code": "agency_code",
    "agency__short_name": "agency_name",
    "office__public_id": "office",
    "office__code": "office_code",
    "office__name": "office_name",
    "county__name": "county_name",
    "renewed_from__number": "renews_number",
}
# Money and papers are the parties' and the province's matter.
HIDDEN = ("value", "retention_percent", "notice_proof", "decline_reason")
GUARANTEE = ("kind", "number", "issuer", "amount", "expires_on", "state", "excess_reason")
SETTLEMENT = ("key", "period_first", "period_last", "amount", "due_on", "recorded_on", "settled_on")
# What the account's columns are called outside.
CALLED = {"origin": F("source"), "voucher": F("settled_source"), "reverses_key": F("reverses__key")}
REMITTANCE = ("amount", "paid_on", "voucher", "recorded_on")
CALL = ("amount", "reason", "called_on")
ARTICLE = ("number", "title", "text")
ADDENDUM = (
    "number", "state", "effective_on", "text", "before", "after", "proposed_on", "accepted_on",
    "contest_until", "reconsider_until", "in_force_on", "closed_on", "reason",
)  # fmt: skip
SCAN = ("number", "scan_name", "scan_type", "scan_size", "scan_sha256", "reason", "kept_on")
PROOF = (
    "kind", "source_label", "document_no", "document_on", "document_issuer", "scan_sha256",
    "reasons", "decided_on", "judged_act", "judgment_result", "judged_days", "in_force_on",
    "is_waiting",
)  # fmt: skip

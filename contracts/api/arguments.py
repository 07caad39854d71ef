"""What each move takes; the rules are the actions'."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from contracts.rules.terms import MOST_REASON
from contracts.states import ContractVerdict, JudgedAct
from core.rest import FileField

LONG = 2_000


def _text(**values: Any) -> serializers.CharField:
    return serializers.CharField(**({"max_length": LONG} | values))


def _optional(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, default="", allow_blank=True)


def _money(**values: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=10**15, **values)


class NoArguments(serializers.Serializer[Any]):
    """Nothing is needed beside the contract."""


class ContractReasonArguments(serializers.Serializer[Any]):
    """Why."""

    reason = _text()


class SignedReasonArguments(ContractReasonArguments):
    """Why, with the current code of the person's authenticator."""

    one_time_code = serializers.CharField(max_length=12)


class ShortReasonArguments(serializers.Serializer[Any]):
    """Why; it stands in a column of the contract or the addendum, whole."""

    reason = _text(max_length=MOST_REASON)


class OfficeReasonArguments(ShortReasonArguments):
    """Why, with the current code of the person's authenticator."""

    one_time_code = serializers.CharField(max_length=12)


class ContractRecusalArguments(serializers.Serializer[Any]):
    """Why a person acts on the contracts of an office no more."""

    reason = _text(max_length=240)


class TermsArguments(serializers.Serializer[Any]):
    """Terms: services by code, days in ISO 8601, money in rial."""

    services = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=200
    )
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    kind = serializers.ChoiceField(["contract", "memorandum"], required=False, default="contract")
    value = _money(required=False, allow_null=True, default=None)
    notice_days = serializers.IntegerField(required=False, default=30, min_value=1, max_value=365)
    retention_percent = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        required=False,
        default=Decimal(0),
        min_value=0,
        max_value=100,
    )
    retention_reason = _optional(400)
    agency_number = _optional(40)


class DraftArguments(TermsArguments):
    """A new draft, of an agency and with an office, both by code."""

    agency_code = serializers.CharField(max_length=24)
    office_code = serializers.CharField(max_length=12)
    standing_exception = _optional(400)


class GuaranteeArguments(serializers.Serializer[Any]):
    """A guarantee, its amount in rial."""

    kind = serializers.ChoiceField(["bank", "promissory", "cheque", "cash"])
    number = serializers.CharField(max_length=60)
    issuer = _optional(120)
    amount = _money()
    expires_on = serializers.DateField()
    excess_reason = _optional(400)


class SettlementArguments(serializers.Serializer[Any]):
    """What the office took in a period, in rial, and where that is known from."""

    key = serializers.CharField(max_length=60)
    period_first = serializers.DateField()
    period_last = serializers.DateField()
    amount = _money()
    due_on = serializers.DateField(required=False)
    origin = serializers.CharField(max_length=200)


class NamedSettlementArguments(serializers.Serializer[Any]):
    """A settlement of the contract by id (see its parts)."""

    settlement = serializers.UUIDField()


class RemittanceArguments(NamedSettlementArguments):
    """The day on which the whole amount was remitted, and the number of the voucher."""

    amount = _money()
    settled_on = serializers.DateField()
    voucher = serializers.CharField(max_length=200)


class ReverseArguments(NamedSettlementArguments):
    """Why a settlement was wrong."""

    reason = _text()


class SignArguments(serializers.Serializer[Any]):
    """
    A signature.

    One reason is needed above the share of services of the office's rank, the other where the
    office's standing is against the contract and the draft names none.
    """

    quota_exception = _optional(400)
    standing_exception = _optional(400)


class BasisArguments(SignedReasonArguments):
    """What an act rests on: a proof of the contract by id (see its parts)."""

    proof = serializers.UUIDField()


class DocumentArguments(ContractReasonArguments):
    """A document of the committee or the regulator; `reason` says what it decides."""

    document_no = serializers.CharField(max_length=60)
    document_on = serializers.DateField()
    document_issuer = serializers.CharField(max_length=160)
    file = FileField()


class ScanArguments(serializers.Serializer[Any]):
    """The scan of the signed paper; where one is kept, why this one takes its place."""

    file = FileField()
    reason = _optional(400)


class SuspendArguments(BasisArguments):
    """A suspension to a day, that day included."""

    until = serializers.DateField()


class UrgentArguments(SignedReasonArguments):
    """An urgent suspension to a day, that day included."""

    until = serializers.DateField()


class ContractJudgmentArguments(serializers.Serializer[Any]):
    """
    The decision that was judged and what the judgment did with it, as its document reads.

    `days` are those of a shortened suspension, from its first day.
    """

    decision = serializers.ChoiceField(JudgedAct.choices)
    result = serializers.ChoiceField(ContractVerdict.choices)
    days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    document_no = serializers.CharField(max_length=60)
    document_on = serializers.DateField()
    document_issuer = serializers.CharField(max_length=160)
    reason = _text()
    file = FileField()
    one_time_code = serializers.CharField(max_length=12)


class NoticeServiceArguments(serializers.Serializer[Any]):
    """
    On which day the notice was served, how that is proven, and the scan of the receipt.

    What an agency records is refused without the scan.
    """

    served_on = serializers.DateField()
    proof_text = serializers.CharField(max_length=400)
    scan = FileField(required=False, allow_null=True)


class NoticeWaiverArguments(serializers.Serializer[Any]):
    """The very sentence that `waiver-text` answers, and the current one-time code."""

    text = _text()
    one_time_code = serializers.CharField(max_length=12)


class AcceptancePaperArguments(serializers.Serializer[Any]):
    """The paper on which the office accepted, and the day on which it signed."""

    accepted_on = serializers.DateField()
    file = FileField()


class AgreedArguments(serializers.Serializer[Any]):
    """That the office agrees, with the current one-time code."""

    agreed = serializers.BooleanField()
    one_time_code = serializers.CharField(max_length=12)

    def validate_agreed(self, value: bool) -> bool:
        """Refuse an acceptance that does not agree."""
        if not value:
            raise serializers.ValidationError(_("Without agreeing there is nothing to accept."))
        return value


class MutualEndArguments(ShortReasonArguments):
    """The last day in force, and why."""

    ends_on = serializers.DateField()


class SettleArguments(serializers.Serializer[Any]):
    """The clearance certificate's number."""

    clearance = serializers.CharField(max_length=400)


class RenewArguments(serializers.Serializer[Any]):
    """The last day of the new term; the manager's reason against what stands in its way."""

    ends_on = serializers.DateField()
    exception = _optional(400)


class ContractTextArguments(serializers.Serializer[Any]):
    """The text of the contract; each article begins a line with «ماده» and its number."""

    text = _text(max_length=200_000)


class AddendumArguments(serializers.Serializer[Any]):
    """What changes, and from when; what is left out stays."""

    effective_on = serializers.DateField()
    text = _text()
    ends_on = serializers.DateField(required=False)
    value = _money(required=False)
    notice_days = serializers.IntegerField(required=False, min_value=1, max_value=365)
    retention_percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, required=False, min_value=0, max_value=100
    )
    standing_exception = _optional(400)
    added_services = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=200
    )

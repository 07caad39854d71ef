"""What each move takes; the rules are the actions'."""

from typing import Any

from rest_framework import serializers

from contracts.states import WaiverWindow
from core.rest import FileField, MomentField, TextField
from violations.actions.reports import LEAST_NARRATIVE
from violations.models import ReportSource
from violations.rules import LEAST_REASONS
from violations.rules.columns import MOST_AFFECTED, MOST_AMOUNT
from violations.states import (
    CALLED_OFF,
    AbsenceAnswer,
    AppealResult,
    Channel,
    ClosingCode,
    JudgmentResult,
    NoticeKind,
    Outcome,
    SanctionKind,
)

LONG = 20_000


def _text(**values: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONG, **values)


def _files() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=20
    )


class ReportArguments(serializers.Serializer[Any]):
    """A report: office, agency and type by their codes, days in ISO 8601, amount in rial."""

    office_code = serializers.CharField(max_length=20)
    agency_code = serializers.CharField(max_length=24, required=False, default="")
    type_code = serializers.CharField(max_length=40)
    occurred_on = serializers.DateField()
    discovered_on = serializers.DateField()
    narrative = TextField(least=LEAST_NARRATIVE, max_length=LONG)
    occurred_at = serializers.TimeField(required=False, allow_null=True, default=None)
    place = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    amount = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MOST_AMOUNT
    )
    affected = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MOST_AFFECTED
    )
    evidence = _files()
    separate_reason = serializers.CharField(
        max_length=240, required=False, default="", allow_blank=True
    )
    source = serializers.ChoiceField(  # type: ignore[assignment] # a field, no attribute
        ReportSource.choices, required=False, default=""
    )


class ReasonArguments(serializers.Serializer[Any]):
    """Why."""

    reason = _text()


class SupplementArguments(serializers.Serializer[Any]):
    """What was asked for, in words and files."""

    text = _text()
    evidence = _files()


class DuplicateArguments(serializers.Serializer[Any]):
    """Of which report it is a duplicate, and why."""

    original = serializers.UUIDField()
    reason = _text()


class ReferralArguments(serializers.Serializer[Any]):
    """To whom it is referred, and why."""

    referred_to = serializers.CharField(max_length=160)
    reason = _text()


class NoticeArguments(serializers.Serializer[Any]):
    """Which notice, by which channel; `text` is printed after the official text."""

    kind = serializers.ChoiceField(NoticeKind.choices)
    channel = serializers.ChoiceField(Channel.choices)
    text = _text(required=False, default="", allow_blank=True)


class NoticeKindArguments(serializers.Serializer[Any]):
    """Which notice."""

    kind = serializers.ChoiceField(NoticeKind.choices)


class ServiceArguments(serializers.Serializer[Any]):
    """When and how a notice was served, with the uploaded receipt."""

    kind = serializers.ChoiceField(NoticeKind.choices)
    served_on = serializers.DateField()
    proof = serializers.CharField(max_length=240)
    receipt = serializers.UUIDField()
    channel = serializers.ChoiceField(
        [Channel.LETTER, Channel.IN_PERSON], required=False, default=Channel.LETTER
    )


class DefenceArguments(serializers.Serializer[Any]):
    """What the office answers."""

    stance = serializers.ChoiceField(["denies", "partly", "accepts"])
    text = _text()
    evidence = _files()


class PaperDefenceArguments(DefenceArguments):
    """What the office answered on paper."""

    received_on = serializers.DateField()


class ContestArguments(serializers.Serializer[Any]):
    """Which answer, entered from paper in the office's name, it contests, and why."""

    defence = serializers.UUIDField()
    reason = _text()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class ObjectionContestArguments(serializers.Serializer[Any]):
    """Why the office contests the objection that was entered in its name."""

    reason = _text()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class WaiverArguments(serializers.Serializer[Any]):
    """Which window the office ends early, and the very sentence that `waiver-text` answers."""

    window = serializers.ChoiceField([WaiverWindow.DEFENCE, WaiverWindow.APPEAL])
    text = _text()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class ScheduleArguments(serializers.Serializer[Any]):
    """On which day it is decided."""

    decision_on = serializers.DateField()


class SummonArguments(serializers.Serializer[Any]):
    """When and where a session is, by whom it sits (keys of users), and who else is called."""

    starts_at = MomentField()
    place = serializers.CharField(max_length=240, required=False, default="", allow_blank=True)
    is_online = serializers.BooleanField(required=False, default=False)
    judges = serializers.ListField(child=serializers.IntegerField(), max_length=30)
    guests = serializers.ListField(
        child=serializers.CharField(max_length=120), required=False, default=list, max_length=20
    )
    channel = serializers.ChoiceField(Channel.choices, required=False, default=Channel.PORTAL)


class SeatArguments(serializers.Serializer[Any]):
    """Whether one who was called came; who stood back did so by their own act before."""

    seat = serializers.UUIDField()
    is_present = serializers.BooleanField(required=False, default=True)
    is_recused = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=240, required=False, default="", allow_blank=True)


class MinutesArguments(serializers.Serializer[Any]):
    """Who came to the session, and its minutes; a seat that is not named was empty."""

    minutes = _text()
    attendance = SeatArguments(many=True)


class CallOffArguments(serializers.Serializer[Any]):
    """Whether a session is postponed or cancelled, and why."""

    how = serializers.ChoiceField([(state.value, state.label) for state in CALLED_OFF])
    reason = _text()


class RecusalArguments(serializers.Serializer[Any]):
    """Why somebody stands back."""

    reason = serializers.CharField(max_length=240)


class AbsenceContestArguments(serializers.Serializer[Any]):
    """Why somebody contests that the minutes note an absence."""

    reason = _text(min_length=20)
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class AbsenceAnswerArguments(serializers.Serializer[Any]):
    """Whose contest is answered, how, and why."""

    seat = serializers.UUIDField()
    answer = serializers.ChoiceField(AbsenceAnswer.choices)
    reason = _text(min_length=20)
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class DecisionArguments(serializers.Serializer[Any]):
    """The decision, signed with a one-time code."""

    outcome = serializers.ChoiceField(Outcome.choices)
    reasons = _text(min_length=LEAST_REASONS)
    sanction = serializers.ChoiceField(
        SanctionKind.choices, required=False, default=SanctionKind.NONE
    )
    sanction_days = serializers.IntegerField(required=False, allow_null=True, default=None)
    override_reason = _text(required=False, default="", allow_blank=True)
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class AppealArguments(serializers.Serializer[Any]):
    """What the office objects."""

    text = _text()
    evidence = _files()


class PaperAppealArguments(AppealArguments):
    """What the office objected on paper."""

    received_on = serializers.DateField()


class AppealDecisionArguments(serializers.Serializer[Any]):
    """How the objection is decided, signed with a one-time code."""

    result = serializers.ChoiceField(AppealResult.choices)
    reasons = _text(min_length=LEAST_REASONS)
    sanction = serializers.ChoiceField(SanctionKind.choices, required=False, default="")
    sanction_days = serializers.IntegerField(required=False, allow_null=True, default=None)
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class JudgmentArguments(serializers.Serializer[Any]):
    """A judgment from outside on the final decision; a reduced sanction is a lighter one."""

    result = serializers.ChoiceField(
        JudgmentResult.choices, required=False, default=JudgmentResult.ANNULLED
    )
    sanction = serializers.ChoiceField(
        SanctionKind.choices, required=False, allow_blank=True, default=""
    )
    sanction_days = serializers.IntegerField(
        min_value=1, max_value=365, required=False, allow_null=True, default=None
    )
    document_no = serializers.CharField(max_length=60)
    document_on = serializers.DateField()
    document_issuer = serializers.CharField(max_length=160)
    reasons = _text(min_length=LEAST_REASONS)
    evidence = _files()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class RefusalArguments(serializers.Serializer[Any]):
    """Who does not sign the minutes, what was said, two witnesses or more by seat, the scan."""

    seat = serializers.UUIDField()
    reason = _text()
    witnesses = serializers.ListField(child=serializers.UUIDField(), max_length=5)
    evidence = _files()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class SignedArguments(serializers.Serializer[Any]):
    """Nothing but a one-time code."""

    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class SignatureArguments(serializers.Serializer[Any]):
    """What who was heard remarks beside the signature, if anything."""

    remark = _text(required=False, default="", allow_blank=True)
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class NoActionArguments(serializers.Serializer[Any]):
    """The ground on which the case is closed without action, and why."""

    # Not required in the document, whose first version promised this act without it.
    code = serializers.ChoiceField(ClosingCode.choices, required=False, default="")
    reason = _text()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class StandingBackArguments(serializers.Serializer[Any]):
    """Why the caller has no part in the case any more."""

    reason = serializers.CharField(max_length=240)


class ReopeningArguments(serializers.Serializer[Any]):
    """Why the case goes on."""

    reason = _text()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class ClosingArguments(serializers.Serializer[Any]):
    """A closing note."""

    note = _text(required=False, default="", allow_blank=True)


class CorrectionArguments(serializers.Serializer[Any]):
    """What is to be put right, by when."""

    text = _text()
    due_on = serializers.DateField()


class CorrectionReportArguments(serializers.Serializer[Any]):
    """Which correction was done, and how."""

    correction = serializers.UUIDField()
    note = _text()
    evidence = _files()


class VerificationArguments(serializers.Serializer[Any]):
    """Which correction was verified, or is asked for again."""

    correction = serializers.UUIDField()
    is_done = serializers.BooleanField()
    note = _text()


class NoteArguments(serializers.Serializer[Any]):
    """An internal note."""

    text = _text()


class UploadArguments(serializers.Serializer[Any]):
    """A JPEG, PNG or PDF, as multipart/form-data."""

    file = FileField(max_length=200)
    kind = serializers.ChoiceField(
        ["report", "service", "defence", "appeal", "correction", "judgment", "minutes"]
    )
    is_restricted = serializers.BooleanField(required=False, default=False)

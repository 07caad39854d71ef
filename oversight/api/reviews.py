"""REST: termination reviews, from their notice to the decision."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contracts.api.arguments import ContractRecusalArguments
from core.clock import today
from core.errors import Invalid
from core.papers.heads import Letter
from core.rest import FileField, Moving, NoArguments, act_move
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter, StatesFilter, YesNoFilter
from oversight import actions
from oversight.acts import papers, reviews
from oversight.facts.hearings import file_of
from oversight.facts.turns import free_members
from oversight.facts.untold import closed_outcomes
from oversight.models import TerminationReview
from oversight.rules import LEAST_REASONS
from oversight.states import ReviewOutcome, ReviewPaperKind, ReviewState
from violations.api.arguments import SignedArguments
from violations.api.stand_ins import FreeMembersSerializer, StandInArguments


class ReviewFilter(django_filters.FilterSet):
    """By state, number, office, contract, agency and deadline."""

    state = django_filters.ChoiceFilter(choices=ReviewState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=ReviewState.choices)
    number = CodeFilter()
    number__in = CodesFilter(field_name="number", lookup_expr="in")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    contract_number = django_filters.CharFilter(field_name="contract__number")
    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    opened_on__gte = django_filters.DateFilter(field_name="opened_on", lookup_expr="gte")
    opened_on__lte = django_filters.DateFilter(field_name="opened_on", lookup_expr="lte")
    decided_on__isnull = YesNoFilter(field_name="decided_on", lookup_expr="isnull")
    decision_due_on__lte = django_filters.DateFilter(
        field_name="decision_due_on", lookup_expr="lte"
    )

    class Meta:
        model = TerminationReview
        fields: ClassVar[list[str]] = []


class ReviewSerializer(serializers.Serializer[Any]):
    """A termination review; the agency of the contract decides it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(ReviewState.choices)
    state_label = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    contract_number = serializers.CharField()
    contract = serializers.UUIDField()
    agency = serializers.UUIDField()
    agency_code = serializers.CharField()
    opened_on = serializers.DateField()
    served_on = serializers.DateField(allow_null=True)
    service_entered_on = serializers.DateField(allow_null=True)
    hearing_due_on = serializers.DateField(allow_null=True)
    heard_on = serializers.DateField(allow_null=True)
    decision_due_on = serializers.DateField(
        help_text="Until the notice is served, the last day for that; then for the decision."
    )
    escalated_on = serializers.DateField(allow_null=True)
    outcome = serializers.ChoiceField(
        ReviewOutcome.choices,
        allow_null=True,
        help_text="Null, never empty, until the agency has decided, like its label.",
    )
    outcome_label = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class TextArguments(serializers.Serializer[Any]):
    """A text of a person."""

    text = serializers.CharField(min_length=10, max_length=8000)


class ReviewNoteArguments(serializers.Serializer[Any]):
    """An internal note."""

    text = serializers.CharField(max_length=2000)


class AnswerArguments(TextArguments):
    """The office's answer; `evidence` names files that it has uploaded."""

    evidence = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=20
    )


class ReviewPaperSerializer(serializers.Serializer[Any]):
    """A paper of a review as it was entered; it counts from `in_force_on`, unless contested."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ReviewPaperKind.choices)
    document_no = serializers.CharField()
    document_on = serializers.DateField()
    document_issuer = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    sha256 = serializers.CharField()
    entered_on = serializers.DateField()
    in_force_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    contested_on = serializers.DateField(allow_null=True)
    contest_reason = serializers.CharField(allow_blank=True)


class ReviewFileSerializer(serializers.Serializer[Any]):
    """What lies in a review's file, as far as the caller may read it."""

    statement = serializers.CharField()
    statement_is_late = serializers.BooleanField()
    papers = ReviewPaperSerializer(many=True)
    evidence = serializers.ListField(child=serializers.DictField())


class WaiveArguments(serializers.Serializer[Any]):
    """The office's declaration, with the person's current code."""

    agreed = serializers.BooleanField()
    one_time_code = serializers.CharField(max_length=16)


class DecideArguments(serializers.Serializer[Any]):
    """The agency's decision, with the decider's declarations and current code."""

    outcome = serializers.ChoiceField(ReviewOutcome.choices)
    reasons = serializers.CharField(min_length=LEAST_REASONS, max_length=8000)
    suspension_days = serializers.IntegerField(
        min_value=1,
        max_value=999,
        required=False,
        allow_null=True,
        default=None,
        help_text="The longest is the deadline `suspension_max` in force on the day.",
    )
    plan = serializers.CharField(max_length=2000, required=False, default="")
    plan_due_on = serializers.DateField(required=False, allow_null=True, default=None)
    has_read = serializers.BooleanField(
        required=False, default=False,
        help_text="True: the decider has read the office's answer, or knows that there is none."
    )  # fmt: skip
    knows_effect = serializers.BooleanField(
        required=False, default=False,
        help_text="True: the decider knows who else gives this service nearby and who loses it."
    )  # fmt: skip
    one_time_code = serializers.CharField(max_length=16)


class ReviewServiceArguments(serializers.Serializer[Any]):
    """Service on paper: its day, the receipt in words, and its scan; refused without the scan."""

    served_on = serializers.DateField()
    proof = serializers.CharField(min_length=3, max_length=240)
    scan = FileField(required=False, allow_null=True)


class PaperAnswerArguments(serializers.Serializer[Any]):
    """The office's answer on paper: its number, the day on which it came, its words and scan."""

    document_no = serializers.CharField(max_length=60)
    received_on = serializers.DateField()
    text = serializers.CharField(min_length=10, max_length=8000)
    scan = FileField()


class ReviewContestArguments(serializers.Serializer[Any]):
    """Why the office contests what was entered in its name, with the person's current code."""

    reason = serializers.CharField(min_length=20, max_length=2000)
    one_time_code = serializers.CharField(max_length=16)


class ReviewJudgmentArguments(serializers.Serializer[Any]):
    """The judgment as its document reads, with the person's current code."""

    document_no = serializers.CharField(max_length=60)
    document_on = serializers.DateField()
    document_issuer = serializers.CharField(max_length=160)
    reason = serializers.CharField(min_length=10, max_length=2000)
    file = FileField()
    one_time_code = serializers.CharField(max_length=16)


def _judged(review: TerminationReview, data: dict[str, Any], who: Mapping[str, Any]) -> object:
    """Record the judgment by the head of its document."""
    head = Letter(data["document_no"], data["document_on"], data["document_issuer"])
    return actions.record_review_judgment(
        review_id=review.pk, letter=head, file=data["file"], reason=data["reason"], **who
    )


def _waived(review: TerminationReview, data: dict[str, Any], who: Mapping[str, Any]) -> object:
    """End the window; refuse a declaration that was not agreed to."""
    if not data["agreed"]:
        raise Invalid(fields={"agreed": [_("Agree to the declaration, or leave the window open.")]})
    return actions.waive_hearing(review_id=review.pk, **who)


class ReviewViewSet(Moving):
    """Termination reviews in scope."""

    queryset = TerminationReview.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {
        "office": "offices", "agency": "agencies", "contract": "contracts",
    }  # fmt: skip
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    orders: ClassVar[dict[str, Any]] = {
        "-opened_on": ("-opened_on", "-id"),
        "decision_due_on": ("decision_due_on", "id"),
    }
    columns = (
        "public_id", "number", "state", "office__public_id", "office__code",
        "contract__number", "contract__public_id", "agency__public_id", "agency__code",
        "opened_on", "served_on", "service_entered_on", "hearing_due_on", "heard_on",
        "decision_due_on", "escalated_on", "outcome", "decided_on", "closed_on",
        "version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a review."""
        renamed = {
            "public_id": "id",
            "office__public_id": "office",
            "office__code": "office_code",
            "contract__number": "contract_number",
            "contract__public_id": "contract",
            "agency__public_id": "agency",
            "agency__code": "agency_code",
        }
        shaped = {renamed.get(name, name): row[name] for name in self.columns}
        outcome = row["outcome"]
        return shaped | {
            "state_label": str(ReviewState(row["state"]).label),
            "outcome": outcome or None,
            "outcome_label": str(ReviewOutcome(outcome).label) if outcome else None,
        }

    acknowledge = act_move(
        "acknowledge", reviews.ACKNOWLEDGE,
        "The office has received the notice; its window runs. The server writes the declaration"
        " to the history.",
        NoArguments, ReviewSerializer,
        lambda review, data, who: actions.acknowledge_review(review_id=review.pk, **who),
    )  # fmt: skip
    service = act_move(
        "service", reviews.SERVE, "Record service on paper, with its receipt.",
        ReviewServiceArguments, ReviewSerializer,
        lambda review, data, who: actions.record_review_service(
            review_id=review.pk, **data, **who
        ),
        path="service", sends_files=True,
    )  # fmt: skip

    @extend_schema(responses=ReviewFileSerializer)
    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request: Request, public_id: str) -> Response:
        """Answer what the office said and its documents; they open with the service."""
        return Response(file_of(self.get_record(), self.actor))

    reply = act_move(
        "reply", reviews.ANSWER, "File the office's answer.", AnswerArguments, ReviewSerializer,
        lambda review, data, who: actions.answer_review(
            review_id=review.pk, text=data["text"], evidence_ids=data["evidence"], **who
        ),
    )  # fmt: skip
    waive = act_move(
        "waive", reviews.WAIVE, "End the hearing window by the office's own declaration.",
        WaiveArguments, ReviewSerializer, _waived,
    )  # fmt: skip
    decide = act_move(
        "decide", reviews.DECIDE, "Decide, as the manager of the contract's own agency.",
        DecideArguments, ReviewSerializer,
        lambda review, data, who: actions.decide_review(review_id=review.pk, **data, **who),
        once=True, closed=closed_outcomes,
    )  # fmt: skip

    @extend_schema(responses=FreeMembersSerializer)
    @action(detail=True, methods=["get"], url_path="free-members")
    def free_members(self, request: Request, public_id: str) -> Response:
        """Answer whom the deputy may name; none while somebody whose turn it is is free."""
        if not reviews.NAME_STAND_IN.is_for(self.actor):
            raise Http404
        people = free_members(self.get_record(), today(), self.actor)
        return Response({"members": [{"id": key, "name": name} for key, name in people]})

    stand_in = act_move(
        "stand_in", reviews.NAME_STAND_IN,
        "Name who decides the review where nobody whose turn it is is free to.",
        StandInArguments, ReviewSerializer,
        lambda review, data, who: actions.name_review_stand_in(
            review_id=review.pk, **data, **who
        ),
        once=True, path="stand-in",
    )  # fmt: skip
    execution = act_move(
        "execution", reviews.EXECUTE, "Carry out what a stand-in decided on the contract.",
        SignedArguments, ReviewSerializer,
        lambda review, data, who: actions.execute_review(review_id=review.pk, **who),
        once=True, path="execution",
    )  # fmt: skip
    paper_answer = act_move(
        "paper_answer", papers.ENTER_ANSWER, "Enter the office's answer that came on paper.",
        PaperAnswerArguments, ReviewSerializer,
        lambda review, data, who: actions.enter_paper_answer(review_id=review.pk, **data, **who),
        path="paper-answer", sends_files=True,
    )  # fmt: skip
    paper_contest = act_move(
        "paper_contest", papers.CONTEST_ANSWER,
        "Contest, as the office, the answer that was entered in its name.",
        ReviewContestArguments, ReviewSerializer,
        lambda review, data, who: actions.contest_paper_answer(
            review_id=review.pk, reason=data["reason"], **who
        ),
        path="paper-contest",
    )  # fmt: skip
    judgment = act_move(
        "judgment", papers.RECORD_JUDGMENT,
        "Record a judgment that annuls a decision which is not carried out, with a code.",
        ReviewJudgmentArguments, ReviewSerializer, _judged,
        once=True, sends_files=True,
    )  # fmt: skip
    recommend = act_move(
        "recommend", reviews.RECOMMEND, "Keep the province's recommendation to the agency.",
        TextArguments, ReviewSerializer,
        lambda review, data, who: actions.recommend(review_id=review.pk, **data, **who),
    )  # fmt: skip
    standing_back = act_move(
        "standing_back", reviews.STAND_BACK,
        "Stand back from the review and from the contracts of its office with its agency.",
        ContractRecusalArguments, ReviewSerializer,
        lambda review, data, who: actions.stand_back_from_review(
            review_id=review.pk, **data, **who
        ),
        path="standing-back",
    )  # fmt: skip
    note = act_move(
        "note", reviews.NOTE, "Add an internal note, read by the caller's own body.",
        ReviewNoteArguments, ReviewSerializer,
        lambda review, data, who: actions.add_review_note(
            review_id=review.pk, text=data["text"], actor=who["actor"], at=who["at"]
        ),
        match=False,
    )  # fmt: skip
    remind = act_move(
        "remind", reviews.REMIND, "Remind the agency of its deadline.",
        NoArguments, ReviewSerializer,
        lambda review, data, who: actions.remind_agency(review_id=review.pk, **who),
    )  # fmt: skip

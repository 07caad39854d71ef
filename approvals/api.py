"""REST: acts that wait for a second person, and how they ended."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from approvals import actions
from approvals.acts import CONFIRM, REFUSE, WITHDRAW
from approvals.facts import shows_once, title_of
from approvals.models import PendingAct
from approvals.states import PendingState
from core.acts import ILLEGAL_MOVE
from core.errors import IllegalMove
from core.rest import Moving, act_move
from core.rest.moves import Move, Weighed

ON_ITS_PAGE = gettext_lazy(
    "Who confirms it is shown a key once: confirm it on its page under “Approvals”."
)
# What says who a person is leaves the house in no form; the rows show its last digits.
# So does the digest of the first part of a key.
SEALED = frozenset({"national_id_sealed", "person_key", "part"})


class PendingActFilter(django_filters.FilterSet):
    """By act, state, record and last day."""

    act = django_filters.CharFilter()
    state = django_filters.ChoiceFilter(choices=PendingState.choices)
    target = django_filters.UUIDFilter(field_name="target_id")
    expires_on__lte = django_filters.DateFilter(field_name="expires_on", lookup_expr="lte")
    expires_on__gte = django_filters.DateFilter(field_name="expires_on", lookup_expr="gte")

    class Meta:
        model = PendingAct
        fields: ClassVar[list[str]] = []


class PendingRowSerializer(serializers.Serializer[Any]):
    """One line of what is proposed, in words."""

    label = serializers.CharField()  # type: ignore[assignment] # a field, no attribute
    value = serializers.CharField()


class PendingActSerializer(serializers.Serializer[Any]):
    """
    An act as it was proposed, and how it ended.

    `target` is the id of the record on which it is done; `digest` is the SHA-256 of everything that
    is approved; `expires_on` is the last day on which it can be confirmed.
    """

    id = serializers.UUIDField()
    act = serializers.CharField()
    act_label = serializers.CharField()
    target_type = serializers.CharField()
    target = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    summary = serializers.CharField()
    arguments = serializers.DictField()
    rows = PendingRowSerializer(many=True)
    digest = serializers.CharField()
    permission = serializers.CharField()
    proposed_by_name = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    expires_on = serializers.DateField()
    state = serializers.ChoiceField(PendingState.choices)
    state_label = serializers.CharField()
    decided_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    version = serializers.IntegerField()


class PendingConfirmArguments(serializers.Serializer[Any]):
    """Nothing but a one-time code."""

    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class PendingRefusalArguments(PendingConfirmArguments):
    """Why it is refused, and a one-time code."""

    reason = serializers.CharField(min_length=10, max_length=2000)


class PendingWithdrawalArguments(serializers.Serializer[Any]):
    """Why it is withdrawn; may stay empty."""

    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


def _confirmed(pending: PendingAct, who: Mapping[str, Any]) -> PendingAct:
    """
    Confirm an act; answers of REST are kept to be given again, so that no key stands in one.

    Raises:
        IllegalMove: who confirms it is shown a key.
    """
    if shows_once(pending):
        raise IllegalMove(str(ON_ITS_PAGE))
    return actions.confirm_act(pending_id=pending.pk, **who)


class PendingActViewSet(Moving):
    """Acts that one person has proposed and another confirms."""

    queryset = PendingAct.objects.all()
    serializer_class = PendingActSerializer
    filterset_class = PendingActFilter
    orders: ClassVar[dict[str, Any]] = {
        "-proposed": ("-id",), "expires_on": ("expires_on", "id"),
    }  # fmt: skip
    columns = (
        "public_id", "act", "target_type", "target_id", "title", "summary", "arguments", "rows",
        "digest", "permission", "proposed_by_name", "proposed_at", "expires_on", "state",
        "decided_by_name", "decided_at", "reason", "version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a pending act."""
        found = {name: row[name] for name in self.columns}
        found["arguments"] = {
            name: value for name, value in row["arguments"].items() if name not in SEALED
        }
        return {
            "id": found.pop("public_id"),
            "act_label": title_of(row["act"]),
            "target": found.pop("target_id"),
            "rows": [{"label": label, "value": value} for label, value in found.pop("rows")],
            "state_label": self.labels(PendingState)[row["state"]],
            **found,
        }

    def weigh(self, spec: Move, record: Any) -> Weighed:
        """Tell, too, that what is shown once is confirmed on its page."""
        found = super().weigh(spec, record)
        if found.is_allowed and spec.act is CONFIRM and shows_once(record):
            return Weighed(False, ILLEGAL_MOVE, str(ON_ITS_PAGE))
        return found

    confirm = act_move(
        "confirm", CONFIRM, "Confirm a proposed act as its second person; it is done at once.",
        PendingConfirmArguments, PendingActSerializer,
        lambda pending, data, who: _confirmed(pending, who),
        once=True,
    )  # fmt: skip
    refuse = act_move(
        "refuse", REFUSE, "Refuse a proposed act, with a reason.",
        PendingRefusalArguments, PendingActSerializer,
        lambda pending, data, who: actions.refuse_act(pending_id=pending.pk, **data, **who),
        once=True,
    )  # fmt: skip
    withdraw = act_move(
        "withdraw", WITHDRAW, "Withdraw an own proposal.",
        PendingWithdrawalArguments, PendingActSerializer,
        lambda pending, data, who: actions.withdraw_act(pending_id=pending.pk, **data, **who),
    )  # fmt: skip


routes: list[tuple[str, Any]] = [("pending-acts", PendingActViewSet)]

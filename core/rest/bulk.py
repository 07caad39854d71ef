"""Many records in one request: each item judged, locked and recorded by itself."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import IntegrityError, InternalError, OperationalError, transaction
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import BulkRefused, DomainError
from core.rest.answers import ProblemSerializer, told
from core.rest.bodies import read, validated
from core.rest.scoped import Scoped

MOST = 1000
_REFUSALS = (
    DomainError, exceptions.APIException, Http404, IntegrityError, InternalError, OperationalError,
)  # fmt: skip


class BulkArguments(serializers.Serializer[Any]):
    """
    Up to 1,000 items, each of the form of a single one.

    `atomic`: all or none. `dry_run`: judge all, keep nothing.
    """

    items = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST)
    atomic = serializers.BooleanField(default=False)
    dry_run = serializers.BooleanField(default=False)


def bulk_of(
    item_class: type[serializers.Serializer[Any]],
) -> type[serializers.Serializer[Any]]:
    """Return how the body of a bulk stands in the document: with the form of its items."""
    items = serializers.ListField(child=item_class(), min_length=1, max_length=MOST)
    fields = {"items": items, "__doc__": BulkArguments.__doc__}
    return type(f"Bulk{item_class.__name__}", (BulkArguments,), fields)


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one item: the new record's id and number, or the problem."""

    index = serializers.IntegerField()
    status = serializers.IntegerField()
    id = serializers.UUIDField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    problem = ProblemSerializer(allow_null=True)


class BulkSerializer(serializers.Serializer[Any]):
    """The outcome of each item, in their order; `is_applied` says whether anything was kept."""

    is_applied = serializers.BooleanField()
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = OutcomeSerializer(many=True)


class Bulk(Scoped):
    """A resource of which many can be made at once; `make_one` makes one from its arguments."""

    item_class: ClassVar[type[serializers.Serializer[Any]]]
    naming = "number"
    done = 201

    def make_one(self, data: dict[str, Any]) -> Any:
        """Make one record by one action, and return it."""
        raise NotImplementedError

    def tried(self, count: int) -> None:
        """Leave in the history that so many items were tried; for dry runs."""
        raise NotImplementedError

    def make_many(self, request: Request) -> Response:
        """
        Make the items of a request; return the outcome of each.

        Raises:
            BulkRefused: `atomic`, and an item was refused; nothing is kept.
        """
        return self.make_all(validated(BulkArguments, request))

    def make_all(self, data: dict[str, Any]) -> Response:
        """Do the same to what a body says."""
        with transaction.atomic():
            outcomes = self.outcomes_of(data["items"])
            is_kept = keeps(outcomes, **_ways(data))
            transaction.set_rollback(not is_kept)
        refused = [outcome for outcome in outcomes if outcome["problem"]]
        if data["atomic"] and refused and not data["dry_run"]:
            raise BulkRefused(fields=_faults(refused))
        if data["dry_run"]:
            self.tried(len(outcomes))
        return Response(summed(outcomes if is_kept else unnamed(outcomes)))

    def outcomes_of(self, items: Sequence[Any], first: int = 0) -> list[dict[str, Any]]:
        """Make items, each by itself, in the caller's transaction; return their outcomes."""
        return [self._outcome(index, item) for index, item in enumerate(items, start=first)]

    def _outcome(self, index: int, item: Any) -> dict[str, Any]:
        outcome: dict[str, Any] = {
            "index": index, "status": self.done, "id": None, "number": None, "problem": None,
        }  # fmt: skip
        try:
            with transaction.atomic():
                made = self.make_one(read(self.item_class, item))
        except _REFUSALS as error:
            problem = told(error, self.actor.request_id)
            if problem is None or problem["status"] >= 500:
                raise
            return outcome | {"status": problem["status"], "problem": problem}
        return outcome | {"id": made.public_id, "number": getattr(made, self.naming)}


def _ways(data: dict[str, Any]) -> dict[str, bool]:
    return {name: data[name] for name in ("atomic", "dry_run")}


def keeps(outcomes: Sequence[dict[str, Any]], *, atomic: bool, dry_run: bool) -> bool:
    """Tell whether what was made of items stays."""
    return not dry_run and not (atomic and any(outcome["problem"] for outcome in outcomes))


def unnamed(outcomes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the outcomes of items of which nothing was kept."""
    return [outcome | {"id": None, "number": None} for outcome in outcomes]


def summed(outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the outcomes with their sums, as `BulkSerializer` tells them."""
    refused = sum(1 for outcome in outcomes if outcome["problem"])
    return {
        "is_applied": any(outcome["id"] for outcome in outcomes),
        "done": len(outcomes) - refused,
        "refused": refused,
        "items": list(outcomes),
    }


def _faults(refused: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Return where the items are wrong, as JSON pointers without the first slash."""
    faults: dict[str, list[str]] = {}
    for outcome in refused:
        problem = outcome["problem"]
        base = f"items/{outcome['index']}"
        for fault in problem.get("errors", ()):
            faults.setdefault(f"{base}{fault['pointer']}", []).append(fault["message"])
        if not problem.get("errors"):
            faults.setdefault(base, []).append(problem["detail"])
    return faults

"""Moves of a contract: the action is handed the contract's key beside actor, day and moment."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from contracts.models import Contract
from core.rest import move as plain_move

# From the contract, the arguments, and the key, actor, day and moment, to one action.
Call = Callable[[Contract, dict[str, Any], Mapping[str, Any]], object]


def move(
    name: str,
    title: str,
    right: Callable[[Any], Any],
    arguments: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    call: Call,
    *,
    states: Any = None,
    against: Callable[[Contract], str] | None = None,
    status: int = 200,
    sends_files: bool = False,
) -> Any:
    """Return a viewset's method that does one thing to one contract; see `core.rest.move`."""

    def act(contract: Any, data: dict[str, Any], who: Mapping[str, Any]) -> object:
        return call(contract, data, {"contract_id": contract.pk, **who})

    return plain_move(
        name, title, right, arguments, answer, act, states=states, against=against, status=status,
        sends_files=sends_files,
    )  # fmt: skip

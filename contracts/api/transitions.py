"""Moves of a contract: the action is handed the contract's key beside actor, day and moment."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from contracts.api.shapes import ContractSerializer
from contracts.models import Contract
from core.acts import Act
from core.rest import act_move

# From the contract, the arguments, and the key, actor, day and moment, to one action.
Call = Callable[[Contract, dict[str, Any], Mapping[str, Any]], object]


def contract_move(
    method: str,
    act: Act,
    description: str,
    arguments: type[serializers.Serializer[Any]],
    call: Call,
    **options: Any,
) -> Any:
    """Return a viewset's method that does an act to one contract; see `core.rest.act_move`."""
    return act_move(
        method, act, description, arguments, ContractSerializer, with_key(call), **options
    )


def with_key(call: Call) -> Call:
    """Return a call that gets the contract's key beside actor, day and moment."""

    def keyed(contract: Any, data: dict[str, Any], who: Mapping[str, Any]) -> object:
        return call(contract, data, {"contract_id": contract.pk, **who})

    return keyed

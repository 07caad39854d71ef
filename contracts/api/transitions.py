"""One shape for every move over REST: POST to the record's address, arguments in, record out."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contracts.models import Contract
from core.clock import now, today
from core.rest import validated

# From the contract, the arguments, and the key, actor, day and moment, to one action.
Call = Callable[[Contract, dict[str, Any], Mapping[str, Any]], object]


def move(
    name: str,
    title: str,
    right: Callable[[Any], Any],
    arguments: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    call: Call,
    status: int = 200,
) -> Any:
    """
    Return a viewset's method that does one thing to one contract and answers it as it stands then.

    `right` declares who may (`needs` of `core.rest`); `one_time_code` among the arguments gives the
    actor a fresh factor.
    """

    def handler(self: Any, request: Request, public_id: str) -> Response:
        contract = self.get_record()
        data = validated(arguments, request)
        actor = self.acting(data.pop("one_time_code", ""))
        who = {"contract_id": contract.pk, "actor": actor, "on": today(), "at": now()}
        done = call(contract, data, who)
        answered: Response = self.answer(done if isinstance(done, Contract) else contract, status)
        return answered

    handler.__name__ = name
    handler.__doc__ = title
    routed = action(detail=True, methods=["post"], url_path=name.replace("_", "-"))(right(handler))
    # Outermost: an action's own description is dropped when it is decorated the other way round.
    return extend_schema(request=arguments, responses={status: answer})(routed)

"""One shape for every move over REST: POST to the record's address, arguments in, record out."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now, today
from core.rest import validated


class NoArguments(serializers.Serializer[Any]):
    """Nothing is needed beside the record."""


# From the record, the arguments, and the actor with the day and moment, to one action.
Call = Callable[[Any, dict[str, Any], Mapping[str, Any]], object]


def move(
    name: str,
    title: str,
    right: Callable[[Any], Any],
    arguments: type[serializers.Serializer[Any]],
    answer: type[serializers.Serializer[Any]],
    call: Call,
) -> Any:
    """
    Return a viewset's method that does one thing to one record and answers it as it stands then.

    `right` declares who may (`needs` of `core.rest`); `one_time_code` among the arguments gives the
    actor a fresh factor.
    """

    def handler(self: Any, request: Request, public_id: str) -> Response:
        record = self.get_record()
        data = validated(arguments, request)
        actor = self.acting(data.pop("one_time_code", ""))
        call(record, data, {"actor": actor, "on": today(), "at": now()})
        answered: Response = self.answer(record)
        return answered

    handler.__name__ = name
    handler.__doc__ = title
    path = name.strip("_").replace("_", "-")
    routed = action(detail=True, methods=["post"], url_path=path)(right(handler))
    # Outermost: an action's own description is dropped when it is decorated the other way round.
    return extend_schema(request=arguments, responses=answer)(routed)

"""REST: what changed since a place in time; with it a program keeps a copy of what it may see."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.facts import OpenKey
from accounts.key_scopes import holds, needed
from accounts.principal import Principal
from audit import feed, places
from core.errors import Invalid
from core.persian import persian_digits
from core.requests import known
from core.rest import CALENDAR, RESOURCES, Schema, Wishes, node_of, some_of, wants_jalali
from core.wire import MAX_PAGE

PARAMETERS = frozenset({"since", "page_size", "resources"})
PAGE = 100


class ChangeSerializer(serializers.Serializer[Any]):
    """
    One change: `upsert` carries the record as its list does; of the others only the id is told.

    `deleted`: the record is no more. `access_lost`: it has left the caller's sight.
    """

    op = serializers.ChoiceField([feed.UPSERT, feed.DELETED, feed.ACCESS_LOST])
    resource = serializers.CharField()
    id = serializers.UUIDField()
    data = serializers.DictField(  # type: ignore[assignment] # a field of the answer
        required=False
    )


@extend_schema_serializer(many=False)
class ChangesSerializer(serializers.Serializer[Any]):
    """A page of changes; keep `cursor` once they are applied, and ask with it as `since`."""

    cursor = serializers.CharField()
    has_more = serializers.BooleanField()
    changes = ChangeSerializer(many=True)


def followed() -> dict[str, type[Any]]:
    """Return the resources that are followed, by name, in the order in which they are read."""
    return {name: view for name, view in RESOURCES.items() if view.is_followed}


class ChangesSchema(Schema):
    """Names the resources that are followed, which are known once all are."""

    def get_override_parameters(self) -> list[Any]:
        """Return what the changes are asked by."""
        return [
            OpenApiParameter("since", str, description="The `cursor` of the page before."),
            OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}),
            OpenApiParameter(
                "resources",
                str,
                description="Names separated by commas; all that the key may read if left out.",
                pattern=some_of(followed()),
            ),
            CALENDAR,
        ]

    def get_response_serializers(self) -> Any:
        """Return what is answered."""
        return ChangesSerializer


class ChangesViewSet(ViewSet):
    """What changed: for copies that programs keep."""

    schema = ChangesSchema()

    def list(self, request: Request) -> Response:
        """
        Answer the changes after a cursor; without one all there is, as the lists show it.

        Apply the page, then keep its cursor. With `has_more` ask again at once. A record may come
        twice, never not at all. A cursor serves the caller to whom it was given. When more
        resources are asked for, or the key may read more, it goes on, and what is new comes from
        the beginning. For fewer, and after a restore of the server, it is refused (`bad-cursor`):
        empty the copy and begin without one.
        """
        asked = request.query_params
        wishes = Wishes(jalali=wants_jalali(request, PARAMETERS))
        actor: Principal = known(request).principal
        views = {
            name: node_of(RESOURCES[name], request)
            for name in _resources(request, asked.get("resources"))
        }
        for view in views.values():
            view.wishes = wishes
        since = asked.get("since", "")
        place, names = places.unpacked(since, actor, views) if since else (None, None)
        reading = feed.read(
            place=place,
            views=views,
            actor=actor,
            size=_size(asked.get("page_size", "")),
            names=names,
        )
        return Response(
            {
                "cursor": places.packed(reading, actor),
                "has_more": reading.has_more,
                "changes": [_told(change) for change in reading.changes],
            }
        )


def _resources(request: Request, asked: str | None) -> list[str]:
    """Return the resources to read: those asked for, or all that the key may read."""
    known_ones = followed()
    if asked is None:
        scopes = known(request).principal.scopes
        is_key = isinstance(request.auth, OpenKey)
        return [
            name
            for name in known_ones
            if not is_key or holds(scopes, needed(name, is_reading=True))
        ]
    names = {name.strip() for name in asked.split(",")} - {""}
    if not names or not names <= set(known_ones):
        choices = ", ".join(known_ones)
        raise Invalid(fields={"resources": [_("Choose of: {choices}").format(choices=choices)]})
    return [name for name in known_ones if name in names]


def _size(raw: str) -> int:
    if not raw:
        return PAGE
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:9]) <= MAX_PAGE):
        texts = [_("A page has 1 to {most} rows.").format(most=persian_digits(MAX_PAGE))]
        raise Invalid(fields={"page_size": texts})
    return int(raw)


def _told(change: places.Change) -> dict[str, Any]:
    told = {"op": change.op, "resource": change.resource, "id": change.record}
    return told if change.row is None else {**told, "data": change.row}

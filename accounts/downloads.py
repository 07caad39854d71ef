"""REST: a record's file by an address that lives a few minutes, for whoever asked for it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.facts import OpenKey
from accounts.key_scopes import KeyScope
from accounts.tickets import enter, ticket_for
from core.clock import now
from core.errors import Gone, NotPermitted
from core.rest import PROBLEM, Right, Scoped, files, needs, refuse_strange, refused
from core.wire import JSONParser

_DEAD = "The address is dead, or another's."
_UNKNOWN = "The request brings neither the key that asked for the address nor its person's session."


class TicketSerializer(serializers.Serializer[Any]):
    """A download address, and when it dies."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


def answers_file(kinds: Iterable[str], refusals: Mapping[int, str] | None = None) -> Any:
    """Return a decorator that documents what `download` answers: media types, refusals besides."""
    refusals = {401: _UNKNOWN, 410: _DEAD, **(refusals or {})}
    return extend_schema_view(
        download=extend_schema(
            parameters=[OpenApiParameter("ticket", str, required=True)],
            responses=files(kinds)
            | {(status, PROBLEM): refused(text) for status, text in refusals.items()},
        )
    )


class Downloads(Scoped):
    """
    A viewset whose records have a file each: `ticket` makes its address, `download` answers it.

    `opens` is the scope that the key must still have when the address is used, `takers` says who
    may have one made.
    """

    opens: ClassVar[KeyScope]
    takers: ClassVar[Right] = Right(())
    foreign: ClassVar[frozenset[str]] = frozenset({"ticket"})

    @property
    def right(self) -> Right:
        """Return who may call the method of this request."""
        return self.takers if self.action == "ticket" else super().right

    def hand_out(self, record: Any) -> HttpResponseBase:
        """Answer the file of a record; whoever takes it is recorded."""
        raise Gone

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for a principal, but for a download address, which brings its own."""
        if self.action == "download":
            super(Scoped, self).initial(request, *args, **kwargs)
        else:
            super().initial(request, *args, **kwargs)

    @needs()
    @extend_schema(request=None, responses={201: TicketSerializer})
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def ticket(self, request: Request, public_id: str) -> Response:
        """Make a download address, which lives five minutes, for this key and its person alone."""
        record = self.get_record()
        if not isinstance(request.auth, OpenKey):
            raise NotPermitted(_("A download address belongs to a key; the browser needs none."))
        ticket, expires_at = ticket_for(token_id=request.auth.pk, record=record.public_id, at=now())
        address = request.build_absolute_uri(f"{request.path.rsplit('/', 2)[0]}/download")
        return Response({"url": f"{address}?ticket={ticket}", "expires_at": expires_at}, status=201)

    @action(detail=False, methods=["get"], permission_classes=[AllowAny])
    def download(self, request: Request) -> HttpResponseBase:
        """Answer the file of a download address to who asked for it; rights are judged again."""
        refuse_strange(request, frozenset({"ticket", "calendar"}))
        ticket = request.query_params.get("ticket", "")
        key = request.auth if isinstance(request.auth, OpenKey) else None
        principal, public_id = enter(
            request._request, ticket, self.opens, key_id=None if key is None else key.pk
        )
        rows = self.queryset.all().visible_to(principal)
        record = rows.filter(public_id=public_id).first()
        if record is None:
            raise Gone
        return self.hand_out(record)

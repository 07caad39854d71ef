"""The viewset of every resource: scope, rights, versions, one act only once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now
from core.errors import MatchNeeded, NotPermitted, ShownOnce, Stale
from core.models import as_shown
from core.requests import known
from core.rest import etags, once
from core.rest.naming import id_named
from core.rest.rights import Right
from core.rest.shaping import wishes_of
from core.rest.telling import Telling
from core.wire import BINARY
from core.writes import Part

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Scoped(Telling):
    """A viewset whose rows are what the caller may see; hidden and absent are both 404."""

    lookup_field = "public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"
    http_method_names = ["get", "head", "post", "patch"]
    orders: ClassVar[dict[str, Sequence[str]]] = {}
    parameters: ClassVar[dict[str, Sequence[str]]] = {}  # of methods beside list and detail
    secrets: ClassVar[frozenset[str]] = frozenset()  # methods whose answer is shown once
    foreign: ClassVar[frozenset[str]] = frozenset()  # methods that answer no record of the list
    unkept: ClassVar[frozenset[str]] = frozenset()  # methods that take no Idempotency-Key
    matched: ClassVar[frozenset[str]] = frozenset()  # methods that call `matching` themselves
    is_followed = False  # `/changes` tells what becomes of its records
    natural = ""  # the column by whose value an address may name a record, beside its id
    _record: Any = None
    _once: int | None = None

    @property
    def closed_filters(self) -> frozenset[str]:
        """Return the filters of the list that are closed to the caller: what they ask is hidden."""
        return frozenset()

    @property
    def right(self) -> Right:
        """Return who may call the method of this request."""
        found: Right | None = getattr(getattr(self, self.action or "", None), "right", None)
        return found or Right(())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse whom and what is not for this method; answer again what was sent before."""
        super().initial(request, *args, **kwargs)
        if getattr(request._request, "principal", None) is None:
            raise exceptions.NotAuthenticated
        if self.action is None:  # refused before its parameters are read
            raise exceptions.MethodNotAllowed(str(request.method))
        self.wishes = wishes_of(request, self)
        if request.method not in CHANGING:
            return
        if self.right.match:
            self.get_record()  # hidden comes before all else
            if not request.headers.get("If-Match"):
                raise MatchNeeded
        if not self._do_once(request) and self.detail and not self._calls_matching:
            self._check_match(request.headers.get("If-Match", ""))

    @property
    def _calls_matching(self) -> bool:
        handler = getattr(self, str(self.action))
        return self.right.match or hasattr(handler, "move") or self.action in self.matched

    def _check_match(self, said: str) -> None:
        """
        Refuse an If-Match that does not name the record as it stands; no header asks for nothing.

        A record without a version is compared by its whole ETag, as reading it now would give it.

        Raises:
            Stale: the header names another version, or no version at all.
        """
        if not said:
            return
        record = self.get_record()
        if hasattr(record, "version"):
            is_current = int(record.version) in etags.versions(said)
        else:
            is_current = hasattr(self, "retrieve") and etags.names(said, self._etag())
        if not is_current:
            raise Stale

    def _etag(self) -> str:
        answer = super().finalize_response(self.request, self.retrieve(self.request, **self.kwargs))
        body = answer.render().content
        return etags.of(self.version, self.actor, body)

    def check_permissions(self, request: Request) -> None:
        """Refuse who may not call this method: 404 for a record out of scope, else 403."""
        super().check_permissions(request)
        right = self.right
        if not right.permissions and right.of is None:
            return
        if self.actor is None:
            raise exceptions.NotAuthenticated
        is_right = right.is_of(self.actor)
        if self.detail and (right.of is not None or not is_right):
            record = self.get_record()
            is_right = is_right and (right.of is None or right.of(self.actor, record))
        if not is_right:
            raise NotPermitted

    def _do_once(self, request: Request) -> bool:
        """Begin under the request's key; tell whether the first answer is given again."""
        key = once.key_of(request, is_required=self.right.once)
        if not key:
            return False
        if self.detail:
            self.get_record()  # hidden comes before the body is read
        found = once.store().begin(
            actor=self.actor, key=key, digest=once.digest_of(request), at=now()
        )
        if isinstance(found, int):
            self._once = found
            return False
        answer = self._replayed(found)
        setattr(self, str(request.method).lower(), lambda *args, **kwargs: answer)
        return True

    def _replayed(self, kept: once.Kept) -> Response:
        """Return the first answer, if the caller may still see what it tells."""
        if kept.body is None:
            raise ShownOnce
        body = msgspec.json.decode(kept.body)
        is_other = self.action in self.foreign or kept.status == 202  # a job of the caller's
        ids = [] if is_other else list(once.ids_of(body))
        if self.get_queryset().filter(public_id__in=ids).count() < len(set(ids)):
            raise Http404
        self.version = body.get("version", 0) if isinstance(body, dict) else 0
        headers = {"Idempotent-Replayed": "true"}
        if kept.status >= 400:
            return Response(
                body, kept.status, headers=headers, content_type="application/problem+json"
            )
        return Response(body, kept.status, headers=headers)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer under its key, and mark it with an ETag for this caller."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if not isinstance(response, Response):
            if request.headers.get("Accept") == BINARY:
                response["Content-Type"] = BINARY
            return response
        if self._once is not None:
            self._keep(response)
        if response.status_code == 201 and "id" in response.data:
            made = str(response.data["id"])
            response["Location"] = reverse(f"{self.basename}-detail", args=[made])
        elif response.status_code == 202:
            response["Location"] = once.followed_at(str(response.data["id"]))
        is_told = self.actor is not None and self.action not in self.secrets
        if is_told and response.status_code < 300 and isinstance(response.data, dict | list):
            body = response.render().content
            response["ETag"] = etags.of(self.version, self.actor, body)
            response["Vary"] = "Authorization, Accept-Language"
            if request.method in {"GET", "HEAD"} and etags.names(
                request.headers.get("If-None-Match", ""), response["ETag"]
            ):
                headers = {name: response[name] for name in ("ETag", "Vary")}
                response = super().finalize_response(request, Response(None, 304, headers=headers))
        return response

    def _keep(self, response: Response) -> None:
        row, status = self._once, response.status_code
        assert row is not None  # noqa: S101 # told by the caller
        kind = str(response.data.get("type", "")) if isinstance(response.data, dict) else ""
        is_passing = kind.rpartition("#")[2] in once.PASSING
        if status >= 500 or status in once.NOT_KEPT or (status >= 400 and is_passing):
            once.store().forget(row)
        else:
            is_secret = self.action in self.secrets and status < 300
            body = None if is_secret else response.render().content
            once.store().keep(row, once.Kept(status, body))

    @contextmanager
    def matching(self, record: Any, *, is_needed: bool = True) -> Iterator[None]:
        """Hold the record, while it is acted on, to the version that the caller read."""
        said = self.request.headers.get("If-Match", "")
        has_version = hasattr(record, "version")
        if not is_needed and not said:
            yield
            return
        if not has_version:
            self._check_match(said)
            yield
            return
        versions = etags.versions(said)
        if not versions:
            raise Stale if '"' in said else MatchNeeded
        current = int(record.version)
        with as_shown(record, current if current in versions else min(versions)):
            yield

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one page of the rows in scope."""
        wanted: Any = self.reading  # framework's own methods hand it on from piece to piece
        rows = self.paginate_queryset(self.filter_queryset(wanted))
        return self.get_paginated_response(rows)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one row in scope."""
        return Response(self.told(self.get_row()))

    def answer(self, record: Any, status: int = 200) -> Response:
        """Return the record after an action; also when it has left the caller's scope by it."""
        rows = self.annotated(self.queryset.model.objects.filter(pk=record.pk), self.actor)
        return Response(self.told(rows.values(*self.columns).get()), status=status)

    def made(self, make: Callable[..., Any]) -> Response:
        """
        Return the record that an action makes, told from what it names; nothing is asked again.

        `make(along=…)` calls the action, which writes `along(record)` with the record: the answer,
        under the key that came with the request.
        """
        row, answers = self._once, list[Response]()

        def kept(record: Any) -> once.Kept:
            answers.append(self._whole(record))
            return once.Kept(201, msgspec.json.encode(answers[0].data, enc_hook=str))

        def along(record: Any) -> list[Part]:
            return [] if row is None else [once.store().keeping(row, partial(kept, record))]

        record = make(along=along)
        self._once = None
        return answers[0] if answers else self._whole(record)

    def _whole(self, record: Any) -> Response:
        row = {name: _value(record, name.split("__")) for name in self.columns}
        return Response(self.told(row), status=201)

    def addressed(self) -> Any:
        """Return the value of `lookup_field` that the address names; a code's record is found."""
        value = self.kwargs[self.lookup_url_kwarg]
        if not self.natural or isinstance(value, UUID):
            return value
        found = id_named(type(self), value)
        if found is None:
            raise Http404
        return found

    def get_row(self) -> dict[str, Any]:
        """Return the plain row that the address names, or 404."""
        value, columns = self.addressed(), self.columns

        def one(rows: Any, value: Any) -> Any:
            return rows.filter(**{self.lookup_field: value}).values(*columns)[:1]

        rows = self.reading.then(("one", columns), one, value).rows()
        if not rows:
            raise Http404
        return rows[0]

    def get_record(self) -> Any:
        """Return the model object that the address names, or 404; for actions."""
        if self._record is None:
            found = self.get_queryset().filter(**{self.lookup_field: self.addressed()})
            self._record = found.first()
        if self._record is None:
            raise Http404
        return self._record

    def acting(self, one_time_code: str = "") -> Any:
        """Return the actor, with a fresh factor when a right one-time code came along."""
        if one_time_code:
            if self.actor.client:
                raise exceptions.PermissionDenied(
                    _("This act needs a person's token, not a program's.")
                )
            known(self.request).confirm_factor(one_time_code)
            return self.actor.with_fresh_factor()
        return self.actor


def _value(record: Any, path: Sequence[str]) -> Any:
    """Return what a path of names leads to from a record; None where nothing is named."""
    for name in path:
        if record is None:
            return None
        record = getattr(record, name)
    return record

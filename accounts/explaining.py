"""REST: may I do this, and why, or why not; from the tables that the doors themselves ask."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.facts import grants_of
from accounts.key_scopes import NEEDED, ONLY_READ, holds, needed
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS
from core.clock import today
from core.errors import Invalid, NotPermitted
from core.requests import known
from core.rest import (
    CALENDAR,
    RECORDLESS,
    RESOURCES,
    Moving,
    Right,
    Scoped,
    jalali,
    wants_jalali,
)
from core.rest.moves import Weighed

READING = ("read", "list")
NEUTRAL = Weighed(True)
ACTIONS = rf"^({'|'.join(NEEDED)})\.[a-z_-]+$"  # what has keys, and a name


class GrantSerializer(serializers.Serializer[Any]):
    """A grant on which the caller's role rests, with its dates, both included."""

    role = serializers.CharField()
    role_label = serializers.CharField()
    scope = serializers.CharField()
    scope_id = serializers.UUIDField(allow_null=True)
    scope_label = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class ExplanationSerializer(serializers.Serializer[Any]):
    """Whether the caller may do it; why not; what it needs; and the grants that were asked."""

    action = serializers.CharField()
    object = serializers.UUIDField(allow_null=True)
    is_allowed = serializers.BooleanField()
    code = serializers.CharField()
    why_not = serializers.CharField()
    permissions = serializers.ListField(
        child=serializers.CharField(), help_text="One of these permissions of the role is needed."
    )
    key_scope = serializers.CharField(allow_null=True)
    needs_code = serializers.BooleanField()
    grants = GrantSerializer(many=True)


class AccessViewSet(ViewSet):
    """The caller's rights, explained."""

    @extend_schema(
        responses=ExplanationSerializer,
        parameters=[
            OpenApiParameter(
                "action", str, required=True, description="`resource.move`", pattern=ACTIONS
            ),
            OpenApiParameter("object", UUID, description="The record's id."),
            CALENDAR,
        ],
    )
    @action(detail=False, methods=["get"])
    def explain(self, request: Request) -> Response:
        """
        Say whether the caller may do an action to a record, and on which grant that rests.

        Actions are `cases.read`, `violation-reports.create`, and the moves that `transitions`
        lists, as `cases.decision`. A hidden record is answered as one that does not exist. What
        has no records (`stats`, `me`, `changes`, `agency-comparison`) is read without one.
        """
        asked = request.query_params
        is_jalali = wants_jalali(request, frozenset({"action", "object"}))
        resource, _dot, name = asked.get("action", "").partition(".")
        kind = (RESOURCES | RECORDLESS).get(resource)
        if kind is None or resource not in NEEDED:
            raise Invalid(fields={"action": [_("Name a resource and an action: cases.decision.")]})
        view = self._view(kind)
        record = _record(view, asked.get("object", ""))
        right, spec = _found(view, name, record)
        actor: Principal = known(request).principal
        weighed = _weighed(view, right, spec, record, actor)
        scope = needed(resource, is_reading=name in {*READING, *ONLY_READ})
        if weighed.is_allowed and actor.via == "api" and not holds(actor.scopes, scope):
            text = _("This key does not have the scope {scope}.").format(scope=scope)
            weighed = Weighed(False, "scope-missing", text)
        told = {
            "action": asked["action"],
            "object": record.public_id if record else None,
            "is_allowed": weighed.is_allowed,
            "code": weighed.code,
            "why_not": weighed.message,
            "permissions": [str(permission) for permission in right.permissions],
            "key_scope": scope,
            "needs_code": bool(spec and spec.is_signed),
            "grants": [_told(grant) for grant in grants_of(actor, today())],
        }
        return Response(jalali(told) if is_jalali else told)

    def _view(self, resource: type[Any]) -> Any:
        view = resource()
        view.request, view.action, view.kwargs, view.format_kwarg = self.request, "list", {}, None
        return view


def _record(view: Any, text: str) -> Any:
    """Return the record that is asked about, None without one, or 404."""
    if not text:
        return None
    if not isinstance(view, Scoped):
        raise Invalid(fields={"object": [_("This resource has no records: leave the id out.")]})
    try:
        public_id = UUID(text)
    except ValueError as error:
        raise Invalid(fields={"object": [_("This is not an id.")]}) from error
    found = view.get_queryset().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _found(view: Any, name: str, record: Any) -> tuple[Right, Any]:
    """Return the right of an action, and the move if it is one."""
    if name in READING:
        return getattr(getattr(view, "list", None), "right", None) or Right(()), None
    moves = {spec.name: spec for spec in view.moves()} if isinstance(view, Moving) else {}
    if name in moves:
        if record is None:
            raise Invalid(fields={"object": [_("Say which record.")]})
        return moves[name].right, moves[name]
    method = {"update": "partial_update"}.get(name, name)
    right = getattr(getattr(view, method, None), "right", None)
    if right is None:
        choices = ["read", *(["create"] if hasattr(view, "create") else ()), *moves]
        text = _("Choose one of: {choices}").format(choices=", ".join(choices))
        raise Invalid(fields={"action": [text]})
    view.action = method  # what the resource itself asks for besides, as of a download address
    return getattr(view, "right", right), None


def _weighed(view: Any, right: Right, spec: Any, record: Any, actor: Principal) -> Weighed:
    if spec is not None:
        found: Weighed = view.weigh(spec, record)
        return found
    if not right.is_of(actor):
        return Weighed(False, "not-permitted", NotPermitted.default_message())
    return NEUTRAL


def _told(grant: Any) -> dict[str, Any]:
    return {
        "role": grant.role,
        "role_label": str(ROLE_LABELS[grant.role]),
        "scope": grant.scope_kind,
        "scope_id": grant.scope_id,
        "scope_label": grant.scope_label,
        "starts_on": grant.starts_on,
        "ends_on": grant.ends_on,
    }

"""REST: who am I, and keys to the API."""

from typing import Any, ClassVar

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import actions, rate_limit
from accounts.acts import ROTATE
from accounts.explaining import AccessViewSet
from accounts.factor import confirm_factor
from accounts.facts import OpenKey, hats_of, held_by, principal_for
from accounts.key_scopes import ALL, KeyScope
from accounts.models import ApiToken, User
from accounts.roles import ROLE_LABELS, ROLE_PERMISSIONS, Role
from accounts.without import why_without
from core.clock import now
from core.errors import FactorRequired, NotPermitted, Throttled
from core.middleware import request_id_of
from core.requests import address_of, known
from core.rest import Scoped, needs, owner_of, refuse_strange, validated


@extend_schema_serializer(many=False)
class MeSerializer(serializers.Serializer[Any]):
    """The caller: name, role, scope, and what the role may do."""

    name = serializers.CharField()
    client = serializers.CharField()
    role = serializers.CharField()
    role_label = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    scope_ids = serializers.ListField(child=serializers.UUIDField())
    permissions = serializers.ListField(child=serializers.CharField())


RESTING = gettext_lazy(
    "This role decides, and nobody has recorded whose account it is: a platform admin records the"
    " national ID on the page of the user, and another admin confirms it."
)


class MeViewSet(ViewSet):
    """The caller's own principal."""

    @extend_schema(responses=MeSerializer)
    def list(self, request: Request) -> Response:
        """Answer who calls, in which role."""
        refuse_strange(request)
        principal = known(request).principal
        return Response(
            {
                "name": principal.name,
                "client": principal.client,
                "role": str(principal.role),
                "role_label": str(ROLE_LABELS[principal.role]),
                "scopes": sorted(principal.scopes),
                "scope_ids": [str(public_id) for public_id in principal.scope_ids],
                "permissions": sorted(ROLE_PERMISSIONS[principal.role]),
            }
        )


class TokenArguments(serializers.Serializer[Any]):
    """What a new key needs: password and one-time code, as at sign-in."""

    username = serializers.CharField(max_length=64)
    password = serializers.CharField(max_length=256, style={"input_type": "password"})
    one_time_code = serializers.CharField(max_length=16)
    name = serializers.CharField(max_length=80)
    days = serializers.IntegerField(min_value=1, max_value=365, default=30)
    scopes = serializers.ListField(
        child=serializers.ChoiceField([ALL, *KeyScope]),
        required=False,
        default=[ALL],
        max_length=40,
    )
    addresses = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, default=list, max_length=20
    )
    client = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    role = serializers.CharField(
        max_length=24,
        required=False,
        help_text=gettext_lazy("Needed by people with several roles."),
    )


class RotateArguments(serializers.Serializer[Any]):
    """The current code of the key's person."""

    one_time_code = serializers.CharField(max_length=16)


class SuccessorArguments(serializers.Serializer[Any]):
    """The current code of the person, where the key is a person's own and no program's."""

    one_time_code = serializers.CharField(max_length=16, required=False, default="")


class TokenSerializer(serializers.Serializer[Any]):
    """A key, without its secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    client = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    role_label = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    addresses = serializers.ListField(child=serializers.CharField())
    replaces = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewTokenSerializer(TokenSerializer):
    """A key with its secret, shown this once."""

    token = serializers.CharField()


class TokenViewSet(Scoped):
    """Keys to the API: made with password and one-time code, listed, revoked."""

    queryset = ApiToken.objects.all()
    serializer_class = TokenSerializer
    orders: ClassVar[dict[str, Any]] = {"-created": ("-id",)}
    columns = (
        "public_id", "name", "prefix", "client__name", "grant__role", "scopes", "addresses",
        "replaces__public_id", "expires_at", "last_used_at", "revoked_at",
    )  # fmt: skip
    secrets: ClassVar[frozenset[str]] = frozenset({"create", "rotate", "succeed"})
    unkept: ClassVar[frozenset[str]] = frozenset({"create"})  # nobody is known yet whose key it is

    def get_permissions(self) -> list[Any]:
        """Let a caller without a key make his first one."""
        return [AllowAny()] if self.action == "create" else list(super().get_permissions())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for a principal, but for making a key."""
        if self.action == "create":
            super(Scoped, self).initial(request, *args, **kwargs)
        else:
            super().initial(request, *args, **kwargs)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a key."""
        return {
            "id": row["public_id"],
            "name": row["name"],
            "prefix": row["prefix"],
            "client": row["client__name"],
            "role": row["grant__role"],
            "role_label": str(ROLE_LABELS[Role(row["grant__role"])]),
            "scopes": row["scopes"],
            "addresses": row["addresses"],
            "replaces": row["replaces__public_id"],
            "expires_at": row["expires_at"],
            "last_used_at": row["last_used_at"],
            "revoked_at": row["revoked_at"],
        }

    @needs()
    @extend_schema(request=TokenArguments, responses={201: NewTokenSerializer}, auth=[])
    def create(self, request: Request) -> Response:
        """Make a key with username, password and the current one-time code."""
        data = validated(TokenArguments, request)
        user = self._signed_in(request, data)
        hats = hats_of(user, now())
        hat = next((hat for hat in hats if data.get("role", hat.role) == hat.role), None)
        if hat is None and held_by(user, now()) and not hats:
            raise exceptions.AuthenticationFailed(RESTING)
        if not hats:
            raise exceptions.AuthenticationFailed(why_without(user, now()))
        if hat is None:
            raise exceptions.AuthenticationFailed(_("There is no such role in force."))
        actor = principal_for(
            user, hat, fresh_factor=True, request_id=request_id_of(request._request)
        )
        token, secret = actions.issue_token(
            name=data["name"],
            days=data["days"],
            scopes=data["scopes"],
            addresses=data["addresses"],
            client=data["client"],
            grant_id=hat.grant_id,
            actor=actor,
            at=now(),
        )
        return self._shown(token, secret)

    def _shown(self, token: ApiToken, secret: str) -> Response:
        row = ApiToken.objects.filter(pk=token.pk).values(*self.columns).get()
        return Response({**self.shape(row), "token": secret}, status=201)

    def _signed_in(self, request: Request, data: dict[str, Any]) -> User:
        """Return the person, after password and code; too many tries are put off, not locked."""
        username = data["username"].lower()
        guess = rate_limit.hit_password("password", username, address_of(request._request))
        user = authenticate(request._request, username=username, password=data["password"])
        try:
            if user is None:
                raise FactorRequired
            confirm_factor(user_id=user.pk, code=data["one_time_code"])
        except (FactorRequired, Throttled) as error:
            rate_limit.add_failure(guess)
            # One answer for all: it does not tell that the password was right.
            raise exceptions.AuthenticationFailed(
                _("The username, the password or the code is not right.")
            ) from error
        rate_limit.reset(guess.key)
        return user

    @needs()
    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, public_id: str) -> Response:
        """End a key; it opens nothing from the next request on."""
        token = actions.revoke_token(token_id=self.get_record().pk, actor=self.actor, at=now())
        return self.answer(token)

    @needs()
    @extend_schema(request=SuccessorArguments, responses={201: NewTokenSerializer})
    @action(detail=False, methods=["post"], url_path="successor")
    def succeed(self, request: Request) -> Response:
        """Make the successor of the key that calls, which opens the door for seven more days."""
        if not isinstance(request.auth, OpenKey):
            raise NotPermitted(_("A key renews itself; a browser's session has none."))
        data = validated(SuccessorArguments, request)
        actor = self.acting(data["one_time_code"])
        token, secret = actions.succeed_token(token_id=request.auth.pk, actor=actor, at=now())
        return self._shown(token, secret)

    @needs(*ROTATE.permissions, of=owner_of(ROTATE))
    @extend_schema(request=RotateArguments, responses={201: NewTokenSerializer})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, public_id: str) -> Response:
        """Make a key in the place of this one, which opens the door for seven more days."""
        record, data = self.get_record(), validated(RotateArguments, request)
        token, secret = actions.rotate_token(
            token_id=record.pk, actor=self.acting(data["one_time_code"]), at=now()
        )
        return self._shown(token, secret)


routes: list[tuple[str, Any]] = [
    ("me", MeViewSet),
    ("tokens", TokenViewSet),
    ("access", AccessViewSet),
]

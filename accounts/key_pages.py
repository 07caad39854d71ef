"""Pages of one's own keys to the API: see them, make one, rotate, revoke."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts import actions
from accounts.acts import ISSUE, REVOKE, ROTATE
from accounts.forms import NoForm, RevokeForm, TokenForm
from accounts.key_scopes import ALL, NEEDED, SCOPE_LABELS, KeyScope
from accounts.limits import uses
from accounts.models import ApiToken, User
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from core.acts import is_open
from core.clock import now, today
from core.panels import Panel, Register, drawn
from core.persian import persian_digits
from core.requests import known
from core.svg.data import Spark
from core.web import ActPage, Scoped

LIST_LIMIT = 200
SOON = 30  # days before its end in which a key's date is marked
LIST = "accounts/tokens.html"
PANELS: Register[Panel] = Register()  # below the keys; each is given the person


class Keys(Scoped, TemplateView):
    """One's own keys: their scopes, addresses, use and end."""

    template_name = LIST

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the keys, newest first; two queries."""
        return super().get_context_data(**listing(self.request), **kwargs)


def listing(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of keys shows."""
    actor, person = known(request).principal, cast(User, request.user)
    tokens = list(
        ApiToken.objects.visible_to(actor)
        .filter(grant__user_id=actor.user_id)
        .select_related("grant", "client", "replaced_by")
        .order_by("-pk")[:LIST_LIMIT]
    )
    counted = uses([token.digest for token in tokens])
    return {
        "rows": [_row(token, counted.get(token.digest, []), actor) for token in tokens],
        "may_make": ISSUE.is_for(actor),
        "limit": settings.API_LIMIT_KEY,
        "panels": drawn(PANELS, "main", person, actor, today()),
        "scopes": [
            {"scope": scope, "label": label, "resources": _resources(scope)}
            for scope, label in SCOPE_LABELS.items()
        ],
    }


def _resources(scope: KeyScope) -> list[str]:
    """Return the paths that a scope opens, below that of the API's version."""
    return [f"/{name}" for name, needed in NEEDED.items() if scope in needed]


def _row(token: ApiToken, counts: list[int], actor: Principal) -> dict[str, Any]:
    total = sum(counts)
    summary = _("{count} requests in the last 24 hours").format(count=persian_digits(str(total)))
    is_valid = token.revoked_at is None and token.expires_at > now()
    return {
        "token": token,
        "role": ROLE_LABELS[Role(token.grant.role)],
        "scopes": [] if ALL in token.scopes else token.scopes,
        "spark": Spark(summary, counts) if counts else None,
        "summary": summary if counts else "",
        "is_valid": is_valid,
        "rotates": is_valid and is_open(ROTATE, token, actor, today()),
        "revokes": is_valid and is_open(REVOKE, token, actor, today()),
        "ends_soon": (token.expires_at.date() - today()).days <= SOON,
    }


class NewKey(ActPage):
    """A new key; its secret is shown on the answer, this once."""

    act = ISSUE
    form_class = TokenForm
    template_name = "accounts/token_new.html"

    def get_record(self) -> None:
        """There is no key yet."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer one's own roles."""
        return {"initial": {"days": 90}, "hats": known(self.request).hats}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the key, and show it this once."""
        return shown_once(self, super().post(request, *args, **kwargs))

    def perform(self, data: dict[str, Any], actor: Any) -> ApiToken:
        """Issue the key."""
        grant_id = int(data.pop("grant"))
        self.made = actions.issue_token(**data, grant_id=grant_id, actor=actor, at=now())
        return self.made[0]

    def get_success_url(self, done: Any) -> str:
        """Stay on the page."""
        return reverse("accounts:tokens")


def shown_once(view: Any, response: HttpResponse) -> HttpResponse:
    """Return the list with the new secret in the place of the way there; a refusal as it is."""
    if response.status_code != 302:
        return response
    token, secret = view.made
    context = listing(view.request) | {"made": token, "secret": secret}
    return render(view.request, LIST, context)


class KeyAct(ActPage):
    """One thing that is done to a key of one's own."""

    queryset = ApiToken.objects.select_related("grant")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    form_class: ClassVar[type[BaseForm]] = NoForm
    template_name = "accounts/token_act.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=reverse("accounts:tokens"), **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the list."""
        return reverse("accounts:tokens")


class RotateKey(KeyAct):
    """A key in the place of another."""

    act = ROTATE
    lead = gettext_lazy(
        "A new key is made with the same name, scopes and addresses. The old one still works for "
        "seven days, so that your program can change over."
    )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rotate, and show the new key this once."""
        return shown_once(self, super().post(request, *args, **kwargs))

    def perform(self, data: dict[str, Any], actor: Any) -> ApiToken:
        """Make the new key."""
        self.made = actions.rotate_token(token_id=self.object.pk, actor=actor, at=now())
        return self.made[0]


class RevokeKey(KeyAct):
    """The end of a key, at once: its name is typed, for there is no way back."""

    act = REVOKE
    form_class = RevokeForm
    lost = gettext_lazy("It opens nothing from the next request on. This cannot be undone.")
    success_message = gettext_lazy("The key was revoked.")

    def setup_object(self) -> None:
        """Find the key; a one-time code is asked for, though no permission needs it."""
        super().setup_object()
        self.needs_factor = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the name that has to be typed."""
        return super().get_form_kwargs() | {"name": self.object.name}

    def perform(self, data: dict[str, Any], actor: Any) -> ApiToken:
        """Revoke it."""
        return actions.revoke_token(token_id=self.object.pk, actor=actor, at=now())

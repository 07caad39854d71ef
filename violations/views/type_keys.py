"""The page on which an agency sets the number keys of its report form."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from core.acts import is_open
from core.clock import now, today
from core.web import ActPage
from violations import actions
from violations.acts.types import SET_KEYS
from violations.forms.types import TypeKeysForm
from violations.models import TypeKeys


def keys_url(agency: Agency | None, actor: Any) -> str:
    """Return the address of the page, or "" where the actor does not set the agency's keys."""
    if agency is None or not is_open(SET_KEYS, agency, actor, today()):
        return ""
    return reverse("violations:type-keys", args=[agency.code])


class SetTypeKeys(ActPage):
    """Which types the keys 1 to 6 choose."""

    act = SET_KEYS
    queryset = Agency.objects.all()
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "violations/type_keys.html"
    form_class = TypeKeysForm
    success_message = gettext_lazy("The number keys were set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the agency's keys."""
        return super().get_form_kwargs() | {"agency": self.object}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=self.object.get_absolute_url(), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TypeKeys:
        """Set them."""
        return actions.set_type_keys(
            agency_id=self.object.pk, codes=data["codes"], actor=actor, at=now()
        )

    def get_success_url(self, done: TypeKeys) -> str:
        """Return to the agency's page."""
        return done.agency.get_absolute_url()

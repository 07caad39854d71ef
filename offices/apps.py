"""App registry entry: the register of counter offices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "offices"
    verbose_name = _("the register of counter offices")

    def ready(self) -> None:
        """Tell the floors below what an office is called and what can be done to it."""
        from accounts.roles import ScopeKind  # noqa: PLC0415  models are loaded only now
        from accounts.scopes import SCOPES, ScopeFinder  # noqa: PLC0415
        from audit.verbs import VERBS  # noqa: PLC0415
        from offices import facts, states  # noqa: PLC0415

        SCOPES[ScopeKind.OFFICE] = ScopeFinder(facts.find_scope, facts.existing_scopes)
        VERBS.update(states.VERBS)

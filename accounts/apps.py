"""App registry entry: users, roles and grants."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("users, roles and grants")

    def ready(self) -> None:
        """Hand the store of Idempotency-Keys to the API, and sealed passkeys to allauth."""
        from accounts.once import SentKeys
        from accounts.passkeys import use_sealed_keys
        from core.rest.once import use_store

        use_store(SentKeys())
        use_sealed_keys()

"""App registry entry: what every other app stands on."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from core import checks, production, scope, uuids
from core.borrowed import LIMITS


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("core")

    def ready(self) -> None:
        """Register the system checks; let migrations work on all rows; word limits of forms."""
        uuids.register()
        for validator, text in LIMITS.items():
            validator.message = text
        pre_migrate.connect(scope.enter_house, sender=self, dispatch_uid="scope")
        post_migrate.connect(scope.leave_house, sender=self, dispatch_uid="scope")
        register(checks.spreadsheets_are_read_safely, Tags.security)
        register(checks.the_font_is_there, Tags.staticfiles)
        register(checks.persian_search_works, Tags.database)
        for check in (
            production.keys_are_secrets,
            production.hosts_are_named,
            production.nothing_is_a_demo,
            production.files_are_scanned,
            production.messages_leave,
        ):
            register(check, production.TAG, Tags.security, deploy=True)
        register(production.the_role_is_humble, production.TAG, Tags.database, deploy=True)

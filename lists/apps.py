"""App registry entry: the lists of the product, what people keep of them, and long jobs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    name = "lists"
    verbose_name = _("lists and long jobs")

    def ready(self) -> None:
        """Say which kinds of long jobs there are."""
        from lists.bulk import run_act
        from lists.exports import run_export
        from lists.facts import KINDS, JobKind

        KINDS.add(JobKind("export", run_export))
        KINDS.add(JobKind("act", run_act))

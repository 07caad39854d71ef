"""App registry entry: the desks."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = _("the desks")

    def ready(self) -> None:
        """Say the verbs in words; add the lists that the desks link to."""
        from agencies import facts as agency_page
        from audit.verbs import VERBS
        from audit.words import WORDS, Word
        from contracts import facts as contract_page
        from core.panels import Panel, Pill, View
        from core.production import TAG
        from dashboard.checks import nobody_is_a_sample
        from dashboard.facts import mornings, moved, province, record
        from dashboard.facts.waiting import rows_waiting
        from lists.waiting import NAME, WAITING

        mornings.register()
        moved.register()
        register(nobody_is_a_sample, TAG, Tags.database, deploy=True)

        for name, template, place in (
            ("record_numbers", "dashboard/agency_numbers.html", "banner"),
            ("record", "dashboard/agency_record.html", "main"),
            ("record_steps", "dashboard/agency_steps.html", "aside"),
        ):
            agency_page.PANELS.add(Panel(name, template, record.record_panel, place, order=10))
        agency_page.PILLS.add(Pill("rank", record.rank_pill))
        contract_page.VIEWS.add(
            View("ending", _("Ending in 30 days"), province.ending_soon, order=50)
        )
        WAITING.add(View(NAME, _("Waits for you"), rows_waiting))
        WORDS["accounts"] |= {
            "created": Word(_("new divisions")),
            "changed": Word(_("changed divisions")),
            "types": Word(_("new violation types")),
            "cells": Word(_("new cells of the sanction matrix")),
            "rules": Word(_("new rules of reckoning")),
        }
        VERBS["reference.loaded"] = _("loaded the reference data")
        VERBS["synthetic.loaded"] = _("loaded synthetic rows for measurements")

"""App registry entry: policies, flags and termination reviews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("policies, flags and termination reviews")

    def ready(self) -> None:
        """Say the verbs in words; fill the places that the floors below leave."""
        from agencies import facts as agency_page
        from audit.verbs import VERBS
        from audit.words import LABELS, WORDS
        from contracts import facts as contract_page
        from core.panels import Guard, Note, Panel, Pill, View
        from lists.facts import LISTS, KnownList
        from offices import facts as office_page
        from oversight.facts import news, places
        from oversight.facts.clocks import register_clocks
        from oversight.facts.policies import words_of_rules
        from oversight.states import JOBS
        from oversight.states import VERBS as OWN_VERBS
        from oversight.states import WORDS as OWN_WORDS
        from oversight.tasks import register_days
        from oversight.views.duties import DutyList
        from oversight.views.lists import ReviewList
        from violations import facts as case_page

        LISTS.add(KnownList("reviews", ReviewList))
        LISTS.add(KnownList("duties", DutyList))
        VERBS.update(OWN_VERBS)
        WORDS["oversight"] = OWN_WORDS | words_of_rules()
        LABELS.update(JOBS)
        register_clocks()
        news.register()
        register_days()
        name, folder, title = "oversight", "oversight/panels", _("in termination review")
        office_page.PANELS.add(
            Panel(name, f"{folder}/office_banner.html", places.office_banner, "banner", order=10)
        )
        office_page.PANELS.add(
            Panel("flags", f"{folder}/office_aside.html", places.office_aside, "aside", order=40)
        )
        office_page.PILLS.add(Pill(name, places.office_pill, order=10))
        office_page.NOTES.add(Note(name, places.office_notes, order=10))
        office_page.VIEWS.add(View(name, title, places.offices_in_review, order=40))
        contract_page.PANELS.add(
            Panel(name, f"{folder}/contract.html", places.contract_panel, "aside", order=10)
        )
        contract_page.VIEWS.add(View(name, title, places.contracts_in_review, order=40))
        contract_page.GUARDS.add(Guard(name, "renew", places.against_renewal))
        for known, act, against in (
            ("suspending review", "suspend", places.against_suspending),
            ("terminating review", "terminate", places.against_terminating),
        ):
            contract_page.PROOF_GUARDS.add(Guard(known, act, against))
        agency_page.VIEWS.add(View("overdue", _("Duties overdue"), places.agencies_behind))
        agency_page.PANELS.add(
            Panel(name, f"{folder}/agency.html", places.agency_panel, "main", order=30)
        )
        case_page.PANELS.add(
            Panel(name, f"{folder}/case.html", places.case_panel, "aside", order=30)
        )
        case_page.THRESHOLDS.add(case_page.Threshold(name, places.threshold))

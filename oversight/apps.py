"""App registry entry: policies, flags and termination reviews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("policies, flags and termination reviews")

    def ready(self) -> None:
        """Say the verbs in words; fill the places that the floors below leave."""
        from audit.verbs import VERBS
        from audit.words import LABELS, WORDS
        from contracts.facts.letters import is_received_back
        from lists.facts import LISTS, KnownList
        from notices.facts.letters import LETTER_RECORDS, LetterRecord
        from notices.facts.windows import WINDOWS, Windows
        from oversight.actions.following import register_followers
        from oversight.actions.pending_kinds import register_kinds
        from oversight.facts import news, places
        from oversight.facts.clocks import register_clocks
        from oversight.facts.duties import is_before_deputy
        from oversight.facts.operators import register_operators
        from oversight.facts.policies import words_of_rules
        from oversight.facts.reporters import of_review
        from oversight.facts.row_seals import register_seals
        from oversight.facts.windows import running_windows
        from oversight.states import JOBS
        from oversight.states import VERBS as OWN_VERBS
        from oversight.states import WORDS as OWN_WORDS
        from oversight.tasks import register_days
        from oversight.views.duties import DutyList
        from oversight.views.lists import ReviewList
        from violations.facts.closing import OVERDUE, Overdue

        LISTS.add(KnownList("reviews", ReviewList))
        LISTS.add(KnownList("duties", DutyList))
        VERBS.update(OWN_VERBS)
        WORDS["oversight"] = OWN_WORDS | words_of_rules()
        LABELS.update(JOBS)
        register_kinds()
        WINDOWS.add(Windows("reviews", "oversight:review", running_windows))
        OVERDUE.add(Overdue("oversight", is_before_deputy))
        LETTER_RECORDS.add(LetterRecord("oversight.terminationreview", of_review, is_received_back))
        register_followers()
        register_clocks()
        register_operators()
        register_seals()
        news.register()
        register_days()
        places.register()

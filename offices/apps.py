"""App registry entry: the register of counter offices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "offices"
    verbose_name = _("the register of counter offices")

    def ready(self) -> None:
        """Tell the floors below what an office is called and what can be done to it."""
        from accounts.passwords import PERSONAL
        from accounts.roles import ScopeKind
        from accounts.scopes import SCOPES, ScopeFinder
        from approvals.facts import BARS, Bar, register_kind
        from audit.verbs import VERBS
        from audit.words import WORDS
        from lists.facts import LISTS, KnownList
        from offices import actions, facts, states
        from offices.acts.interests import has_interest, moves_own_time, proposer_has_interest
        from offices.facts import interests, news
        from offices.tasks import register_days
        from offices.views.lists import OfficeList
        from workdays.models import MOVER_BARS

        SCOPES[ScopeKind.OFFICE] = ScopeFinder(facts.find_scope, facts.existing_scopes)
        PERSONAL.append(facts.words_of_operator)
        VERBS.update(states.VERBS)
        WORDS["offices"] = states.WORDS
        LISTS.add(KnownList("offices", OfficeList))
        news.register()
        facts.CONTENTS.add(actions.OFFICES)
        facts.CONTENTS.add(actions.LICENCES)
        facts.CONTENTS.add(actions.RENEWALS)
        for content in (actions.OFFICES, actions.LICENCES, actions.RENEWALS):
            states.CONTENTS[content.name] = content.title
        for kind in actions.PENDING_KINDS:
            register_kind(kind)
        BARS.add(
            Bar(
                "interest",
                lambda label: bool(interests.path_to_office(label)),
                has_interest,
                interests.without_interest,
                proposer_has_interest,
            )
        )
        MOVER_BARS.append(moves_own_time)
        register_days()

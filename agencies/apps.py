"""App registry entry: partner agencies."""

from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.persian import loose_key


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("partner agencies")

    def ready(self) -> None:
        """Tell the floors below which agencies there are, and how their acts are called."""
        from accounts.passwords import CONTEXT
        from accounts.roles import ScopeKind
        from accounts.scopes import SCOPES, ScopeFinder
        from agencies.facts import agency_words, register_news
        from agencies.models import Agency, AgencyKind
        from agencies.states import WORDS
        from agencies.views.lists import AgencyList
        from audit.words import WORDS as ALL_WORDS
        from lists.facts import LISTS, KnownList
        from workdays.models import BODIES

        def find(text: str) -> tuple[UUID, str] | None:
            key, agencies = loose_key(text), Agency.objects.order_by("position", "pk")
            names = ((one, {one.code, one.name, one.short_name}) for one in agencies)
            found = [one for one, said in names if key in map(loose_key, said)] if key else []
            # A name that two bear is nobody's: its code tells them apart.
            return (found[0].public_id, found[0].short_name) if len(found) == 1 else None

        def exists(public_ids: set[UUID]) -> set[UUID]:
            known = Agency.objects.filter(public_id__in=public_ids)
            return set(known.values_list("public_id", flat=True))

        SCOPES[ScopeKind.AGENCY] = ScopeFinder(find, exists)
        BODIES.update(AgencyKind.choices)
        LISTS.add(KnownList("agencies", AgencyList))
        ALL_WORDS["agencies"] = WORDS
        CONTEXT.append(agency_words)
        register_news()

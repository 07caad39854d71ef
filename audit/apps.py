"""App registry entry: what was done, by whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("what was done, by whom")

    def ready(self) -> None:
        """Hand the recorder to the floor below; models exist only now."""
        from accounts.events import use_reader, use_recorder
        from audit.actions import record
        from audit.bulk import KIND, run_bulk
        from audit.facts import events_of
        from audit.verbs import VERBS
        from audit.views import EventList
        from audit.words import WORDS, Word
        from core.acts import load_tables
        from lists import facts, words

        use_recorder(record)
        use_reader(events_of)
        load_tables()
        VERBS.update(words.VERBS)
        words.KINDS[KIND] = _("acts of a program on many records")
        WORDS["lists"] = {name: Word(label) for name, label in words.WORDS.items()}
        WORDS["lists"]["kind"] = Word(_("kind"), words.KINDS)
        facts.LISTS.add(facts.KnownList("history", EventList))
        facts.KINDS.add(facts.JobKind(KIND, run_bulk))

"""What people read in the history of lists and jobs; `audit`, which keeps it, takes them."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.persian import in_one_language, language

MOST_OF_A_TITLE = 200

VERBS = {
    "view.saved": _("kept a view of a list"),
    "view.shared": _("shared a view with colleagues, or took it back"),
    "view.renamed": _("gave a view of a list another name"),
    "view.removed": _("removed a view of a list"),
    "job.asked": _("asked for a long job"),
    "job.finished": _("finished a long job"),
    "job.failed": _("a long job could not be done"),
    "job.stopped": _("stopped a long job"),
    "job.outcomes_taken": _("took a file of what became of each row"),
    "list.exported": _("made a file of a list"),
    "list.taken": _("took the file of a list"),
}
# What people read for the kinds of long work; each app that adds a kind adds its words.
KINDS: dict[str, object] = {
    "export": _("file of a list"),
    "act": _("act on many rows"),
    "import": _("import"),
}
WORDS = {
    "rows": _("rows"),
    "errors": _("rows that were not done"),
    "query": _("filters"),
}


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    """Return the title that a function says, by the code of each language of the house."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code), in_one_language():
            said[code] = str(say())[:MOST_OF_A_TITLE]
    return said


def in_this_language(said: Mapping[str, str], else_said: str) -> str:
    """Return a title in the reader's language; what was kept in one alone is read in it."""
    return said.get(language()) or else_said

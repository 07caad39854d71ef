"""
What people read for each verb of the history; a verb without a sentence shows as it is.

The rows of the tables of acts have the sentences of what they record (`core.acts.SENTENCES`);
`VERBS` has those of what no act records, such as a job's.
"""

from django.utils.translation import gettext_lazy as _

from core.acts import SENTENCES

VERBS = {
    "user.invited": _("gave a new one-time key to choose a password"),
    "user.entered": _("chose a password with the one-time key"),
    "user.preferred": _("changed own settings"),
    "user.asked_access": _("asked for access"),
    "role.attested": _("confirmed a role from the time before the first deputy"),
    "role.switched": _("changed to another role"),
    "audit.mended": _("named a break of the history"),
    "bulk.tried": _("tried many records at once, keeping none"),
}


def sentence(verb: str) -> str:
    """Return the sentence of a verb, or the verb itself."""
    return str(VERBS.get(verb) or SENTENCES.get(verb) or verb)

"""What people read for each verb of the history; a verb without a sentence shows as it is."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "user.created": _("made the user"),
    "user.invited": _("gave a new one-time key to choose a password"),
    "user.renewed": _("reset the sign-in and gave a one-time key"),
    "user.entered": _("chose a password with the one-time key"),
    "user.preferred": _("changed own settings"),
    "user.shut_out": _("shut the user out"),
    "user.identified": _("said whose account it is"),
    "user.person_corrected": _("corrected whose account it is"),
    "user.asked_access": _("asked for access"),
    "user.let_in": _("let the user in"),
    "role.granted": _("gave a role"),
    "role.ended": _("ended a role"),
    "role.switched": _("changed to another role"),
    "token.issued": _("made an API key"),
    "token.rotated": _("rotated an API key"),
    "token.revoked": _("revoked an API key"),
    "bulk.tried": _("tried many records at once, keeping none"),
}


def sentence(verb: str) -> str:
    """Return the sentence of a verb, or the verb itself."""
    return str(VERBS.get(verb, verb))

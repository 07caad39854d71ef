"""What a person is about to do when he is asked once more who he is."""

from django import template
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

register = template.Library()
ACTS = {
    "account_change_password": _("changing the password"),
    "account_set_password": _("choosing a password"),
    "mfa_activate_totp": _("connecting an authenticator"),
    "mfa_deactivate_totp": _("taking the authenticator away"),
    "mfa_add_passkey": _("adding a passkey"),
    "mfa_remove_passkey": _("removing a passkey"),
    "mfa_view_recovery_codes": _("seeing the recovery codes"),
    "mfa_download_recovery_codes": _("taking the file of the recovery codes"),
    "mfa_generate_recovery_codes": _("making new recovery codes"),
    "usersessions_list": _("ending open sessions"),
}


@register.filter
def purpose(url: object) -> str:
    """Return the act to which an address leads; empty where it is not known."""
    try:
        name = resolve(str(url or "").partition("?")[0]).url_name
    except Resolver404:
        return ""
    return str(ACTS.get(name or "", ""))

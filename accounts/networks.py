"""The networks from which a key to the API may be used."""

from collections.abc import Sequence
from ipaddress import ip_network

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.persian import latin_digits

MOST_ADDRESSES = 20


def networks_of(addresses: Sequence[str]) -> list[str]:
    """
    Return networks in their canonical form.

    Raises:
        Invalid: one is no network, or there are too many.
    """
    found = []
    for text in addresses:
        typed = latin_digits(text).strip()
        try:
            found.append(str(ip_network(typed, strict=False)))
        except ValueError as error:
            wrong = _("{address} is no network address, such as 203.0.113.7 or 203.0.113.0/24.")
            raise Invalid(fields={"addresses": [wrong.format(address=typed[:60])]}) from error
    if len(found) > MOST_ADDRESSES:
        raise Invalid(fields={"addresses": [_("A key has at most twenty networks.")]})
    return list(dict.fromkeys(found))

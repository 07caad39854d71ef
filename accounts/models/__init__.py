"""People with their roles, the keys of the API, and what happens only once."""

from accounts.models.keys import ApiClient, ApiToken, ClientQuerySet, TokenQuerySet
from accounts.models.once import SentKey, UsedCode
from accounts.models.people import GrantQuerySet, RoleGrant, User, UserManager, in_force_at

__all__ = [
    "ApiClient",
    "ApiToken",
    "ClientQuerySet",
    "GrantQuerySet",
    "RoleGrant",
    "SentKey",
    "TokenQuerySet",
    "UsedCode",
    "User",
    "UserManager",
    "in_force_at",
]

"""What can be done to users, grants and keys to the API."""

from accounts.actions.entry import choose_password, renew_entry
from accounts.actions.grants import Terms, end_grant, grant_role, propose_role
from accounts.actions.tokens import issue_token, revoke_token, rotate_token, succeed_token
from accounts.actions.users import (
    ask_access,
    create_user,
    set_active,
    set_preferences,
    switch_role,
)

__all__ = [
    "Terms",
    "ask_access",
    "choose_password",
    "create_user",
    "end_grant",
    "grant_role",
    "issue_token",
    "propose_role",
    "renew_entry",
    "revoke_token",
    "rotate_token",
    "set_active",
    "set_preferences",
    "succeed_token",
    "switch_role",
]

"""Who may do what: the one place that pages, actions, serializers and tests read."""

from accounts.roles.deciding import DECIDING_ROLES, LETTER_ROLES, exclude_each_other
from accounts.roles.holding import ROLE_PERMISSIONS
from accounts.roles.labels import PERMISSION_LABELS
from accounts.roles.names import ROLE_LABELS, SCOPE_OF, UNNAMED_SCOPES, Role, ScopeKind
from accounts.roles.permissions import FRESH_FACTOR, Permission

__all__ = [
    "DECIDING_ROLES",
    "FRESH_FACTOR",
    "LETTER_ROLES",
    "PERMISSION_LABELS",
    "ROLE_LABELS",
    "ROLE_PERMISSIONS",
    "SCOPE_OF",
    "UNNAMED_SCOPES",
    "Permission",
    "Role",
    "ScopeKind",
    "exclude_each_other",
]

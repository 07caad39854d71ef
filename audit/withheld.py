"""What the history does not show to the platform's admins: the reasons of legal files."""

from collections.abc import Mapping
from typing import Any

from accounts.principal import Principal
from accounts.roles import Role

LEGAL = frozenset({"violations", "contracts", "oversight"})
# Records of these apps that are the platform's own.
TECHNICAL = frozenset({"oversight.rulerun"})
# Records of other apps with words of legal files: a letter's receipt, why a deadline moved, and
# what waits for a second person with its reason and arguments.
ABOUT_LEGAL = frozenset({"notices.letter", "workdays.keptdeadline", "approvals.pendingact"})
# Acts for a second person that are the platform's own, by the table of acts that their key names.
OWN_ACTS = ("user.", "role.")


def is_withheld(row: Mapping[str, Any], reader: Principal) -> bool:
    """Tell whether a reader sees of an event who did what and when, but no reason and no text."""
    if reader.role is not Role.PLATFORM_ADMIN or row["target_type"] in TECHNICAL:
        return False
    if row["target_type"] in ABOUT_LEGAL:
        _before, act = row["changes"].get("act") or (None, "")
        return not str(act).startswith(OWN_ACTS)
    return row["target_type"].partition(".")[0] in LEGAL


def for_reader(row: Mapping[str, Any], reader: Principal) -> dict[str, Any]:
    """Return an event as its reader sees it; note and changes are empty where withheld."""
    return {**row, "note": "", "changes": {}} if is_withheld(row, reader) else dict(row)

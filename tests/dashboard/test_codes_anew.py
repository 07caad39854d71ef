"""What an office cannot take back asks for a code of its own, each time."""

from accounts.roles import ROLE_PERMISSIONS, Role
from core.acts import CODES, TABLES

OFFICES = {
    "case.waive", "case.contest-paper", "case.contest-objection", "contract.accept",
    "contract.accept-addendum", "contract.accept-end", "contract.contest-acceptance",
    "contract.contest-addendum", "contract.waive-notice", "review.waive",
    "review.contest-answer",
}  # fmt: skip
# These the other side or the office itself takes back: the draft goes back, an addendum anew.
TAKEN_BACK = {
    "contract.decline", "contract.decline-addendum", "contract.withdraw-contract-acceptance",
    "contract.withdraw-addendum-acceptance",
}  # fmt: skip


def test_are_all_coded_acts_of_offices_alone() -> None:
    own = ROLE_PERMISSIONS[Role.OPERATOR]
    others = set().union(*(ROLE_PERMISSIONS[role] for role in Role if role is not Role.OPERATOR))
    acts = {act.key: act for table in TABLES.values() for act in table}

    assert {key for key, act in acts.items() if act.asks_anew} == OFFICES
    alone = {
        key
        for key, act in acts.items()
        if CODES & {*act.confirm}
        and set(act.permissions) & own
        and not set(act.permissions) & others
    }
    assert alone <= OFFICES | TAKEN_BACK

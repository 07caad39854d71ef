"""What an office cannot take back asks for a code of its own, each time."""

from accounts.roles import ROLE_PERMISSIONS, Role
from core.acts import TABLES, Confirm

OFFICES = {
    "case.waive", "case.contest-paper", "case.contest-objection", "contract.accept",
    "contract.accept-addendum", "contract.accept-end", "contract.contest-acceptance",
    "contract.contest-addendum", "contract.waive-notice", "review.waive",
}  # fmt: skip
# These the other side or the office itself takes back: the draft goes back, an addendum anew.
TAKEN_BACK = {"contract.decline", "contract.decline-addendum"}


def test_are_all_coded_acts_of_offices_alone() -> None:
    own = ROLE_PERMISSIONS[Role.OPERATOR]
    others = set().union(*(ROLE_PERMISSIONS[role] for role in Role if role is not Role.OPERATOR))
    coded = {Confirm.CODE, Confirm.CODE_ANEW}
    acts = {act.key: act for table in TABLES.values() for act in table}

    assert {key for key, act in acts.items() if act.confirm is Confirm.CODE_ANEW} == OFFICES
    alone = {
        key
        for key, act in acts.items()
        if act.confirm in coded and set(act.permissions) & own and not set(act.permissions) & others
    }
    assert alone <= OFFICES | TAKEN_BACK

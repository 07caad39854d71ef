"""The column `tells` of every act: who is informed when it is done, and nobody else."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import time_machine

from accounts.roles import Role
from core.acts import TABLES, Act
from core.errors import Invalid
from tests.act_news import AGENCY, differences
from tests.factories import NOW
from tests.scenes.audiences import cases, contracts, filings, oversight, people, register

SOURCES: dict[str, tuple[Any, ...]] = {
    "cases": (*cases.SOURCES, *filings.SOURCES),
    "contracts": contracts.SOURCES,
    "oversight": oversight.SOURCES,
    "people": people.SOURCES,
    "register": register.SOURCES,
}
# Acts on a record that its part's act does, by the same action.
SAME = {**cases.SAME, **contracts.SAME}
# The tables of each part.
KINDS = {
    "cases": {"case", "correction", "evidence", "hearing", "notice", "report", "sheet",
              "type-keys"},
    "contracts": {"contract", "guarantee", "settlement"},
    "oversight": {"duty", "policy", "reminder", "review", "rules"},
    "people": {"message", "pending", "template", "token", "user", "role", "webhook"},
    "register": {"agency", "certificate", "contact", "course", "day", "day-file", "deadline",
                 "holder", "import", "letter", "licence", "office", "rating-period", "service",
                 "staff"},
}  # fmt: skip
# Acts that another part does.
ELSEWHERE = {"letter.render": "people"}
# Acts without a scene.
WITHOUT_SCENE = {
    "contract.import": "the rows of an import: a contract that does nothing until it is confirmed",
}
# Words whose audience no scene reaches: another test does.
UNREACHED = {
    # an objection of the licence track that comes to a final case: tests/violations/test_late_paper
    "case.paper-appeal": {"secretariat"},
    # the role of an operator and of a clerk: tests/approvals/test_operators
    "user.grant-role": {"office", "agency", "secretariat"},
    "role.end": {"office", "association", "secretariat"},
}
# The roles that a word of the column stands for. Named persons have the role of their scene.
MEANING: dict[str, frozenset[str]] = {
    "office": frozenset({Role.OPERATOR}),
    "agency": AGENCY,
    "secretariat": frozenset({Role.SECRETARIAT}),
    "association": frozenset({Role.ASSOCIATION}),
    "deputy": frozenset({Role.DEPUTY}),
    "decider": frozenset({*AGENCY, Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR,
                          Role.COMMITTEE_MEMBER}),
    "second": frozenset({*AGENCY, Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR, Role.DEPUTY}),
    "reporter": frozenset({Role.AGENCY_CLERK, Role.COUNTY_REP}),
    "refuser": frozenset({Role.AGENCY_CLERK}),
    "person": frozenset({*AGENCY, Role.ASSOCIATION, Role.COMMITTEE_MEMBER, Role.EXPERT,
                         Role.SECRETARIAT}),
    "proposer": frozenset({Role.EXPERT, Role.SECRETARIAT, Role.AGENCY_MANAGER}),
    "confirmers": frozenset({Role.PLATFORM_ADMIN, Role.DEPUTY}),
    "admins": frozenset({Role.PLATFORM_ADMIN}),
    "auditor": frozenset({Role.AUDITOR}),
}  # fmt: skip


def audiences(part: str, request: Any) -> dict[Act, set[str]]:
    """Do every act of a part; return the roles that each informed."""
    found: dict[Act, set[str]] = {}
    for source in SOURCES[part]:
        for doing in source(request):
            with suppress(Invalid):  # the arguments do not fit this story; they fit another one
                found[doing.act] = doing.audience() | found.get(doing.act, set())
    return found | {act: found[other] for act, other in SAME.items() if other in found}


@pytest.mark.parametrize("part", SOURCES)
def test_each_act_informs_whom_its_row_names(
    db: None, settings: Any, tmp_path: Path, request: Any, part: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        found = audiences(part, request)

    for key, words in UNREACHED.items():
        for act in found:
            if act.key == key:
                found[act] |= {role for word in words for role in MEANING[word]}
    wrong = list(differences(found, MEANING))
    assert wrong == [], "\n".join(wrong)
    acts = {act.key for kind in KINDS[part] for act in TABLES[kind]}
    here = {act.key for act in found} | set(WITHOUT_SCENE) | set(ELSEWHERE)
    assert acts - here == set()


def test_each_table_is_of_one_part() -> None:
    kinds = [kind for part in KINDS.values() for kind in part]

    assert sorted(kinds) == sorted(TABLES)
    assert set(WITHOUT_SCENE) <= {act.key for table in TABLES.values() for act in table}

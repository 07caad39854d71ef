"""
The columns `tells` and `paper` of the acts on a contract: who gets news, and what is sealed.

Each act is done wherever a story of the acts leaves it open; what its events tell is spread.
"""

from collections import defaultdict
from typing import Any

import pytest

from accounts.roles import Role
from contracts.acts.contract import (
    DRAFT,
    ENTER_ACCEPTANCE,
    ENTER_ADDENDUM,
    IMPORT,
    KEEP_SCAN,
    RECORD_DOCUMENT,
    SERVE_NOTICE,
)
from contracts.models import Contract
from core.acts import Act, Paper, is_open
from core.errors import Invalid
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.act_news import differences
from tests.contracts.stories import NOW, TODAY
from tests.contracts.test_acts import (
    CALLS,
    OF_CONTRACT,
    STORIES,
    undone,
    world,  # noqa: F401 # a fixture
)
from tests.factories import make_principal

pytestmark = pytest.mark.django_db
HEARD_AS: dict[str, set[str]] = {
    "office": {Role.OPERATOR}, "agency": {Role.AGENCY_MANAGER}, "deputy": {Role.DEPUTY},
    "association": {Role.ASSOCIATION},
}  # fmt: skip
# These need a file; where it does not fit the story their arguments are refused.
SCANNED = {SERVE_NOTICE, RECORD_DOCUMENT, KEEP_SCAN, ENTER_ACCEPTANCE, ENTER_ADDENDUM}


def news_of(act: Act, contract: Any, actor: Any) -> set[str] | None:
    """Return the roles that an act tells, None where its arguments are refused; undo it."""
    with undone():
        before = set(Message.objects.values_list("pk", flat=True))
        try:
            CALLS[act.key](contract, actor)
        except Invalid:
            return None
        waiting = Message.objects.filter(carrier=CarrierName.NEWS).exclude(pk__in=before)
        for message in waiting.order_by("pk"):
            spread(payload=message.payload, at=NOW)
        return set(Notification.objects.values_list("role", flat=True))


def test_each_act_tells_whom_its_row_names(
    world: Any,  # noqa: F811 # the fixture
    association: Any,
) -> None:
    heard: dict[Act, set[str]] = defaultdict(set)
    make_principal(Role.DEPUTY)
    for who in ("gas_manager", "operator"):  # a colleague each, since who acts is not told
        cast = world.cast[who]
        make_principal(cast.role, cast.scope_ids[0])
    for make in STORIES.values():
        with undone():
            key = make(world).pk
            contract = Contract.objects.get(pk=key)
            for who in ("gas_manager", "gas_clerk", "operator", "secretariat"):
                actor = world.cast[who]
                for act in OF_CONTRACT:
                    if not is_open(act, contract, actor, TODAY):
                        continue
                    found = news_of(act, Contract.objects.get(pk=key), actor)
                    if found is not None:
                        heard[act] |= found

    wrong = list(differences(heard, HEARD_AS))
    assert wrong == [], "\n".join(wrong)
    assert set(OF_CONTRACT) - set(heard) <= SCANNED


def test_what_no_story_reaches_makes_a_contract_and_tells_nobody() -> None:
    assert {act.tells for act in (DRAFT, IMPORT)} == {()}
    assert {act.paper for act in SCANNED} == {Paper.REQUIRED}

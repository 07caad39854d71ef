"""A small second kind of pending act: an office gets another name, in two roles or one agency."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from accounts.principal import Principal
from accounts.roles import Permission
from agencies.models import Agency
from approvals import actions
from approvals.facts import ACT_LABELS, PENDING_KINDS, PendingKind, register_kind
from approvals.models import PendingAct
from core.errors import IllegalMove
from offices.models import Office
from oversight.actions import load_policies
from tests.oversight.steps import DAY, later, moment
from tests.sql import leave_session

ACT = "office.rename"
REASON = "این نام با پروانه یکی نیست."


@dataclass
class Renaming:
    """The kind's own action and what it was called with."""

    done: list[tuple[Any, ...]] = field(default_factory=list)
    against: str = ""
    ended: list[tuple[str, str]] = field(default_factory=list)

    def perform(
        self, office: Office, arguments: Any, actor: Principal, on: date, at: datetime
    ) -> Office:
        if self.against:
            raise IllegalMove(self.against)
        self.done.append((office.pk, arguments["name"], actor.user_id))
        return office

    def follow(self, acts: Any, actor: Principal, at: datetime) -> None:
        self.ended += [(act.title, str(act.state)) for act in acts]


@pytest.fixture
def first_policy(db: None) -> None:
    """Bring in the first version of the policy."""
    load_policies(at=moment(DAY))


@pytest.fixture
def renaming() -> Iterator[Renaming]:
    """Register the kind for one test; whoever edits the calendar confirms it."""
    renaming = Renaming()
    register(renaming)
    yield renaming
    PENDING_KINDS.remove(ACT)
    del ACT_LABELS[ACT]


def content_of(office: Office, arguments: Any) -> dict[str, str]:
    return {"code": office.code, "name": office.name}


def register(
    renaming: Renaming,
    permission: Permission = Permission.CALENDAR_EDIT,
    content: Any = content_of,
    agency: Agency | None = None,
) -> None:
    """Register the kind in the place of the one that the test had before."""
    PENDING_KINDS.remove(ACT)
    register_kind(
        PendingKind(
            name=ACT,
            title="تغییر نام دفتر",
            permission=permission,
            content=content,
            rows=lambda office, arguments: [("نام تازه", arguments["name"])],
            perform=renaming.perform,
            ended=renaming.follow,
            agency=lambda office: agency,
        )
    )


def propose(actor: Principal, office: Office, **values: Any) -> PendingAct:
    fields = {
        "act": ACT, "target": office, "arguments": {"name": "دفتر تازه"},
        "title": "تغییر نام دفتر نمونه", "summary": "نام پروانه عوض شده است.",
        "expires_on": later(3), "actor": actor, "on": DAY, "at": moment(DAY), **values,
    }  # fmt: skip
    leave_session()
    return actions.propose_act(**fields)


def confirm(pending: PendingAct, actor: Principal, on: date = DAY) -> PendingAct:
    return actions.confirm_act(pending_id=pending.pk, actor=actor, on=on, at=moment(on))


@pytest.fixture
def pending(renaming: Renaming, expert: Principal, office: Office) -> PendingAct:
    """Return a proposal of the expert, which waits for the secretariat."""
    return propose(expert, office)


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield

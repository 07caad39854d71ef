"""
Every record of the sample × every act × every role: what is offered, answered and done agrees.

The moves of the REST resources are the doors that are asked: each move names its row of the table
of acts. An act that `/transitions` calls open is not refused by the table when it is done, and one
that it calls closed is never done: the table refuses it with the same sentence, unless its example
arguments (a proof of another contract, a state that does not follow) are refused before.
"""

import json
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from accounts.facts import hats_of, principal_for
from accounts.models import User
from accounts.principal import Principal
from contracts.states import CONTRACT_FLOW, GUARANTEE_FLOW
from core import acts
from core.acts import TABLES, why_not
from core.clock import now, today
from core.errors import DomainError
from core.rest import RESOURCES, Move, Moving
from core.rest.bodies import read
from core.states import Flow
from core.web import ActPage, ActStep
from dashboard.demo import logins
from offices.states import LICENCE_FLOW
from oversight.states import DUTY_FLOW, POLICY_FLOW, REVIEW_FLOW
from pishkhan.examples import BODIES
from tests.dashboard.conftest import Sample
from tests.factories import NOW
from violations.states import CASE_FLOW, REPORT_FLOW, SESSION_FLOW

pytestmark = pytest.mark.deep  # minutes: record by act by role
DONE, OF_ARGUMENTS, NO_EXAMPLE = "", "arguments", "no example"
UNDONE = (OF_ARGUMENTS, NO_EXAMPLE)
THE_TABLE = Path(acts.__file__)
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')
LISTS = ("/desk", "/violations", "/contracts", "/terminations", "/duties", "/offices", "/letters")
FLOWS: dict[str, Flow[Any]] = {
    "case": CASE_FLOW, "contract": CONTRACT_FLOW, "duty": DUTY_FLOW, "guarantee": GUARANTEE_FLOW,
    "hearing": SESSION_FLOW, "licence": LICENCE_FLOW, "policy": POLICY_FLOW, "report": REPORT_FLOW,
    "review": REVIEW_FLOW,
}  # fmt: skip
# Of the records whose pages are opened for their buttons: one in so many, evenly.
STEP = 9
# The examples of the API document don't fit the records of the sample: done in the apps' own tests.
NEED_A_FILE = {
    "contract.enter-acceptance", "contract.enter-addendum", "contract.serve-notice",
    "review.serve",
}  # fmt: skip
NEED_THEIR_OWN = {
    "case.contest-paper",  # the paper defence
    "case.decision",  # who sat
    "case.judgment",  # the scan
    "case.service",  # the day and the receipt
    "case.paper-appeal",  # the day of receipt
    "case.paper-defence",  # the scan
    "case.summon",  # a working day of the county
    "contract.amend",  # terms that change something
    "contract.issue-notice",  # a proof
    "contract.record-guarantee",  # the amount
    "contract.remittance",  # the settlement
    "contract.reverse-settlement",  # the settlement
    "contract.suspend",  # a proof
    "hearing.answer-absence",  # a seat
    "hearing.hold",  # who came
    "hearing.note-refusal",  # a seat
    "office.note-membership",  # the other value
    "report.duplicate",  # an earlier report
}


@dataclass
class Try:
    """An act of one person on one record: what the table says, and what the action did."""

    who: str
    move: Move
    record: Any
    said: str
    done: str

    def __str__(self) -> str:
        return f"{self.who} {self.move.name} {self.record}: {self.said!r} ≠ {self.done!r}"


def people() -> list[tuple[str, Principal]]:
    """Return one person of each role of the sample, with a fresh code."""
    found: dict[str, tuple[str, Principal]] = {}
    for login in logins.load():
        user = User.objects.get(username=login.username)
        for hat in hats_of(user, NOW):
            principal = principal_for(user, hat, fresh_factor=True, request_id="")
            found.setdefault(principal.role, (login.username, principal))
    return list(found.values())


def doors() -> Iterator[tuple[str, type[Moving], list[Move]]]:
    """Yield the resources whose moves name a row of the table of acts."""
    for name, view in RESOURCES.items():
        if issubclass(view, Moving):
            yield name, view, list(view.moves())


BODY = json.loads(BODIES.read_text(encoding="utf-8"))


def arguments_of(move: Move) -> dict[str, Any] | None:
    """Return the arguments of a move as its example gives them; None where it gives none."""
    name = move.arguments.__name__.removesuffix("Serializer")
    fields = move.arguments().fields
    body = BODY.get(f"{name}Request", {}) or {}
    body = {key: value for key, value in body.items() if key in fields}
    if "one_time_code" in fields:
        body["one_time_code"] = "123456"
    try:
        data: dict[str, Any] = read(move.arguments, body)
    except Exception:  # noqa: BLE001 # an example with a file has no body
        return None
    data.pop("one_time_code", None)
    return data


def attempt(move: Move, record: Any, actor: Principal) -> str:
    """Do an act and take it back; return the table's sentence against it, or what became of it."""
    data = arguments_of(move)
    if data is None:
        return NO_EXAMPLE
    who = {"actor": actor, "on": today(), "at": now()}
    try:
        with transaction.atomic():
            fresh = type(record).objects.visible_to(actor).get(pk=record.pk)
            move.call(fresh, data, who)
            transaction.set_rollback(True)
    except (DomainError, Http404) as error:
        # The raises outside of the table are pinned in tests/architecture/test_acts.py.
        frames = traceback.extract_tb(error.__traceback__)
        is_tables = Path(frames[-1].filename) == THE_TABLE
        return str(getattr(error, "message", "")) if is_tables else OF_ARGUMENTS
    except Exception as error:  # noqa: BLE001 # an act that breaks is a finding of this walk
        return f"{type(error).__name__}: {error}"
    return DONE


def as_asked_by(view: type[Moving], actor: Principal) -> Any:
    """Return the resource as it answers `/transitions` to a person."""
    found: Any = view()
    found._actor = actor
    return found


@pytest.fixture(scope="module")
def tried(sample: Sample) -> list[Try]:
    """Return each act of each person on every record that the person sees."""
    found = []
    with translation.override("fa"), transaction.atomic():
        for who, actor in people():
            for _name, view, moves in doors():
                rows = view.queryset.all().visible_to(actor).order_by("pk")
                asked = as_asked_by(view, actor)
                for record in rows:
                    for move in moves:
                        said = asked.weigh(move, record).message
                        found.append(Try(who, move, record, said, attempt(move, record, actor)))
        transaction.set_rollback(True)
    return found


class TestTheSample:
    def test_has_records_for_every_door(self, tried):
        reached = {one.move.act.key for one in tried}

        assert reached == {move.act.key for _name, _view, moves in doors() for move in moves}

    def test_does_what_is_called_open(self, tried):
        wrong = [one for one in tried if not one.said and one.done not in {DONE, *UNDONE}]

        assert not wrong, "\n".join(map(str, wrong))

    def test_refuses_what_is_called_closed_with_the_same_sentence(self, tried):
        wrong = [one for one in tried if one.said and one.done not in {one.said, *UNDONE}]

        assert not wrong, "\n".join(map(str, wrong))

    def test_tries_every_act_but_those_that_need_a_file(self, tried):
        untried = {one.move.act.key for one in tried if one.done == NO_EXAMPLE}

        assert untried == NEED_A_FILE

    def test_really_does_every_act_that_the_examples_fit(self, tried):
        done = {one.move.act.key for one in tried if one.done == DONE}
        never = {one.move.act.key for one in tried if not one.said} - done

        assert never <= NEED_THEIR_OWN | NEED_A_FILE

    def test_has_acts_that_are_open_and_acts_that_are_not(self, tried):
        is_open_somewhere = {one.move.act.key for one in tried if not one.said}

        assert len(is_open_somewhere) >= 8
        assert any(one.said for one in tried)


def signed_in(principal: Principal) -> Client:
    """Return a browser in which a person of the sample has signed in, with a fresh code."""
    client = Client()
    user = User.objects.get(pk=principal.user_id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["has_factor"], session["factor_at"] = True, now().timestamp()
    session["grant_id"] = principal.grant_id
    session.save()
    return client


def act_views(html: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield the pages of acts to which a page leads: address, view class, parts of the address."""
    for address in dict.fromkeys(LINK.findall(html)):
        try:
            match = resolve(address)
        except Resolver404:
            continue
        view = getattr(match.func, "view_class", None)
        if view is not None and issubclass(view, (ActPage, ActStep)):
            yield address, view, match.kwargs


@pytest.fixture(scope="module")
def dead(sample: Sample) -> list[str]:
    """Return the buttons of desks, lists and record pages whose act is not open to their reader."""
    found, opened = [], 0
    with transaction.atomic():
        for who, actor in people():
            client = signed_in(actor)
            pages = [*LISTS, *record_pages(actor)]
            for page in pages:
                answer = client.get(page, follow=True)
                if answer.status_code != 200 or answer.streaming:
                    continue
                for address, view, parts in act_views(answer.content.decode()):
                    opened += 1
                    why = closed(client, address, view, parts, actor)
                    if why:
                        found.append(f"{who} {page} → {address}: {why}")
        transaction.set_rollback(True)
    assert opened > 200
    return found


def record_pages(actor: Principal) -> Iterator[str]:
    """Yield the pages of some records that a person sees, of every kind with a table."""
    for _name, view, _moves in doors():
        for record in view.queryset.all().visible_to(actor).order_by("pk")[::STEP]:
            if hasattr(record, "get_absolute_url"):
                yield record.get_absolute_url()


def closed(client: Client, address: str, view: Any, parts: dict[str, Any], actor: Any) -> str:
    """Return why the act behind an address is not open, or an empty string."""
    if issubclass(view, ActPage):
        status = client.get(address).status_code
        return "" if status == 200 else f"HTTP {status}"
    wanted = {view.slug_field: parts[view.slug_kwarg]}
    record = view.queryset.all().visible_to(actor).get(**wanted)
    found = why_not(view.act, record, actor, today())
    return "" if found is None else found.message


class TestButtons:
    def test_lead_to_acts_that_are_open(self, dead):
        assert dead == []


class TestTables:
    def test_record_something(self):
        silent = {act.key for table in TABLES.values() for act in table if not act.event}

        assert silent == {"sheet.check"}  # which changes no record of law

    @pytest.mark.parametrize("kind", sorted(TABLES))
    def test_lead_to_states_that_the_flow_allows(self, kind):
        flow = FLOWS.get(kind)
        targets = [act for act in TABLES[kind] if act.target is not None]

        for act in targets if flow is not None else ():
            sources = set(map(str, flow.sources_of(act.target)))
            assert sources & (act.states or sources), act

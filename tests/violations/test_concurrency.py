"""Sixteen hands on one case: one of them does it."""

import threading
from collections import Counter
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from audit.facts import breaks
from audit.models import AuditEvent
from core.errors import Busy, IllegalMove
from tests.factories import (
    TODAY,
    make_agency,
    make_contract,
    make_office,
    make_principal,
    make_type,
)
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report
from violations import actions
from violations.models import Decision, PointEntry
from violations.states import CaseState
from workdays.actions import add_closure
from workdays.models import DeadlineMove

HANDS = 16


def race(*acts):
    """Run the acts at once, each in a thread of its own; count how they ended."""
    gate = threading.Barrier(len(acts))
    ended = Counter()

    def run(act):
        try:
            gate.wait()
            act()
            ended["done"] += 1
        except (Busy, IllegalMove) as error:
            ended[type(error).__name__] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def scene(on=TODAY):
    """Return a notified case of the day and its people, committed."""
    story, clerk, manager = opened(on)
    return story.notify(), clerk, manager


def opened(on=TODAY):
    """Return an opened case of the day and its people, committed."""
    gas, office = make_agency("gaz"), make_office()
    contract = make_contract(agency=gas, office=office)
    clerk, manager, operator = (
        make_principal(Role.AGENCY_CLERK, gas),
        make_principal(Role.AGENCY_MANAGER, gas),
        make_principal(Role.OPERATOR, office),
    )
    story = Walk(file_report(contract, clerk, on=on), manager, operator).open()
    return story, clerk, manager


def test_one_of_sixteen_decides(real_db):
    story, _clerk, manager = scene()
    story.defend()
    case_id = story.case.pk

    def decide():
        actions.decide_case(
            case_id=case_id, outcome="proven", reasons=REASONS, sanction="written_warning",
            actor=manager, **story.now,
        )  # fmt: skip

    ended = race(*[decide] * HANDS)

    assert ended["done"] == 1
    assert sum(ended.values()) == HANDS
    assert Decision.objects.count() == 1
    assert AuditEvent.objects.filter(verb="case.decided").count() == 1
    assert not list(breaks())


def test_points_are_given_once_by_clock_and_office_together(real_db):
    story, _clerk, manager = scene(LONG_AGO)
    story.defend().decide(manager).notify("decision")
    case, clock = story.case, User.objects.system()
    later = story.day + timedelta(days=100)

    def waive():
        actions.waive_window(case_id=case.pk, window="appeal", actor=story.operator, **story.now)

    def tick():
        if not actions.finalize_due(as_of=later, actor=clock):
            raise IllegalMove

    ended = race(*[waive, tick] * (HANDS // 2))

    assert ended["done"] <= 1
    if ended["done"] == 0:  # everybody stepped aside; the next tick does it
        assert actions.finalize_due(as_of=later, actor=clock) == [case.pk]
    assert story.case.state == CaseState.FINAL
    assert PointEntry.objects.count() == 1
    assert not list(breaks())


def test_reports_get_numbers_without_gaps(real_db):
    story, clerk, _manager = scene()
    contract = story.report.contract
    kind = make_type()
    ended = race(*[lambda: file_report(contract, clerk, kind)] * HANDS)

    assert ended == Counter(done=HANDS)
    numbers = sorted(type(story.report).objects.values_list("number", flat=True))
    assert numbers == [f"1405-{n:05d}" for n in range(1, HANDS + 2)]


def close_the_last_day(case, secretariat):
    """Announce that the last day of the case's defence is a day off."""
    add_closure(
        day=case.defence_due_on, title="برودت هوا", source="نامهٔ ۱۲", actor=secretariat, on=TODAY
    )


def test_a_window_that_is_just_being_started_moves_with_the_closure(real_db):
    story, _clerk, _manager = opened()
    secretariat = make_principal(Role.SECRETARIAT)
    is_served, due = threading.Event(), []

    def close():
        try:
            is_served.wait(10)
            close_the_last_day(due[0], secretariat)
        finally:
            connection.close()

    other = threading.Thread(target=close, daemon=True)
    other.start()
    with transaction.atomic():
        story.notify()
        due.append(story.case)
        is_served.set()
        other.join(1)  # the closure waits for this transaction
    other.join()

    assert story.case.defence_due_on > due[0].defence_due_on
    assert DeadlineMove.objects.filter(deadline__clock="case.defence").count() == 1


def test_no_window_is_started_by_the_calendar_before_a_closure(real_db):
    story, _clerk, _manager = opened()
    secretariat = make_principal(Role.SECRETARIAT)
    is_entered, is_over, refusals = threading.Event(), threading.Event(), []

    def close():
        try:
            with transaction.atomic():
                add_closure(
                    day=TODAY + timedelta(days=11), title="برودت هوا", source="نامهٔ ۱۲",
                    actor=secretariat, on=TODAY,
                )  # fmt: skip
                is_entered.set()
                is_over.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=close, daemon=True)
    other.start()
    is_entered.wait(10)
    try:
        with transaction.atomic():
            story.notify()
    except IntegrityError as error:
        refusals.append(str(error))
    is_over.set()
    other.join()

    assert "The calendar is being changed" in refusals[0]
    assert story.case.state == CaseState.OPENED
    assert story.notify().case.state == CaseState.NOTIFIED

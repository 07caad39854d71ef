"""The statement, the pure rules and the brute-force oracle agree; incremental equals full."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Agency
from contracts.models import Contract, Settlement
from core.clock import TEHRAN
from offices.actions import touch_offices
from offices.models import Licence, Office, TouchedOffice
from oversight import actions
from oversight.facts import held, sweep
from oversight.facts.affected import affected_offices
from oversight.facts.gathering import gather, gather_days
from oversight.facts.inputs import assemble, places, silent_inputs
from oversight.facts.policies import policy_in_force
from oversight.facts.silence import STEPS
from oversight.models import Flag, FlagEnd, PolicyRule, TerminationReview
from oversight.rules import Level, evaluate
from oversight.states import RuleCode
from tests.oversight.oracle import Oracle
from tests.oversight.worlds import (
    DAY,
    draw_case,
    draw_settlements,
    draw_world,
    empty_world,
    silence_triggers,
)
from violations.models import Case
from workdays.facts import calendar_for

EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SCOPES = {
    "contract": (Contract, ["F01", "F02", "F03", "F04", "F06", "F07", "F08", "F09", "F10", "F11"]),
    "office": (Office, ["F04", "F05"]),
    "licence": (Licence, ["F01"]),
}


@pytest.fixture
def policy(db):
    """Return the first policy with F07, F08 and F10 on, the triggers of others' tables silenced."""
    silence_triggers()
    actions.load_policies()
    PolicyRule.objects.filter(code__in=["F07", "F08", "F10"]).update(is_enabled=True)
    return policy_in_force(DAY)


def swept(policy, day=DAY):
    return {
        (one.code, one.level, one.subject, frozenset(one.facts)) for one in held(policy.rules, day)
    }


def judged(policy, day=DAY):
    """Judge every subject by every rule, by the pure functions."""
    found = set()
    for scope, (model, codes) in SCOPES.items():
        subjects = model.objects.all()
        if model is Contract:
            subjects = subjects.filter(
                state__in=["active", "suspended"], in_force_from__lte=day, ends_on__gte=day
            )
        if model is Licence:
            subjects = subjects.current().filter(issued_on__lte=day)
        known = places(scope, subjects.values_list("pk", flat=True))
        rows = gather(known.values(), day)
        for place in known.values():
            for code in map(RuleCode, codes):
                evaluation = evaluate(
                    policy.rules[code], assemble(code, policy.number, day, place, rows)
                )
                if evaluation.level in {Level.FLAG, Level.WATCH}:
                    found.add(
                        (str(code), evaluation.level, place.subject.key,
                         frozenset(evaluation.facts))
                    )  # fmt: skip
    return found | judged_agencies(policy, day)


def judged_agencies(policy, day):
    found = set()
    for place in places("agency", Agency.objects.values_list("pk", flat=True)).values():
        cases = Case.objects.filter(agency=place.agency_id).values_list("pk", flat=True)
        reviews = TerminationReview.objects.filter(agency=place.agency_id)
        keys = [f"case:{pk}:{what}" for pk in cases for what in STEPS.values()]
        keys += [f"review:{pk}" for pk in reviews.values_list("pk", flat=True)]
        for inputs in silent_inputs(policy.number, day, place, keys):
            evaluation = evaluate(policy.rules[RuleCode.AGENCY_INACTION], inputs)
            if evaluation.level is Level.FLAG:
                found.add(("A01", "flag", place.subject.key, frozenset(evaluation.facts)))
    return found


class TestSweep:
    @EXAMPLES
    @given(data=st.data())
    def test_says_the_same_as_the_rules_and_as_the_oracle(self, policy, data):
        with transaction.atomic():
            draw_world(data.draw)
            calendar = calendar_for(None, DAY - timedelta(days=1600), DAY + timedelta(days=200))

            statement = swept(policy)

            assert statement == judged(policy)
            assert statement == Oracle(DAY, calendar.is_working).everything()
            transaction.set_rollback(True)

    @settings(EXAMPLES, max_examples=20)
    @given(data=st.data())
    def test_reads_many_days_at_once_as_each_by_itself(self, policy, data):
        with transaction.atomic():
            draw_world(data.draw)
            known = list(places("contract", Contract.objects.values_list("pk", flat=True)).values())
            days = [DAY - timedelta(days=back) for back in (0, 1, 45, 200, 400)]

            found = gather_days(dict.fromkeys(days, known))

            assert found == {day: gather(known, day) for day in days}
            transaction.set_rollback(True)

    def test_weighs_only_rules_that_are_on(self, policy):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        world.case(contract, world.types[0], severity="critical")

        rules = {RuleCode.MAJOR_REPEAT: policy.rules[RuleCode.MAJOR_REPEAT]}

        assert held(rules, DAY) == []
        assert {one.code for one in held(policy.rules, DAY)} >= {"F01"}

    def test_tells_what_waits_at_one_agency_in_one_order(self, policy):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        cases = [
            world.case(contract, world.types[0], state="opened", outcome="", sanction="")
            for _number in range(12)
        ]
        duties = [world.duty(case, "serve", DAY - timedelta(days=1)) for case in cases]
        # Written anew, a row comes last where the statement reads them one after the other.
        for duty in duties[::2]:
            duty.save()

        found = sweep(policy.rules, DAY).fresh

        waiting = [fact for one in found if one.code == "A01" for fact in one.facts]
        assert waiting == sorted(f"case:{case.pk}:unserved" for case in cases)

    def test_takes_the_same_number_of_queries_for_one_and_for_twenty(
        self, policy, django_assert_num_queries
    ):
        world = empty_world()
        for _number in range(20):
            contract = world.contract(world.office(), world.agencies[0])
            world.case(contract, world.types[0], severity="critical")

        rules = {
            code: numbers for code, numbers in policy.rules.items() if code not in {"F07", "F08"}
        }
        with django_assert_num_queries(1):
            found = sweep(rules, DAY)

        assert len([one for one in found.fresh if one.code == "F01"]) == 20


def at(day):
    from datetime import datetime, time

    return datetime.combine(day, time(9), TEHRAN)


def run(clock, day, mode="full", **values):
    return actions.flag_termination_review(as_of=day, actor=clock, at=at(day), mode=mode, **values)


def change(data, world):
    """Change some fact and touch its office, as the actions of other apps do."""
    kind = data.draw(
        st.sampled_from(["case", "case", "overturn", "licence", "transfer", "remittance"])
    )
    office = data.draw(st.sampled_from(world.offices))
    if kind == "case" and world.contracts:
        draw_case(data.draw, world)
        touch_offices(office_ids=[office.pk for office in world.offices])
    elif kind == "overturn":
        case = Case.objects.filter(state__in=["final", "closed"], outcome="proven").last()
        if case:
            Case.objects.filter(pk=case.pk).update(outcome="not_proven")
            touch_offices(office_ids=[case.office_id])
    elif kind == "remittance" and world.contracts:
        contract = data.draw(st.sampled_from(world.contracts))
        Settlement.objects.filter(contract=contract).open().update(
            settled_on=DAY, settled_source="1", settled_by=1
        )
        draw_settlements(data.draw, world, contract)
        touch_offices(office_ids=[contract.office_id])
    elif kind == "licence":
        office.licences.filter(state="valid").update(
            state="cancelled", state_since=DAY, document_no="1"
        )
        touch_offices(office_ids=[office.pk])
    elif kind == "transfer":
        Office.objects.filter(pk=office.pk).update(holder=world.holders[1])
        touch_offices(office_ids=[office.pk])


class TestIncremental:
    @settings(EXAMPLES, max_examples=40)
    @given(data=st.data())
    def test_equals_full_after_any_change_and_any_time(self, policy, clock, data):
        with transaction.atomic():
            world = draw_world(data.draw)
            day = DAY
            run(clock, day)
            for _step in range(data.draw(st.integers(1, 3))):
                change(data, world)
                last, day = (
                    day,
                    day + timedelta(days=data.draw(st.sampled_from([0, 1, 9, 32, 370]))),
                )
                touched = TouchedOffice.objects.values_list("office_id", flat=True)
                some = [*touched, *affected_offices(last, day, dict(policy.rules))]

                part = sweep(policy.rules, day, offices=some)
                whole = sweep(policy.rules, day)

                assert part == whole
                run(clock, day, mode="incremental")
                again = run(clock, day, dry=True)
                assert again.counts["flags"] == again.counts["cleared"] == 0, again.counts
            transaction.set_rollback(True)

    def test_looks_at_touched_offices_only(self, policy, clock):
        world = empty_world()
        contracts = [world.contract(world.office(), world.agencies[0]) for _number in range(3)]
        run(clock, DAY)
        for contract in contracts:
            world.case(contract, world.types[0], severity="critical")
        touch_offices(office_ids=[contracts[1].office_id])

        done = run(clock, DAY, mode="incremental")

        assert done.counts["offices"] == 1
        assert Flag.objects.get(code="F01").contract == contracts[1]

    def test_full_raises_the_alarm_over_what_nobody_touched(self, policy, clock):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        run(clock, DAY)
        world.case(contract, world.types[0], severity="critical")

        done = run(clock, DAY)

        assert f"F01 contract:{contract.pk}" in done.counts["unexpected"]


class TestSuppression:
    def test_the_same_facts_flag_once(self, policy, clock):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        world.case(contract, world.types[0])
        world.case(contract, world.types[0])
        run(clock, DAY)
        first = Flag.objects.filter(code="F02").get()

        for days in (0, 1, 30, 300):
            run(clock, DAY + timedelta(days=days))

        assert Flag.objects.filter(code="F02").get() == first

    def test_new_facts_flag_again(self, policy, clock):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        for _number in range(2):
            world.case(contract, world.types[0])
        run(clock, DAY)
        world.case(contract, world.types[0])

        run(clock, DAY)

        assert Flag.objects.filter(code="F02").count() == 2

    def test_the_rest_flags_again_when_one_case_fell(self, policy, clock):
        world = empty_world()
        contract = world.contract(world.office(), world.agencies[0])
        cases = [world.case(contract, world.types[0]) for _number in range(3)]
        run(clock, DAY)
        Case.objects.filter(pk=cases[0].pk).update(outcome="not_proven")

        run(clock, DAY)

        kinds = FlagEnd.objects.filter(flag__code="F02").values_list("kind", flat=True)
        assert list(kinds) == ["superseded"]
        fresh = Flag.objects.filter(code="F02").open().get()
        assert set(fresh.facts) == {f"case:{case.pk}" for case in cases[1:]}

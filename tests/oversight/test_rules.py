"""Every rule at, just below and above each threshold, without a database."""

from datetime import date, timedelta

import pytest

from core import jalali
from oversight.rules import (
    MISSING,
    Inputs,
    Level,
    canonical,
    document,
    evaluate,
    fingerprint,
    parameters,
)
from oversight.rules.records import closed_since
from oversight.rules.sentences import sentence
from oversight.rules.shapes import (
    CaseFact,
    CorrectionFact,
    GuaranteeFact,
    LicenceFact,
    PointFact,
    SilenceFact,
    StateFact,
    Subject,
    WarningFact,
    pack,
    unpack,
    window_start,
)
from oversight.states import RuleCode

DAY = date(2026, 11, 24)  # 3 Azar 1405
YEAR_AGO = window_start(DAY, 12)  # 4 Azar 1404, the first day that counts
TWO_YEARS_AGO = window_start(DAY, 24)
ONE = timedelta(days=1)
STARTED = date(2026, 3, 21)
CONTRACT = Subject(
    "contract", "contract:1", "1405-0001", "2401001", "gaz", "شرکت گاز (نمونه)", STARTED
)
OFFICE = Subject("office", "office:7", "2401001", "2401001")
LICENCE = Subject("licence", "licence:9", "24/1", "2401001", starts_on=date(2023, 3, 21))
AGENCY = Subject("agency", "agency:3", "gaz", agency="gaz", agency_name="شرکت گاز (نمونه)")


def case(number=1, final_on=DAY, **values):
    defaults = {
        "track": "contract",
        "agency": "gaz",
        "type_code": "V01",
        "type_title": "دریافت وجه مازاد بر تعرفه",
        "severity": "major",
        "occurred_on": final_on - timedelta(days=60),
    }
    return CaseFact(
        id=number, number=f"1405-{number:05d}", final_on=final_on, **(defaults | values)
    )


def judge(code, numbers, subject=CONTRACT, **facts):
    return evaluate(numbers, Inputs(code, 1, DAY, subject, **facts))


class TestCriticalOnce:
    NUMBERS = {"count": 1}

    def test_holds_at_one(self):
        found = judge("F01", self.NUMBERS, cases=(case(severity="critical"),))

        assert (found.level, found.facts) == (Level.FLAG, ("case:1",))

    def test_does_not_hold_below(self):
        assert judge("F01", self.NUMBERS, cases=(case(),)).level is Level.NONE

    @pytest.mark.parametrize(("final_on", "holds"), [(STARTED, True), (STARTED - ONE, False)])
    def test_counts_from_the_first_day_of_the_contract(self, final_on, holds):
        found = judge("F01", self.NUMBERS, cases=(case(1, final_on, severity="critical"),))

        assert (found.level is Level.FLAG) == holds

    def test_weighs_the_licence_by_the_licence_track(self):
        other, own = case(1, severity="critical"), case(2, severity="critical", track="licence")

        found = judge("F01", self.NUMBERS, LICENCE, cases=(other, own))

        assert found.facts == ("case:2",)
        assert found.tree["excluded"] == [{"case": "1405-00001", "why": "track"}]


class TestMajorRepeat:
    NUMBERS = {"count": 2, "months": 12, "severities": ["major"]}

    def test_holds_at_two(self):
        found = judge("F02", self.NUMBERS, cases=(case(1, YEAR_AGO), case(2)))

        assert (found.level, found.facts) == (Level.FLAG, ("case:1", "case:2"))

    def test_does_not_hold_at_one(self):
        assert judge("F02", self.NUMBERS, cases=(case(),)).level is Level.NONE

    def test_holds_above(self):
        assert len(judge("F02", self.NUMBERS, cases=tuple(map(case, range(1, 4)))).facts) == 3

    def test_leaves_out_the_day_before_the_window(self):
        found = judge("F02", self.NUMBERS, cases=(case(1, YEAR_AGO - ONE), case(2)))

        assert found.level is Level.NONE
        node = found.tree["of"][0]
        assert node["excluded"] == [{"case": "1405-00001", "why": "window"}]
        assert node["window"] == {"first": "2025-11-25", "last": "2026-11-24"}

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"agency": "bargh"}, "agency"),
            ({"severity": "critical"}, "severity"),
            ({"track": "licence"}, "track"),
            ({"is_same_holder": False}, "holder"),
        ],
    )
    def test_says_why_a_case_is_left_out(self, change, why):
        found = judge("F02", self.NUMBERS, cases=(case(1, **change), case(2)))

        assert found.level is Level.NONE
        assert found.tree["of"][0]["excluded"] == [{"case": "1405-00001", "why": why}]

    def test_asks_for_news_in_the_contracts_term(self):
        old = CONTRACT.starts_on - ONE

        assert judge("F02", self.NUMBERS, cases=(case(1, old), case(2, old))).level is Level.NONE
        assert (
            judge("F02", self.NUMBERS, cases=(case(1, old), case(2, old + ONE))).level is Level.FLAG
        )


class TestSameTypeRepeat:
    NUMBERS = {"count": 3, "months": 24}

    def test_holds_at_three_of_any_severity(self):
        cases = (case(1, TWO_YEARS_AGO, severity="minor"), case(2), case(3, severity="moderate"))

        assert judge("F03", self.NUMBERS, cases=cases).facts == ("case:1", "case:2", "case:3")

    def test_does_not_hold_at_two(self):
        cases = (case(1, TWO_YEARS_AGO - ONE), case(2), case(3))

        assert judge("F03", self.NUMBERS, cases=cases).level is Level.NONE

    def test_does_not_mix_types(self):
        cases = (case(1), case(2), case(3, type_code="V11"))

        assert judge("F03", self.NUMBERS, cases=cases).level is Level.NONE

    def test_joins_two_repeated_types(self):
        cases = tuple(case(n, type_code=code) for n, code in enumerate(["V01", "V11"] * 3, 1))

        assert len(judge("F03", self.NUMBERS, cases=cases).facts) == 6

    def test_says_so_without_any_case(self):
        assert judge("F03", self.NUMBERS).level is Level.NONE


class TestPoints:
    NUMBERS = {"watch": 60, "flag": 100}

    def entry(self, number, points, **values):
        defaults = {"effective_on": DAY - 30 * ONE, "expires_on": DAY + ONE}
        return PointFact(
            number, f"1405-{number:05d}", "gaz", "major", points, **(defaults | values)
        )

    @pytest.mark.parametrize(
        ("points", "office", "contract"),
        [
            (59, Level.NONE, Level.NONE),
            (60, Level.WATCH, Level.NONE),
            (61, Level.WATCH, Level.NONE),
            (99, Level.WATCH, Level.NONE),
            (100, Level.WATCH, Level.FLAG),
            (101, Level.WATCH, Level.FLAG),
        ],
    )
    def test_watches_the_office_and_flags_its_contracts(self, points, office, contract):
        entries = (self.entry(1, 50), self.entry(2, points - 50))

        assert judge("F04", self.NUMBERS, OFFICE, points=entries).level is office
        assert judge("F04", self.NUMBERS, points=entries).level is contract

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"expires_on": DAY}, "expired"),
            ({"effective_on": DAY + ONE, "expires_on": DAY + 9 * ONE}, "window"),
            ({"reversed_on": DAY}, "reversed"),
            ({"is_same_holder": False}, "holder"),
        ],
    )
    def test_leaves_out_what_is_not_alive(self, change, why):
        found = judge("F04", self.NUMBERS, OFFICE, points=(self.entry(1, 60, **change),))

        assert found.level is Level.NONE
        assert found.tree["excluded"] == [{"case": "1405-00001", "why": why}]

    def test_counts_until_the_day_before_the_reversal(self):
        entry = self.entry(1, 60, reversed_on=DAY + ONE)

        assert judge("F04", self.NUMBERS, OFFICE, points=(entry,)).level is Level.WATCH

    def test_asks_for_news_in_the_contracts_term(self):
        entry = self.entry(1, 100, effective_on=CONTRACT.starts_on - ONE)

        assert judge("F04", self.NUMBERS, points=(entry,)).level is Level.NONE


class TestCrossAgency:
    NUMBERS = {"agencies": 2, "months": 12, "severities": ["major"]}

    def test_holds_at_two_agencies(self):
        cases = (case(1, YEAR_AGO), case(2, agency="bargh"))

        found = judge("F05", self.NUMBERS, OFFICE, cases=cases)

        assert found.facts == ("case:1", "case:2")
        assert found.tree["agencies"] == ["bargh", "gaz"]

    def test_does_not_hold_at_one_agency(self):
        assert judge("F05", self.NUMBERS, OFFICE, cases=(case(1), case(2))).level is Level.NONE

    def test_leaves_out_the_day_before_the_window(self):
        cases = (case(1, YEAR_AGO - ONE), case(2, agency="bargh"))

        assert judge("F05", self.NUMBERS, OFFICE, cases=cases).level is Level.NONE


class TestAfterWarning:
    NUMBERS = {"months": 12}
    GIVEN = date(2026, 2, 20)  # 1 Esfand 1404

    @pytest.mark.parametrize(
        ("occurred_on", "holds"),
        [
            (GIVEN, False),
            (GIVEN + ONE, True),
            (jalali.add_months(GIVEN, 12), True),
            (jalali.add_months(GIVEN, 12) + ONE, False),
        ],
    )
    def test_holds_while_the_warning_is_in_force(self, occurred_on, holds):
        day = date(2027, 3, 5)
        inputs = Inputs(
            "F06", 1, day, CONTRACT,
            cases=(case(2, day, occurred_on=occurred_on),),
            warnings=(WarningFact("case:1", "1404-00001", self.GIVEN),),
        )  # fmt: skip

        assert (evaluate(self.NUMBERS, inputs).level is Level.FLAG) == holds

    def test_names_the_warning(self):
        warning = WarningFact("review:4", "1405-F-004", DAY - 90 * ONE)

        found = judge("F06", self.NUMBERS, cases=(case(2),), warnings=(warning,))

        assert found.tree["of"][0]["warnings"][0]["number"] == "1405-F-004"

    def test_leaves_out_a_case_that_became_final_long_ago(self):
        warning = WarningFact("case:1", "1404-00001", YEAR_AGO - 90 * ONE)
        old = case(2, YEAR_AGO - ONE, occurred_on=YEAR_AGO - 60 * ONE)

        assert judge("F06", self.NUMBERS, cases=(old,), warnings=(warning,)).level is Level.NONE


class TestLicenceLost:
    def licence(self, **values):
        defaults = {
            "state": "valid", "issued_on": date(2023, 3, 21), "expires_on": date(2027, 3, 20)
        }  # fmt: skip
        return LicenceFact(9, "24/1", **(defaults | values))

    @pytest.mark.parametrize(
        ("change", "fact"),
        [
            ({"expires_on": DAY}, ""),
            ({"expires_on": DAY - ONE}, "licence:9:expired:2026-11-24"),
            (
                {"state": "suspended", "state_since": DAY, "suspended_until": DAY},
                "licence:9:suspended:2026-11-24",
            ),
            ({"state": "suspended", "state_since": DAY - ONE, "suspended_until": DAY - ONE}, ""),
            (
                {"state": "suspended", "state_since": DAY + ONE, "suspended_until": DAY + ONE},
                "",
            ),
            ({"state": "cancelled", "state_since": DAY}, "licence:9:cancelled:2026-11-24"),
            ({"state": "cancelled", "state_since": DAY + ONE}, ""),
            ({"state": "expired", "expires_on": DAY}, ""),
            ({"state": "transferred", "state_since": DAY - ONE, "ended_on": DAY}, ""),
            (
                {"state": "transferred", "ended_on": DAY - ONE},
                "licence:9:transferred:2026-11-24",
            ),
            ({"state": "renewed", "ended_on": DAY - ONE}, "licence:9:expired:2026-11-24"),
        ],
    )
    def test_holds_from_the_day_of_the_loss(self, change, fact):
        found = judge("F09", {}, licences=(self.licence(**change),))

        assert found.facts == ((fact,) if fact else ())

    def test_is_content_with_one_working_licence(self):
        lost = self.licence(state="cancelled", state_since=DAY - ONE)
        new = LicenceFact(10, "24/2", "valid", DAY, DAY + 300 * ONE)

        assert judge("F09", {}, licences=(lost, new)).level is Level.NONE

    def test_does_not_guess_without_a_record(self):
        assert judge("F09", {}).level is Level.INSUFFICIENT


class TestGuarantee:
    NUMBERS = {"notice_days": 30}

    @pytest.mark.parametrize(
        ("expires_on", "level"),
        [
            (DAY - ONE, Level.FLAG),
            (DAY, Level.WATCH),
            (DAY + 30 * ONE, Level.WATCH),
            (DAY + 31 * ONE, Level.NONE),
        ],
    )
    def test_flags_after_the_last_day_and_watches_before(self, expires_on, level):
        facts = (GuaranteeFact(5, "1001", "held", expires_on),)

        assert judge("F11", self.NUMBERS, guarantees=facts).level is level

    def test_is_content_with_a_longer_one(self):
        facts = (
            GuaranteeFact(5, "1001", "expired", DAY - ONE),
            GuaranteeFact(6, "1002", "held", DAY + 90 * ONE),
        )

        assert judge("F11", self.NUMBERS, guarantees=facts).level is Level.NONE

    def test_holds_when_the_last_was_called(self):
        facts = (GuaranteeFact(5, "1001", "called", DAY + 90 * ONE),)

        assert judge("F11", self.NUMBERS, guarantees=facts).facts == ("guarantee:5:called",)

    def test_does_not_guess_without_a_record(self):
        assert judge("F11", self.NUMBERS).level is Level.INSUFFICIENT

    def test_asks_nothing_of_an_agency_without_guarantees(self):
        assert judge("F11", self.NUMBERS, needs_guarantee=False).level is Level.NONE


class TestAgencyInaction:
    NUMBERS: dict[str, int] = {}

    @pytest.mark.parametrize(("due_on", "holds"), [(DAY, False), (DAY - ONE, True)])
    def test_holds_after_the_due_day(self, due_on, holds):
        silence = SilenceFact("case:2:unexecuted", "unexecuted", "1405-00002", due_on, due_on)

        found = judge("A01", self.NUMBERS, AGENCY, silence=silence)

        assert (found.facts == ("case:2:unexecuted",)) == holds

    def test_is_content_with_nothing_waiting(self):
        assert judge("A01", self.NUMBERS, AGENCY).level is Level.NONE


class TestCureMissed:
    NUMBERS = {"working_days": 10}

    @pytest.mark.parametrize(
        ("late", "level"), [(9, Level.NONE), (10, Level.FLAG), (11, Level.FLAG)]
    )
    def test_holds_when_the_working_days_are_over(self, late, level):
        facts = (CorrectionFact(4, "1405-00012", DAY - 15 * ONE, late),)

        assert judge("F07", self.NUMBERS, corrections=facts).level is level

    def test_names_what_was_missed_and_nothing_else(self):
        facts = (
            CorrectionFact(4, "1405-00012", DAY - 15 * ONE, 11),
            CorrectionFact(5, "1405-00012", DAY - 2 * ONE, 1),
            CorrectionFact(6, "1405-00013", DAY - 30 * ONE, 21, is_same_holder=False),
        )

        assert judge("F07", self.NUMBERS, corrections=facts).facts == ("correction:4",)

    def test_needs_a_last_day_in_the_contracts_term(self):
        facts = (CorrectionFact(4, "1405-00012", date(2020, 1, 1), 900),)

        assert judge("F07", self.NUMBERS, corrections=facts).level is Level.NONE

    def test_is_said_in_one_sentence(self):
        facts = (CorrectionFact(4, "1405-00012", DAY - 15 * ONE, 11),)
        inputs = Inputs("F07", 1, DAY, CONTRACT, corrections=facts)
        said = sentence(self.NUMBERS, inputs, evaluate(self.NUMBERS, inputs).words)

        assert "F07" in said
        assert "۱۴۰۵-۰۰۰۱۲" in said


class TestInactivity:
    NUMBERS = {"days": 30}

    @pytest.mark.parametrize(
        ("days", "level"), [(29, Level.NONE), (30, Level.FLAG), (31, Level.FLAG)]
    )
    def test_holds_after_the_days(self, days, level):
        states = (StateFact("inactive", DAY - days * ONE),)

        assert judge("F10", self.NUMBERS, states=states).level is level

    @pytest.mark.parametrize(
        ("states", "since"),
        [
            ((), None),
            ((StateFact("inactive", DAY - 90 * ONE, DAY - ONE),), None),  # it works again
            ((StateFact("inactive", DAY - 90 * ONE, DAY),), DAY - 90 * ONE),
            # A permit that runs, one that ended today, and one that is over.
            ((StateFact("temporarily_closed", DAY - 90 * ONE, None, DAY),), None),
            (
                (StateFact("temporarily_closed", DAY - 90 * ONE, None, DAY - 40 * ONE),),
                DAY - 39 * ONE,
            ),
            # Recorded as inactive when the permit had long been over.
            (
                (
                    StateFact("temporarily_closed", DAY - 90 * ONE, DAY - 11 * ONE, DAY - 60 * ONE),
                    StateFact("inactive", DAY - 10 * ONE),
                ),
                DAY - 59 * ONE,
            ),
            # It had worked a day between.
            (
                (
                    StateFact("temporarily_closed", DAY - 90 * ONE, DAY - 12 * ONE, DAY - 60 * ONE),
                    StateFact("inactive", DAY - 10 * ONE),
                ),
                DAY - 10 * ONE,
            ),
        ],
    )
    def test_knows_since_when(self, states, since):
        assert closed_since(states, DAY) == since

    def test_is_said_in_one_sentence(self):
        inputs = Inputs("F10", 1, DAY, CONTRACT, states=(StateFact("inactive", DAY - 45 * ONE),))
        said = sentence(self.NUMBERS, inputs, evaluate(self.NUMBERS, inputs).words)

        assert "۴۵" in said


class TestRulesOfLaterRegisters:
    @pytest.mark.parametrize("code", sorted(MISSING))
    def test_answer_that_the_data_is_not_kept(self, code):
        assert judge(str(code), {}).level is Level.INSUFFICIENT

    def test_every_rule_is_carried(self):
        assert set(parameters.NUMBERS) == set(RuleCode)


class TestFaults:
    def test_finds_none_in_good_numbers(self):
        assert parameters.faults(RuleCode.POINTS, {"watch": 60, "flag": 100}) == []

    @pytest.mark.parametrize(
        ("code", "numbers"),
        [
            (RuleCode.POINTS, {"watch": 101, "flag": 100}),
            (RuleCode.POINTS, {"watch": 60}),
            (RuleCode.POINTS, {"watch": True, "flag": 100}),
            (RuleCode.CRITICAL_ONCE, {"count": 0}),
            (RuleCode.CRITICAL_ONCE, {"count": 51}),
            (RuleCode.CRITICAL_ONCE, {"count": 1, "colour": 2}),
            (RuleCode.MAJOR_REPEAT, {"count": 2, "months": 12, "severities": []}),
            (RuleCode.MAJOR_REPEAT, {"count": 2, "months": 12, "severities": ["grave"]}),
        ],
    )
    def test_finds_what_is_wrong(self, code, numbers):
        assert parameters.faults(code, numbers)


class TestFingerprint:
    def test_is_the_same_for_the_same_facts(self):
        one = fingerprint("F02", Level.FLAG, "contract:1", ("case:1", "case:2"))

        assert one == fingerprint("F02", Level.FLAG, "contract:1", ("case:2", "case:1"))

    @pytest.mark.parametrize(
        "other",
        [
            ("F03", Level.FLAG, "contract:1", ("case:1",)),
            ("F02", Level.WATCH, "contract:1", ("case:1",)),
            ("F02", Level.FLAG, "contract:2", ("case:1",)),
            ("F02", Level.FLAG, "contract:1", ("case:2",)),
        ],
    )
    def test_differs_for_other_facts(self, other):
        assert fingerprint("F02", Level.FLAG, "contract:1", ("case:1",)) != fingerprint(*other)


class TestStoredForm:
    def test_comes_back_as_it_was(self):
        inputs = Inputs(
            "F06", 1, DAY, CONTRACT,
            cases=(case(1), case(2)),
            warnings=(WarningFact("case:1", "1404-00001", YEAR_AGO),),
            licences=(LicenceFact(1, "۱", "valid", DAY, DAY),),
            silence=SilenceFact("review:1", "review", "1405-F-001", DAY, DAY),
        )  # fmt: skip
        found = evaluate({"months": 12}, inputs)

        again = unpack(pack(inputs))

        assert again == inputs
        assert canonical(document({"months": 12}, again, evaluate({"months": 12}, again))) == (
            canonical(document({"months": 12}, inputs, found))
        )


def shown(text):
    """Return the text without the marks that keep numbers in order."""
    return text.replace("\u2066", "").replace("\u2069", "")


class TestSentence:
    """A stored sentence is said again word by word: these texts are not to be edited."""

    def say(self, code, numbers, subject=CONTRACT, **facts):
        inputs = Inputs(code, 1, DAY, subject, **facts)
        return shown(sentence(numbers, inputs, evaluate(numbers, inputs).words))

    def test_tells_of_repeated_majors(self):
        cases = (case(140, DAY - 90 * ONE), case(318))

        assert self.say("F02", TestMajorRepeat.NUMBERS, cases=cases) == (
            "بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ F02: ۲ تخلف شدید محرز در ۱۲ ماه نزد شرکت گاز (نمونه)، "
            "از آستانهٔ ۲ (پرونده‌های ۱۴۰۵-۰۰۱۴۰، ۱۴۰۵-۰۰۳۱۸)."
        )

    def test_tells_of_points_without_naming_cases(self):
        entry = PointFact(1, "1405-00001", "bargh", "critical", 100, DAY, DAY + ONE)

        assert self.say("F04", TestPoints.NUMBERS, points=(entry,)) == (
            "بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ F04: دفتر ۱۰۰ امتیاز زنده از ۱ پروندهٔ محرز دارد و به "
            "آستانهٔ ۱۰۰ برای بازبینی قراردادها رسیده است."
        )
        assert self.say("F04", TestPoints.NUMBERS, points=(entry,), wording=2) == (
            "بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ F04: دفتر از ۱ پروندهٔ محرز ۱۰۰ امتیاز معتبر دارد و به "
            "آستانهٔ ۱۰۰، یعنی آستانهٔ بازبینی قراردادهایش، رسیده است."
        )

    def test_tells_of_a_lost_licence(self):
        licence = LicenceFact(9, "24/1", "valid", date(2023, 3, 21), DAY - ONE)

        assert self.say("F09", {}, licences=(licence,)) == (
            "بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ F09: اعتبار پروانهٔ ۲۴/۱ دفتر از ۱۴۰۵/۰۹/۰۳ پایان یافته "
            "است."
        )

    def test_tells_of_silence(self):
        silence = SilenceFact("review:1", "review", "1405-F-001", DAY - 30 * ONE, DAY - ONE)

        assert self.say("A01", TestAgencyInaction.NUMBERS, AGENCY, silence=silence) == (
            "بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ A01: شرکت گاز (نمونه) دربارهٔ بازبینی فسخ ۱۴۰۵-F-۰۰۱ که در "
            "۱۴۰۵/۰۸/۰۳ باز شده تصمیم نگرفته و مهلت آن در ۱۴۰۵/۰۹/۰۲ پایان یافته است."
        )

    @pytest.mark.parametrize(
        ("code", "numbers", "subject", "facts"),
        [
            ("F01", {"count": 1}, CONTRACT, {"cases": (case(severity="critical"),)}),
            ("F01", {"count": 1}, LICENCE,
             {"cases": (case(severity="critical", track="licence"),)}),
            ("F03", {"count": 1, "months": 24}, CONTRACT,
             {"cases": tuple(map(case, range(1, 9)))}),
            ("F04", TestPoints.NUMBERS, OFFICE,
             {"points": (PointFact(1, "1405-00001", "gaz", "major", 70, DAY, DAY + ONE),)}),
            ("F05", TestCrossAgency.NUMBERS, OFFICE,
             {"cases": (case(1), case(2, agency="bargh"))}),
            ("F06", {"months": 12}, CONTRACT,
             {"cases": (case(2),), "warnings": (WarningFact("case:1", "1404-1", DAY - 99 * ONE),)}),
            *(("F09", {}, CONTRACT, {"licences": (LicenceFact(
                9, "24/1", state, date(2023, 3, 21), date(2027, 1, 1), DAY, DAY,
                DAY - ONE if state == "transferred" else None),)})
              for state in ("suspended", "cancelled", "transferred")),
            *(("F11", {"notice_days": 30}, CONTRACT,
               {"guarantees": (GuaranteeFact(5, "1001", state, day),)})
              for state, day in (("held", DAY), ("held", DAY - ONE), ("called", DAY),
                                 ("released", DAY))),
            *(("A01", {}, AGENCY,
               {"silence": SilenceFact("x", kind, "1405-00002", DAY - ONE, DAY - ONE)})
              for kind in ("unserved", "undecided", "unexecuted")),
        ],
    )  # fmt: skip
    def test_is_whole_and_persian(self, code, numbers, subject, facts):
        said = self.say(code, numbers, subject, **facts)

        assert said.startswith(f"بر پایهٔ نسخهٔ ۱ ضوابط، قاعدهٔ {code}: ")
        assert "%(" not in said
        assert not any(letter in said.removeprefix(code) for letter in "bcdefghijklmnopqrstuvwxyz")

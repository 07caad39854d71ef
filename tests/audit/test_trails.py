"""Events of a record's history as pages tell them."""

import pytest
from django.utils import translation

from accounts.roles import Role
from audit.models import AuditEvent
from audit.trails import is_automatic, told
from audit.verbs import PAPER_DAYS, dated_sentence, sentence
from core.clock import day_in_tehran
from core.jalali import short
from core.persian import persian_digits
from tests.factories import NOW


class TestIsAutomatic:
    @pytest.mark.parametrize(
        ("role", "tone", "is_folded"),
        [(Role.SYSTEM, "", True), (Role.SYSTEM, "bad", False), (Role.DEPUTY, "", False)],
    )
    def test_folds_what_the_system_did_unless_it_stands_out(
        self, role: Role, tone: str, is_folded: bool
    ) -> None:
        assert is_automatic(role, tone) is is_folded


class TestTold:
    @pytest.mark.parametrize("is_named", [True, False])
    def test_names_persons_and_reasons_only_to_those_inside(self, is_named: bool) -> None:
        event = AuditEvent(
            verb="role.ended", actor_role=Role.SYSTEM, actor_name="کسی", note="به سببی", at=NOW
        )

        said = told(event, is_named=is_named)

        assert (said["who"], said["note"]) == (("کسی", "به سببی") if is_named else ("", ""))
        assert said["is_automatic"]


class TestDatedSentence:
    @pytest.mark.parametrize("name", PAPER_DAYS)
    def test_names_the_day_of_a_paper_and_the_day_of_its_entry(self, name: str) -> None:
        with translation.override("fa"):
            said = dated_sentence("case.notice_served", "", {name: [None, "2026-03-21"]}, NOW)

        assert "۱۴۰۵/۰۱/۰۱" in said
        assert persian_digits(short(day_in_tehran(NOW))) in said

    @pytest.mark.parametrize("pair", [[None, "2099-03-21"], ["2026-03-21", None]])
    def test_is_the_sentence_where_nothing_lies_back(self, pair: list[str | None]) -> None:
        said = dated_sentence("contract.accepted", "", {"accepted_on": pair}, NOW)

        assert said == sentence("contract.accepted")


@pytest.mark.parametrize(
    "verb", ["case.notice_served", "case.summons_served", "contract.notice_served", "review.served"]
)
def test_an_office_acknowledges_a_notice_and_serves_none(verb: str) -> None:
    assert "دریافت" in sentence(verb, Role.OPERATOR)
    assert "تأیید کرد" in sentence(verb, Role.OPERATOR)
    assert sentence(verb, Role.AGENCY_CLERK) == sentence(verb)

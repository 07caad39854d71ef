"""A contract is sent with its text; a number is one number however it is typed."""

from typing import Any

import pytest
from django.db import connection

from contracts import actions
from contracts.actions.drafting import UNACCEPTED
from contracts.acts.contract import SEND
from contracts.facts.entries import is_known_voucher
from contracts.models import Contract, EndingProof, Guarantee, Settlement
from contracts.states import ContractState as S
from core.acts import why_not
from core.errors import IllegalMove, Invalid
from core.papers.heads import Letter
from core.persian import plain_number
from offices.rules.cells import number
from tests.contracts.stories import (
    TODAY,
    WHEN,
    contract_in,
    paper_acceptance,
    scan,
    step,
    unaccepted,
    worded,
)
from tests.factories import make_settlement
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role

pytestmark = pytest.mark.django_db
URL = "/api/v1/contracts"
# One number in several scripts, with signs that nobody sees.
TYPED = (
    "98-12", " 98-12 ", "۹۸-۱۲", "٩٨-١٢", "\uff19\uff18-\uff11\uff12", "9\u200b8-12",
    "9\u200c8-12", "9\u200d8-1\u206f2", "\ufeff98-12", "\u202b98-12\u202c", "९८-१२", "98-1\u00ad2",
)  # fmt: skip


class TestSending:
    @pytest.fixture
    def bare(self, gas: Any, office: Any) -> Contract:
        """Return a draft without a text."""
        return contract_in(S.DRAFT, agency=gas, office=office)

    def test_needs_a_text(self, bare, gas_clerk):
        with pytest.raises(IllegalMove):
            actions.send_for_signature(contract_id=bare.pk, actor=gas_clerk, **WHEN)

        assert "متن" in why_not(SEND, bare, gas_clerk, TODAY).message
        assert why_not(SEND, worded(Contract.objects.get(pk=bare.pk)), gas_clerk, TODAY) is None

    def test_takes_the_paper_that_the_office_signed(self, gas, gas_clerk):
        draft = step(paper_acceptance(unaccepted(agency=gas), TODAY), S.DRAFT, **UNACCEPTED)
        draft.articles.all().delete()

        assert draft.scans.exists()
        assert why_not(SEND, Contract.objects.get(pk=draft.pk), gas_clerk, TODAY) is None

    def test_is_refused_over_rest_with_the_cure(self, bare, gas_clerk, api_of):
        door, base = api_of(gas_clerk), f"{URL}/{bare.public_id}"
        told = {one["name"]: one for one in door.get(f"{base}/transitions").json()}

        answer = door.post(f"{base}/send", {})

        assert answer.status_code == 409
        assert answer.json()["detail"] == told["send"]["why_not"]
        assert "نخست متن قرارداد را بنویسید" in told["send"]["why_not"]

    def test_is_offered_on_the_page_with_a_text_alone(self, bare, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)
        without = browser.get(bare.get_absolute_url())
        worded(bare)

        names = [
            {offer.name for offer in page.context["offers"]}
            for page in (without, browser.get(bare.get_absolute_url()))
        ]
        assert ["send" in each for each in names] == [False, True]

    def test_is_refused_by_the_database(self, bare):
        def send() -> None:
            step(bare, S.PENDING_SIGNATURE)

        assert "with its text" in refused_at_runtime(send)


class TestNumbers:
    def test_have_one_form(self):
        assert {plain_number(typed) for typed in TYPED} == {"98-12"}
        assert plain_number("گ-۱۴۰۵/۸") == "گ-1405/8"
        assert plain_number("A  b\u200e") == "A b"

    def test_of_a_guarantee_are_not_taken_twice(self, contract, gas_clerk):
        def add(typed: str) -> Guarantee:
            return actions.add_guarantee(
                contract_id=contract.pk, kind="bank", number=typed, amount=9,
                expires_on=contract.ends_on, actor=gas_clerk, **WHEN,
            )  # fmt: skip

        assert add(TYPED[2]).number == "98-12"
        for typed in TYPED:
            with pytest.raises(Invalid) as refusal:
                add(typed)
            assert list(refusal.value.fields) == ["number"]

    def test_of_a_statement_are_one_entry(self, contract, gas_clerk):
        entries = {
            actions.record_settlement(
                contract_id=contract.pk, key=typed, period_first=TODAY, period_last=TODAY,
                amount=9, source="سامانه", actor=gas_clerk, **WHEN,
            )
            for typed in TYPED
        }  # fmt: skip

        assert [entry.key for entry in entries] == ["98-12"]

    @pytest.mark.parametrize("typed", ["\u200b", " ", "\u200c\u200d"])
    def test_that_nobody_sees_are_none(self, contract, gas_clerk, typed):
        with pytest.raises(Invalid) as refusal:
            actions.record_settlement(
                contract_id=contract.pk, key=typed, period_first=TODAY, period_last=TODAY,
                amount=9, source="سامانه", actor=gas_clerk, **WHEN,
            )  # fmt: skip

        assert "key" in refusal.value.fields

    def test_longer_than_their_column_are_refused(self, contract, gas_clerk):
        with pytest.raises(Invalid) as refusal:
            actions.record_settlement(
                contract_id=contract.pk, key="\ufdfa" * 50, period_first=TODAY, period_last=TODAY,
                amount=9, source="سامانه", actor=gas_clerk, **WHEN,
            )  # fmt: skip

        assert list(refusal.value.fields) == ["key"]

    def test_of_a_voucher_are_not_taken_twice(self, contract, gas_clerk):
        entry = make_settlement(contract, amount=100)
        pay = {"settlement_id": entry.pk, "settled_on": TODAY, "actor": gas_clerk, **WHEN}
        actions.record_remittance(amount=3, source="حواله ۱۲", **pay)

        actions.record_remittance(amount=3, source="حواله\u200b 12", **pay)  # answered as it stands
        assert entry.remittances.count() == 1
        with pytest.raises(Invalid) as refusal:
            actions.record_remittance(amount=4, source="حواله\u200f ١٢", **pay)
        assert list(refusal.value.fields) == ["source"]
        assert is_known_voucher(Settlement.objects.get(pk=entry.pk), "حواله 12")

    def test_of_a_document_are_stored_so(self, contract, secretariat, media):
        proof: EndingProof = actions.record_document(
            contract_id=contract.pk, letter=Letter("۹\u200b۸-۱۲", TODAY, "کمیتهٔ استان"),
            file=scan(), reason="بند ۲ صورت‌جلسهٔ کمیته.", actor=secretariat, **WHEN,
        )  # fmt: skip

        assert (proof.document_no, proof.source_label) == ("98-12", "98-12")

    def test_of_a_file_are_stored_so(self):
        assert {number(40)(typed, TODAY) for typed in TYPED} == {"98-12"}

    def test_are_asked_of_the_database(self):
        odd = [chr(point) for first, last in (
            (1, 0x1F), (0x600, 0x605), (0x640, 0x640), (0x64B, 0x652), (0x660, 0x669),
            (0x6F0, 0x6F9), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
            (0x2066, 0x206F), (0xFF10, 0xFF19), (0xFEFF, 0xFEFF), (0xAD, 0xAD),
        ) for point in range(first, last + 1)]  # fmt: skip
        asked = ["98-12", "گ-1405/8", "A b", "A  b", " 9", "9 ", "ي", "ی",
                 *(f"9{sign}8" for sign in odd), *TYPED[:10]]  # fmt: skip

        with connection.cursor() as cursor:
            cursor.execute("SELECT contracts_is_plain(one) FROM unnest(%s::text[]) one", [asked])
            found = [plain for (plain,) in cursor]

        assert found == [plain_number(one) == one for one in asked]

    def test_in_another_form_are_refused_by_the_database(self, contract):
        rows = [
            Guarantee(contract=contract, kind="bank", number="۹۸", amount=9,
                      expires_on=contract.ends_on),
            Settlement(contract=contract, holder_id=contract.office.holder_id, key="9\u200b8",
                       period_first=TODAY, period_last=TODAY, amount=9, due_on=contract.ends_on,
                       source="سامانه", recorded_on=TODAY, recorded_by=0, recorded_by_name="ک"),
        ]  # fmt: skip
        with runtime_role():
            for row in rows:
                words = refused_and_undone(lambda row=row: row.save(force_insert=True))
                assert "in one form" in words

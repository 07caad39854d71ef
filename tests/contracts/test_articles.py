"""The text of a contract: read as articles, written before the signature, kept afterwards."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions
from contracts.facts.audiences import transcribed
from contracts.facts.disputes import dispute_clause
from contracts.models import Contract, ContractArticle
from contracts.rules.articles import LONGEST, Article, Unread, articles_of, text_of
from contracts.states import ContractState
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from offices.models import Office
from tests.factories import make_contract, make_office

TEXT = """ماده ۱، موضوع. خدمات پیوست در محل دفتر ارائه می‌شود.

ماده ٢: مدت
از آغاز تا پایان سال.
یک سطر دیگر.
مادهٔ 3- بدون عنوان ادامه دارد؛ و بس"""


class TestReading:
    """Is pure: it needs no database."""

    def test_takes_digits_of_three_scripts_and_titles(self) -> None:
        assert articles_of(TEXT) == [
            Article(1, "موضوع", "خدمات پیوست در محل دفتر ارائه می‌شود."),
            Article(2, "مدت", "از آغاز تا پایان سال.\nیک سطر دیگر."),
            Article(3, "بدون عنوان ادامه دارد", "و بس"),
        ]

    def test_takes_numbers_in_words(self) -> None:
        text = "مادهٔ اول: موضوع. متن\nماده دوم، مدت. متن\nتبصره: سطر دیگر\nماده‌ی سوم: پایان. متن"

        read = articles_of(text)

        assert [article.number for article in read] == [1, 2, 3]
        assert read[1].text == "متن\nتبصره: سطر دیگر"

    def test_goes_there_and_back(self) -> None:
        once = articles_of(TEXT)
        plain = [Article(1, "", "متن بی‌عنوانی که در سطر بعد می‌آید و نقطه دارد.")]

        assert articles_of(text_of(once)) == once
        assert articles_of(text_of(plain))[0].text == plain[0].text

    def test_is_written_back_with_persian_numbers(self) -> None:
        text = text_of([Article(1, "موضوع", "خدمات"), Article(2, "", "مدت یک سال")])

        assert text == "ماده ۱، موضوع. خدمات\n\nماده ۲\nمدت یک سال"

    @pytest.mark.parametrize(
        ("text", "cause", "line"),
        [
            ("", "none", 0),
            ("متن بدون ماده", "before", 1),
            ("\n\nمقدمه\nماده ۱، موضوع. متن", "before", 3),
            ("ماده ۲، موضوع. متن", "order", 1),
            ("ماده ۱، موضوع. متن\nماده ۳، مدت. متن", "order", 2),
            ("ماده ۱، موضوع. متن\nماده ۱، مدت. متن", "order", 2),
            ("ماده ۱\nماده ۲، مدت. متن", "empty", 1),
            (f"ماده ۱، موضوع. {'م' * (LONGEST + 1)}", "long", 1),
            ("\n".join(f"ماده {n}، موضوع. متن" for n in range(1, 101)), "many", 0),
        ],
    )
    def test_says_what_is_wrong_and_where(self, text: str, cause: str, line: int) -> None:
        with pytest.raises(Unread) as caught:
            articles_of(text)

        assert (caught.value.cause, caught.value.line) == (cause, line)

    def test_takes_exactly_the_most(self) -> None:
        text = "\n".join(f"ماده {n}، موضوع. متن" for n in range(1, 100))

        assert len(articles_of(text)) == 99
        assert len(articles_of(f"ماده ۱، موضوع. {'م' * LONGEST}")) == 1


def write(contract: Contract, actor: Principal, text: str = TEXT) -> Contract:
    return actions.write_articles(
        contract_id=contract.pk, text=text, actor=actor, on=today(), at=now()
    )


@pytest.mark.django_db
class TestWriting:
    """Is for the agency that drafts; what is signed stays."""

    def test_replaces_the_text_of_a_draft(self, gas: Any, gas_clerk: Principal) -> None:
        contract = make_contract(agency=gas, state=ContractState.DRAFT)
        write(contract, gas_clerk)
        write(contract, gas_clerk, "ماده ۱، موضوع. متن تازه")

        assert [row.text for row in contract.articles.all()] == ["متن تازه"]

    def test_is_done_once_in_force(self, gas: Any, gas_clerk: Principal) -> None:
        contract = make_contract(agency=gas)
        write(contract, gas_clerk)

        with pytest.raises(IllegalMove):
            write(contract, gas_clerk)
        with pytest.raises(IntegrityError), transaction.atomic():
            contract.articles.create(number=9, text="افزوده")
        with pytest.raises(IntegrityError), transaction.atomic():
            contract.articles.filter(number=1).update(text="دیگر")
        with pytest.raises(IntegrityError), transaction.atomic():
            contract.articles.all().delete()

    def test_after_the_signature_is_a_transcript_that_no_letter_cites(
        self, gas: Any, gas_clerk: Principal
    ) -> None:
        text = "ماده ۱، حل اختلاف. هیئت خود دستگاه"
        agreed, transcript = make_contract(agency=gas, state="draft"), make_contract(agency=gas)
        write(agreed, gas_clerk, text)
        write(transcript, gas_clerk, text)

        assert "مادهٔ ۱" in dispute_clause(agreed)
        assert "مادهٔ ۱" not in dispute_clause(transcript)
        assert transcribed(str(agreed.public_id)) is None
        news = transcribed(str(transcript.public_id))
        assert news is not None
        assert [audience.role for audience in news.audiences] == [Role.OPERATOR]

    def test_by_raw_sql_is_a_transcript_too(self, gas: Any) -> None:
        contract = make_contract(agency=gas)

        with pytest.raises(IntegrityError, match="transcript"), transaction.atomic():
            contract.articles.create(number=1, text="متن")

    def test_is_refused_after_the_end_and_to_others(
        self, gas: Any, gas_clerk: Principal, power_clerk: Principal, operator: Principal
    ) -> None:
        ended = make_contract(agency=gas, state=ContractState.VOID)
        with pytest.raises(IllegalMove):
            write(ended, gas_clerk)
        running = make_contract(agency=gas)
        with pytest.raises(Contract.DoesNotExist):
            write(running, power_clerk)
        with pytest.raises(NotPermitted):
            write(running, operator)
        with pytest.raises(Invalid) as caught:
            write(running, gas_clerk, "ماده ۱، موضوع. متن\nماده ۳، مدت. متن")
        assert "۲" in caught.value.fields["text"][0]

    def test_is_read_by_the_parties_and_the_province_only(
        self, gas: Any, gas_clerk: Principal, power_clerk: Principal, expert: Principal,
        association: Principal,
    ) -> None:  # fmt: skip
        contract = make_contract(agency=gas)
        write(contract, gas_clerk)

        assert ContractArticle.objects.visible_to(gas_clerk).count() == 3
        assert ContractArticle.objects.visible_to(expert).count() == 3
        assert not ContractArticle.objects.visible_to(power_clerk).exists()
        assert not ContractArticle.objects.visible_to(association).exists()


@pytest.mark.django_db
class TestPages:
    """Show the text by article, and lead to where it is written."""

    def test_write_and_show_it(self, gas: Any, gas_clerk: Principal, browser_of: Any) -> None:
        contract = make_contract(agency=gas)
        browser = browser_of(gas_clerk)
        address = reverse("contracts:write-text", args=[contract.number])
        assert address in browser.get(contract.get_absolute_url()).content.decode()

        wrong = browser.post(address, {"text": "بدون ماده", "version": ""})
        assert "ماده" in wrong.content.decode()
        assert not contract.articles.exists()
        browser.post(address, {"text": TEXT})
        page = browser.get(contract.get_absolute_url()).content.decode()

        assert "خواندن هر ۳ ماده" in page
        assert f'href="{address}"' not in page
        assert browser.get(address).status_code == 409

    def test_say_all_faults_at_once_beside_what_was_read(
        self, gas: Any, gas_clerk: Principal, browser_of: Any
    ) -> None:
        contract = make_contract(agency=gas, state=ContractState.DRAFT)
        address = reverse("contracts:write-text", args=[contract.number])

        page = browser_of(gas_clerk).post(
            address, {"text": "ماده ۱، موضوع. متن\nماده ۲\nماده ۴، مدت. متن"}
        )

        assert page.status_code == 422
        assert len(page.context["form"].errors["text"]) == 2
        assert [one.number for one in page.context["read"].articles] == [1, 2, 4]

    def test_preview_without_keeping(self, gas: Any, gas_clerk: Principal, browser_of: Any) -> None:
        contract = make_contract(agency=gas, state=ContractState.DRAFT)
        address = reverse("contracts:write-text", args=[contract.number])

        page = browser_of(gas_clerk).post(address, {"text": TEXT, "preview": "1"})

        assert page.status_code == 200
        assert "۳ ماده" in page.content.decode()
        assert not contract.articles.exists()

    def test_say_before_it_is_sent_how_much_text_there_is(
        self, gas: Any, gas_clerk: Principal, browser_of: Any
    ) -> None:
        contract = make_contract(agency=gas, state=ContractState.DRAFT)
        browser = browser_of(gas_clerk)

        assert "این قرارداد متن ندارد" in browser.get(contract.get_absolute_url()).content.decode()
        write(contract, gas_clerk)
        page = browser.get(contract.get_absolute_url()).content.decode()

        assert "این قرارداد متن ندارد" not in page
        assert "متن ۳ ماده‌ای" in page

    def test_of_rest_answer_and_take_it(self, gas: Any, gas_clerk: Principal, api_of: Any) -> None:
        contract = make_contract(agency=gas)
        client = api_of(gas_clerk)
        base = f"/api/v1/contracts/{contract.public_id}"

        assert client.post(f"{base}/text", {"text": "بدون ماده"}).status_code == 400
        assert client.post(f"{base}/text", {"text": TEXT}).status_code == 200
        assert client.post(f"{base}/text", {"text": TEXT}).status_code == 409
        assert [row["number"] for row in client.get(f"{base}/parts").json()["articles"]] == [
            1,
            2,
            3,
        ]


class TestPaper:
    """The signed contract as a PDF."""

    @staticmethod
    def paper(browser: Any, contract: Contract) -> Any:
        return browser.get(reverse("contracts:pdf", args=[contract.number]))

    def test_is_handed_to_the_parties_and_is_the_same_each_time(
        self, gas: Any, gas_clerk: Principal, operator: Principal, browser_of: Any
    ) -> None:
        office = Office.objects.own(operator).get()
        contract = write(make_contract(agency=gas, office=office), gas_clerk)

        first, again = (self.paper(browser_of(who), contract) for who in (gas_clerk, operator))

        assert first["Content-Type"] == "application/pdf"
        assert first.content.startswith(b"%PDF")
        assert first.content == again.content
        page = browser_of(operator).get(contract.get_absolute_url()).content.decode()
        assert reverse("contracts:pdf", args=[contract.number]) in page

    @pytest.mark.parametrize("role", ["power_clerk", "association"])
    def test_is_hidden_from_others(
        self, request: Any, gas: Any, gas_clerk: Principal, browser_of: Any, role: str
    ) -> None:
        office = make_office(is_member=True)
        contract = write(make_contract(agency=gas, office=office), gas_clerk)

        answer = self.paper(browser_of(request.getfixturevalue(role)), contract)

        assert answer.status_code == 404

    @pytest.mark.parametrize("state", [ContractState.DRAFT, ContractState.ACTIVE])
    def test_is_not_offered_without_a_signed_text(
        self, gas: Any, gas_clerk: Principal, browser_of: Any, state: str
    ) -> None:
        contract = make_contract(agency=gas, state=state)
        if state == ContractState.DRAFT:
            write(contract, gas_clerk)
        browser = browser_of(gas_clerk)

        page = browser.get(contract.get_absolute_url()).content.decode()

        assert reverse("contracts:pdf", args=[contract.number]) not in page
        assert ("متن امضاشدهٔ این قرارداد" in page) is (state == ContractState.ACTIVE)
        assert self.paper(browser, contract).url == contract.get_absolute_url()

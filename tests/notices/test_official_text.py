"""What every letter to an office says: what, until when, how to answer, and the right forum."""

import unicodedata
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from contracts.facts.disputes import dispute_clause
from contracts.models import Contract, ContractArticle
from core.persian import in_order, latin_digits
from notices.models import Letter
from notices.printing import as_pdf
from tests.contracts.stories import contract_in, notified
from tests.factories import TODAY, make_api_client, make_type
from tests.violations.stories import REASONS, Walk, file_report, noon
from violations import actions
from violations.facts import decision_draft
from violations.models import Decision, Notice

COURT, FORUM = "دیوان عدالت اداری", "دادگاه عمومی حقوقی"
OBJECTION = "این رأی درست نیست و رسید هزینهٔ پست پیوست پرونده است."
ADDED = "برای هماهنگی با داخلی 12 تماس بگیرید."


@pytest.fixture
def licence_story(contract, county_rep, secretariat, operator):
    """Return a heard case of the licence track."""
    kind, on = make_type(track="licence"), TODAY - timedelta(days=14)
    report = file_report(contract, county_rep, kind, on=on, agency_id=None)
    return Walk(report, secretariat, operator).open().notify().defend()


@pytest.fixture
def decided(walk, gas_manager):
    return walk().open().notify().defend().decide(gas_manager)


def members(*people):
    return [{"name": f"عضو {person}", "user_id": person} for person in people]


def appeal(story, judge):
    """Object, and decide the objection."""
    key = {"case_id": story.case.pk, **story.now}
    actions.file_appeal(**key, text=OBJECTION, evidence_ids=(), actor=story.operator)
    actions.decide_appeal(**key, result="upheld", reasons=REASONS, actor=judge)
    return story


def letter_of(kind):
    return Letter.objects.filter(kind=kind).latest("pk").body


class TestFreeText:
    @pytest.mark.parametrize("kind", ["charge", "decision", "appeal_result"])
    def test_stands_after_the_official_text(self, walk, gas_manager, gas_appeal, kind):
        story = walk().open()
        if kind != "charge":
            story.notify().defend().decide(gas_manager)
        if kind == "appeal_result":
            story.notify("decision")
            appeal(story, gas_appeal)

        notice = actions.issue_notice(
            case_id=story.case.pk, kind=kind, channel="portal", addition=ADDED,
            actor=story.triager, **story.now,
        )  # fmt: skip

        body = letter_of(f"case.{kind}")
        official, note = body.rsplit("\n", 1)
        assert notice.text == body
        assert note.endswith("برای هماهنگی با داخلی 12 تماس بگیرید.")
        assert "۱۴۰۵-۰۰۰۰۱" in official
        for said in ("مهلت", "تحویل دهید") if kind != "appeal_result" else (FORUM,):
            assert said in official

    def test_replaces_nothing_over_rest(self, of_colleague, gas_clerk):
        story = of_colleague().open()

        answer = make_api_client(gas_clerk).post(
            f"/api/v1/cases/{story.case.public_id}/notice",
            {"kind": "charge", "channel": "portal", "text": "متن کوتاه بی‌مهلت."},
            format="json",
        )

        assert answer.status_code == 200, answer.json()
        for body in (Letter.objects.get().body, Notice.objects.get().text):
            assert "مهلت دفاع" in body
            assert "متن کوتاه بی‌مهلت." in body

    def test_replaces_nothing_on_the_page(self, of_colleague, gas_clerk, browser_of):
        story = of_colleague().open()
        browser = browser_of(gas_clerk)
        address = f"/violations/{story.case.number}/notice"
        assert "مهلت دفاع" in browser.get(address).text

        done = browser.post(address, {"channel": "portal", "addition": "متن کوتاه بی‌مهلت."})

        assert done.status_code == 302
        assert "مهلت دفاع" in Letter.objects.get().body
        assert "متن کوتاه بی‌مهلت." in Letter.objects.get().body

    def test_shows_of_national_ids_the_last_digits_only(self, walk):
        story = walk().open()

        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager,
            addition="کد ملی 0013542419 را بیاورید.", **story.now,
        )  # fmt: skip

        assert "0013542419" not in Letter.objects.get().body
        assert "۰۰۱۳۵۴۲۴۱۹" not in Letter.objects.get().body


class TestForum:
    def test_of_a_contract_decision_is_the_contracts_then_the_civil_court(self, decided):
        decided.notify("decision")

        assert FORUM in letter_of("case.decision")
        assert COURT not in letter_of("case.decision")

    def test_of_a_contract_decision_comes_after_the_right_to_object(self, decided):
        decided.notify("decision")

        assert "پس از قطعی شدن تصمیم" in letter_of("case.decision")

    @pytest.mark.parametrize("kind", ["charge", "decision", "appeal_result"])
    def test_is_the_agency_s_so_that_no_letter_calls_it_a_verdict(self, decided, gas_appeal, kind):
        if kind != "charge":
            decided.notify("decision")
        if kind == "appeal_result":
            appeal(decided, gas_appeal).notify(kind)

        letter = Letter.objects.filter(kind=f"case.{kind}").latest("pk")
        own = letter.body.replace(REASONS, "").replace(OBJECTION, "")
        assert "رأی" not in letter.title + own

    def test_of_a_licence_decision_is_the_court_of_justice(self, licence_story, chair):
        licence_story.sit(chair).decide(chair).notify("decision")

        assert COURT in letter_of("case.decision")
        assert FORUM not in letter_of("case.decision")

    def test_follows_the_track_in_the_result_of_an_objection(self, decided, gas_appeal):
        appeal(decided.notify("decision"), gas_appeal).notify("appeal_result")

        assert FORUM in letter_of("case.appeal_result")
        assert COURT not in letter_of("case.appeal_result")

    def test_of_a_termination_notice_is_the_contracts(self, contract, gas_manager):
        notified(contract, gas_manager)

        assert FORUM in letter_of("contract.termination")
        assert COURT not in letter_of("contract.termination")

    def test_stands_in_the_preview_of_a_decision(self, walk):
        case = walk().open().notify().defend().case
        verdict = Decision(case=case, outcome="proven", sanction="written_warning", reasons=REASONS)

        assert FORUM in decision_draft(case, verdict, TODAY).text

    def test_names_the_contracts_article_on_disputes(self, db):
        contract = contract_in("draft")
        assert "پیش‌بینی‌شده" in dispute_clause(contract)
        for number, title in ((1, "موضوع"), (2, "حل اختلاف")):
            ContractArticle.objects.create(
                contract=contract, number=number, title=title, text="متن ماده."
            )

        found = dispute_clause(Contract.objects.get(pk=contract.pk))

        assert "مادهٔ ۲" in found
        assert "حل اختلاف" in found


def lines_of(content):
    """Return the lines of a PDF as they are drawn, from the left to the right."""
    drawn = []
    with pypdfium2.PdfDocument(content) as document:
        for place, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                left, bottom, _right, top = text.get_charbox(index, loose=True)
                letter = unicodedata.normalize("NFKC", text.get_text_range(index, 1)).strip()
                drawn.append((place, -(bottom + top) / 2, left, letter))
    lines, last = [], (-1, 0.0)
    for place, height, left, letter in sorted(drawn):
        if (place, height) > (last[0], last[1] + GAP):
            lines.append([])
        lines[-1].append((left, letter))
        last = place, height
    return ["".join(letter for _left, letter in sorted(line)) for line in lines]


GAP = 6  # points; less lies between letters of two fonts in a line, more between two lines
NUMBERS = ("۷۵۳۱/ص/۸۶۴۲", "۷۵۳۱-H-۰۲۴۶۸", "۰۴۵-۳۳۷۷۵۵۹۹")
WITH_NUMBERS = "به نامهٔ 7531/ص/8642 و پروندهٔ 7531-H-02468 و تلفن 045-33775599 بنگرید."


class TestOrder:
    """A number within Persian words is drawn in its own order, on the page and in the file."""

    def test_is_kept_in_the_file(self):
        letter = Letter(
            number="1405-N-00001", title="ابلاغ", sender="شرکت گاز", addressee="متصدی دفتر",
            body=WITH_NUMBERS, signer="مدیر گاز", check_code="ABCDEFGH", issued_on=TODAY,
            issued_at=noon(TODAY),
        )  # fmt: skip

        drawn = lines_of(as_pdf(letter).content)

        for number in NUMBERS:
            wanted = latin_digits(number)
            assert any(wanted in latin_digits(line) for line in drawn), (number, drawn)

    def test_is_kept_on_the_pages(self, walk, gas_clerk, browser_of):
        story = walk().open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", addition=WITH_NUMBERS,
            actor=story.triager, **story.now,
        )  # fmt: skip
        letter, browser = Letter.objects.get(), browser_of(gas_clerk)

        for address in (
            letter.get_absolute_url(),
            reverse("violations:letter", args=[story.case, story.case.notices.get().public_id]),
        ):  # fmt: skip
            page = browser.get(address).text
            for number in NUMBERS:
                assert f'<bdi dir="ltr">{in_order(number)}</bdi>' in page

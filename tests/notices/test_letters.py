"""Letters: written with the act, made into one file, read with its service, confirmed to all."""

import hashlib
import io
import unicodedata
from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.models import ApiToken
from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.persian import latin_digits, persian_digits
from notices import actions
from notices.models import Dispatch, Letter, LetterFile, LetterTemplate
from notices.printing.sheet import own_resource
from tests.factories import TODAY, make_api_client, make_principal
from tests.sql import refused_at_runtime
from tests.violations.conftest import picture
from tests.violations.stories import STORY, noon
from violations.actions import acknowledge_notice, issue_notice
from workdays.facts import deadline

AT = noon(TODAY)
BODY = (
    "دربارهٔ دفتر {office} گزارش {number} از نوع {type} در تاریخ {occurred} رسیده است: {reported}."
    " مهلت: {window}. {answer}"
)


@pytest.fixture
def issued(walk):
    story = walk().open()
    issue_notice(
        case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager, **story.now
    )
    return story


@pytest.fixture
def letter(issued):
    return Letter.objects.get()


def text_of(content: bytes) -> str:
    """Return the text of a PDF as a reader copies it, its digits in one script."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return unicodedata.normalize("NFKC", "\n".join(texts))


class TestWriteLetter:
    def test_carries_the_notice_and_its_number(self, issued, letter):
        notice = issued.case.notices.get()

        assert letter.number == notice.letter_no
        assert letter.body == notice.text
        assert STORY in letter.body
        assert letter.template.version == 1
        assert issued.case.number.split("-")[0] in letter.record

    def test_is_frozen_by_the_database(self, letter):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(body="متن دیگر")

    def test_is_closed_to_the_office_until_it_is_served(self, issued, letter, operator, gas_clerk):
        assert Letter.objects.visible_to(gas_clerk).exists()
        assert not Letter.objects.visible_to(operator).exists()

        acknowledge_notice(case_id=issued.case.pk, kind="charge", actor=operator, **issued.now)

        assert Letter.objects.visible_to(operator).get() == letter
        proof = Dispatch.objects.get()
        assert (proof.channel, proof.proof, proof.proven_on) == ("portal", "shown", TODAY)

    def test_is_nothing_to_another_agency(self, letter, power_clerk, association, county_rep):
        for stranger in (power_clerk, association, county_rep):
            assert not Letter.objects.visible_to(stranger).exists()


class TestRenderLetter:
    def test_makes_the_file_once(self, letter, clock):
        first = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)
        second = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)

        assert first == second
        assert LetterFile.objects.count() == 1
        assert first.sha256 == hashlib.sha256(bytes(first.content)).hexdigest()

    def test_keeps_the_file_as_it_is(self, letter, clock):
        actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)

        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            LetterFile.objects.update(sha256="0" * 64)

    def test_refuses_everybody_but_the_clock(self, letter, gas_manager):
        with pytest.raises(NotPermitted):
            actions.render_letter(letter_id=letter.public_id, actor=gas_manager, at=AT)

    def test_writes_persian_that_can_be_read_and_copied(self, issued, letter, clock):
        file = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)
        content = bytes(file.content)

        text = text_of(content)
        assert "\ufffd" not in text
        assert not [mark for mark in text if "\ue000" <= mark <= "\uf8ff"]
        for word in ("دفاع", "پرونده", "تخلف", "گزارش", "مهلت", "ابلاغ", "تعرف", "پذیرفته"):
            assert word in text
        assert "با سلام و احترام" in text

    def test_draws_ink_where_the_head_the_text_and_the_code_are(self, letter, clock):
        file = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)
        with pypdfium2.PdfDocument(bytes(file.content)) as document:
            image = document[0].render(scale=1).to_pil().convert("L")

        assert file.pages == 1
        width, height = image.size
        assert (width, height) == (596, 842)  # A4 at one pixel a point, rounded up
        for part in ((0.55, 0.05, 0.95, 0.12), (0.4, 0.16, 0.95, 0.3)):
            box = tuple(
                int(side * size) for side, size in zip(part, (width, height) * 2, strict=True)
            )
            assert image.crop(box).getextrema()[0] < 100
        assert image.crop((0, 0, width, 20)).getextrema()[0] > 200  # the margin is bare


class TestOwnPaths:
    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "http://10.0.0.1/", "letter:font-arabic-500", "letter:../x"]
    )
    def test_refuse_every_other_address(self, letter, url):
        with pytest.raises(ValueError, match="ours"):
            own_resource(letter, url)


class TestAddReceipt:
    def add(self, letter, actor, **values):
        data = {
            "letter_id": letter.pk, "data": picture(), "file_name": "رسید.png",
            "words": "رسید پست ۱۲۳", "received_on": TODAY, "on": TODAY, "at": AT,
        }  # fmt: skip
        return actions.add_receipt(**(data | values), actor=actor)

    def test_keeps_the_scan_with_its_hash(self, letter, gas_clerk):
        proof = self.add(letter, gas_clerk)

        assert proof.scan_sha256 == hashlib.sha256(bytes(proof.scan)).hexdigest()
        assert (proof.channel, proof.proof) == ("paper", "receipt")

    def test_refuses_a_second_one(self, letter, gas_clerk):
        self.add(letter, gas_clerk)

        with pytest.raises(IllegalMove):
            self.add(letter, gas_clerk)

    def test_refuses_a_role_that_serves_nothing(self, letter, deputy):
        with pytest.raises(NotPermitted):
            self.add(letter, deputy)

    def test_leaves_an_earlier_day_to_the_record_with_its_second_person(
        self, letter, issued, gas_clerk
    ):
        county = issued.case.county.public_id
        last = deadline("paper_entry", letter.issued_on, county).due_on
        old = {"received_on": letter.issued_on}

        with pytest.raises(Invalid) as caught:
            self.add(letter, gas_clerk, **old, on=last + timedelta(days=1))

        assert issued.case.number in str(caught.value.fields["received_on"])
        assert self.add(letter, gas_clerk, **old, on=last).proven_on == letter.issued_on

    def test_refuses_what_is_no_paper(self, letter, gas_clerk):
        with pytest.raises(Invalid):
            self.add(letter, gas_clerk, data=b"MZ\x90", file_name="a.png")


class TestOpenReceipt:
    def test_hands_out_what_was_kept_and_leaves_an_event(
        self, letter, gas_clerk, auditor, browser_of
    ):
        kept = TestAddReceipt().add(letter, gas_clerk)

        answer = browser_of(auditor).get(f"/letters/{letter.public_id}/receipt/scan")

        assert answer.content == bytes(kept.scan)
        assert f"{letter.number}.png" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        event = AuditEvent.objects.about(letter).get(verb="letter.receipt_opened")
        assert event.changes["sha256"] == [None, kept.scan_sha256]

    def test_hands_out_nothing_that_differs_from_its_seal(self, letter, gas_clerk, browser_of):
        Dispatch.objects.create(
            letter=letter, channel="paper", proof="receipt", proven_on=TODAY, proven_at=AT,
            scan=picture(), scan_type="image/png", scan_sha256="0" * 64, recorded_by=1,
        )  # fmt: skip

        answer = browser_of(gas_clerk).get(f"/letters/{letter.public_id}/receipt/scan")

        assert answer.headers["Location"] == letter.get_absolute_url()
        event = AuditEvent.objects.about(letter).get(verb="letter.receipt_opened")
        assert "مُهر" in event.note

    def test_is_kept_with_every_service_on_paper(self, letter):
        with pytest.raises(IntegrityError, match="paper_scanned"):
            Dispatch.objects.create(
                letter=letter, channel="paper", proof="receipt", words="رسید ۱۲",
                proven_on=TODAY, proven_at=AT, recorded_by=1,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("channel", "values"),
        [
            ("paper", {"proven_on": date(2020, 1, 1)}),
            ("paper", {"proven_at": now() - timedelta(days=2)}),
            ("portal", {"proven_on": today() - timedelta(days=1), "proof": "shown"}),
        ],
    )
    def test_arrives_between_the_letters_day_and_today(self, letter, gas_clerk, channel, values):
        row = {
            "proof": "receipt", "proven_on": today(), "proven_at": now(),
            "scan_sha256": "0" * 64, "recorded_by": gas_clerk.user_id,
        }  # fmt: skip

        words = refused_at_runtime(
            lambda: Dispatch.objects.create(letter=letter, channel=channel, **(row | values))
        )

        assert words.startswith("A letter arrives between its own day and today")

    def test_of_an_earlier_day_rests_on_a_second_person(self, letter, gas_clerk):
        row = {
            "channel": "paper", "proof": "receipt", "proven_on": letter.issued_on,
            "proven_at": now(), "scan_sha256": "0" * 64, "recorded_by": gas_clerk.user_id,
        }  # fmt: skip

        def enter():
            Dispatch.objects.create(letter=letter, **row)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        words = "A paper of an earlier day is confirmed by a second person."
        assert refused_at_runtime(enter) == words

    def test_is_not_there_without_a_scan(self, letter, gas_clerk, browser_of):
        address = f"/letters/{letter.public_id}/receipt/scan"

        assert browser_of(gas_clerk).get(address).status_code == 404

    def test_refuses_a_role_that_reads_no_evidence(self, letter, gas_clerk, association):
        kept = TestAddReceipt().add(letter, gas_clerk)

        with pytest.raises(NotPermitted):
            actions.open_receipt(receipt_id=kept.pk, actor=association, at=AT)

    def test_is_not_there_for_another_agency(self, letter, gas_clerk, power_clerk):
        kept = TestAddReceipt().add(letter, gas_clerk)

        with pytest.raises(Dispatch.DoesNotExist):
            actions.open_receipt(receipt_id=kept.pk, actor=power_clerk, at=AT)


class TestReceiptsOverRest:
    """The scans of receipts: found by what they prove, taken by key or by an expiring address."""

    @pytest.fixture
    def kept(self, letter, gas_clerk):
        return TestAddReceipt().add(letter, gas_clerk)

    def test_are_found_by_the_record_that_was_served(self, letter, kept, issued, gas_clerk):
        program = make_api_client(gas_clerk, ("evidence:read",))

        address = f"/api/v1/receipts?record_number={issued.case.number}"
        (told,) = program.get(address).json()["results"]

        assert told["resource"] == "cases"
        assert told["record_number"] == issued.case.number
        assert told["letter_number"] == letter.number
        assert issued.case.number in latin_digits(told["letter_title"]), "no marks inside"
        assert (told["id"], told["proof_text"]) == (str(kept.public_id), kept.words)
        assert (told["media_type"], told["sha256"]) == ("image/png", kept.scan_sha256)
        assert program.get(f"{address}9").json()["results"] == []

    def test_are_downloaded_from_an_address_with_its_key(self, letter, kept, gas_clerk):
        program = make_api_client(gas_clerk, ("evidence:read",))

        made = program.post(f"/api/v1/receipts/{kept.public_id}/ticket")
        answer = program.get(made.json()["url"].partition("testserver")[2])

        assert answer.content == bytes(kept.scan)
        assert f"{letter.number}.png" in answer["Content-Disposition"]
        event = AuditEvent.objects.about(letter).get(verb="letter.receipt_opened")
        assert event.actor_id == gas_clerk.user_id

    def test_die_with_the_scope_of_the_key(self, kept, gas_clerk):
        program = make_api_client(gas_clerk, ("cases:read", "evidence:read"))
        made = program.post(f"/api/v1/receipts/{kept.public_id}/ticket").json()["url"]
        ApiToken.objects.update(scopes=["cases:read"])

        assert program.get(made.partition("testserver")[2]).status_code == 410
        assert program.get(f"/api/v1/receipts/{kept.public_id}/content").status_code == 403

    def test_are_hidden_from_another_agency_and_before_the_service(
        self, kept, issued, power_clerk, gas_clerk
    ):
        operator = make_principal(Role.OPERATOR, issued.case.office)
        place = f"/api/v1/receipts/{kept.public_id}"

        for stranger in (power_clerk, operator):
            program = make_api_client(stranger)
            assert program.get("/api/v1/receipts").json()["results"] == []
            assert program.get(place).status_code == 404
            assert program.get(f"{place}/content").status_code == 404
            assert program.post(f"{place}/ticket").status_code == 404

    def test_do_not_hold_up_what_differs_from_its_seal(self, letter, gas_clerk):
        broken = Dispatch.objects.create(
            letter=letter, channel="paper", proof="receipt", proven_on=TODAY, proven_at=AT,
            scan=picture(), scan_type="image/png", scan_sha256="0" * 64, recorded_by=1,
        )  # fmt: skip

        answer = make_api_client(gas_clerk).get(f"/api/v1/receipts/{broken.public_id}/content")

        assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (
            409, "broken-seal",
        )  # fmt: skip


class TestAddTemplate:
    def add(self, actor, **values):
        data = {
            "kind": "case.charge", "subject": "ابلاغ {number}", "provenance": "custom",
            "body": BODY, "source": "صورت‌جلسهٔ کارگروه", "starts_on": TODAY,
        }  # fmt: skip
        text = actions.TemplateText(**(data | values))
        return actions.add_template(text=text, actor=actor, on=TODAY, at=AT)

    def test_begins_on_its_day_and_leaves_the_old_letters(self, letter, secretariat, walk):
        added = self.add(secretariat)

        assert added.version == 2
        assert LetterTemplate.objects.in_force(TODAY).get(kind="case.charge") == added
        assert Letter.objects.get(pk=letter.pk).template.version == 1

    @pytest.mark.parametrize("body", ["متن با {password} و چیزهای دیگر که نباید باشد.",
                                      "متن با {number.__class__} که نباید پذیرفته شود.",
                                      "متن با یک آکولاد باز { که بسته نمی‌شود."])  # fmt: skip
    def test_refuses_what_is_no_placeholder(self, secretariat, db, body):
        with pytest.raises(Invalid) as refusal:
            self.add(secretariat, body=body)

        assert "body" in refusal.value.fields

    def test_refuses_a_role_that_does_not_write_for_the_house(self, gas_manager):
        with pytest.raises(NotPermitted):
            self.add(gas_manager)


class TestVerify:
    @pytest.fixture
    def page(self, letter, client):
        return client.get(f"/verify/{letter.public_id}")

    def test_confirms_number_date_and_hash_only(self, letter, clock, client, issued):
        file = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)

        page = client.get(f"/verify/{letter.public_id}").text

        assert file.sha256 in page
        for secret in (letter.body[:40], letter.addressee, letter.signer, issued.case.office.code):
            assert secret not in page

    def test_offers_to_compare_a_file_once_there_is_one(self, letter, clock, client):
        assert "data-sha256" not in client.get(f"/verify/{letter.public_id}").text

        file = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)

        page = client.get(f"/verify/{letter.public_id}").text
        assert f'data-sha256="{file.sha256}"' in page

    def test_takes_the_code_as_people_type_it(self, letter, client):
        code = letter.check_code
        typed = f" {code[:4].lower()} - {code[4:]}"

        assert client.get("/verify", {"code": typed}).context["letter"] == letter

    @pytest.mark.parametrize("code", ["AAAA-AAAA", "' OR 1", "۱۲۳۴۵۶۷۸", "A" * 400])
    def test_says_plainly_that_there_is_none(self, letter, client, code):
        answer = client.get("/verify", {"code": code})

        assert answer.status_code == 404
        assert answer.context["letter"] is None


class TestPages:
    def test_lead_an_office_to_no_templates(self, letter, operator, gas_clerk, browser_of):
        assert "/letters/templates" in browser_of(gas_clerk).get("/letters").text
        assert "/letters/templates" not in browser_of(operator).get("/letters").text

    def test_end_without_an_empty_foot_where_there_is_one_page(self, letter, gas_clerk, browser_of):
        page = browser_of(gas_clerk).get("/letters").text

        assert str(letter.public_id) in page
        assert 'class="pager"' not in page

    @pytest.mark.parametrize(
        ("query", "number"),
        [
            ("q={number}", 1), ("q={code}", 1), ("q={persian}", 1), ("q=هیچ‌کس", 0),
            ("kind={kind}", 1), ("kind=case.appeal_result", 0), ("service=open", 1),
            ("service=proven", 0), ("channel=portal", 1), ("channel=paper", 0),
            ("since=1405/09/03", 1), ("since=1405/09/04", 0), ("until=1405/09/02", 0),
            ("q={spelled}", 1),
        ],
    )  # fmt: skip
    def test_list_letters_by_search_and_filters(
        self, letter, issued, gas_clerk, browser_of, query, number
    ):
        code = issued.case.office.code
        asked = query.format(
            number=letter.number, code=code, persian=persian_digits(code), kind=letter.kind,
            spelled=letter.title.replace("ی", "ي").replace("ک", "ك"),
        )  # fmt: skip

        context = browser_of(gas_clerk).get(f"/letters?{asked}").context

        assert [row["number"] for row in context["rows"]] == [letter.number] * number

    def test_say_what_has_been_served(self, letter, issued, gas_clerk, operator, browser_of):
        browser = browser_of(gas_clerk)
        assert "ابلاغ نشده" in browser.get("/letters?view=open").text

        acknowledge_notice(case_id=issued.case.pk, kind="charge", actor=operator, **issued.now)

        assert not browser.get("/letters?view=open&service=open").context["rows"]
        (row,) = browser.get("/letters?service=proven").context["rows"]
        assert row["proof"]["proven_on"] == TODAY

    def test_shows_the_sheet_and_gives_the_file(self, letter, clock, gas_clerk, browser_of):
        file = actions.render_letter(letter_id=letter.public_id, actor=clock, at=AT)
        browser = browser_of(gas_clerk)

        page = browser.get(letter.get_absolute_url())
        got = browser.get(f"/letters/{letter.public_id}/file")

        assert STORY in page.text
        assert hashlib.sha256(got.content).hexdigest() == file.sha256
        assert got["Content-Type"] == "application/pdf"

    def test_takes_a_receipt(self, letter, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)
        scan = io.BytesIO(picture())
        scan.name = "r.png"

        with time_machine.travel(AT):
            done = browser.post(
                f"/letters/{letter.public_id}/receipt",
                {"received_on": "امروز", "words": "رسید ۱۲", "scan": scan},
            )

        assert done.status_code == 302, done.context["form"].errors
        assert Dispatch.objects.get().words == "رسید ۱۲"


class TestTwoWritersOfATemplate:
    def test_the_second_reads_the_version_of_the_first(self, letter, secretariat, browser_of):
        client = browser_of(secretariat)
        shown = client.get("/letters/templates").context["shown"]
        form = {
            "kind": "case.charge", "subject": "ابلاغ {number}", "provenance": "custom",
            "body": BODY, "source": "صورت‌جلسهٔ کارگروه", "starts_on": "۱۴۱۰/۰۱/۰۵",
            "shown": shown,
        }  # fmt: skip
        assert client.post("/letters/templates", form).status_code == 302

        late = client.post("/letters/templates", form | {"subject": "نوشتهٔ نفر دوم"})

        assert late.status_code == 409
        assert "نوشتهٔ نفر دوم" in late.text
        before = LetterTemplate.objects.filter(kind="case.charge").count()
        form |= {"shown": late.context["shown"], "subject": "نوشتهٔ نفر دوم"}
        assert client.post("/letters/templates", form).status_code == 302
        assert LetterTemplate.objects.filter(kind="case.charge").count() == before + 1

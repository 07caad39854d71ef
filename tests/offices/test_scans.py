"""Scans of licences and letters: kept by the secretariat, never rewritten, opened in scope."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from core.clock import today
from core.errors import Invalid, NotPermitted
from offices import actions
from offices.models import LicenceScan, Office, OfficeLetter
from tests import factories
from tests.factories import NOW, TODAY
from violations.facts import broken_seals

REASON = "مهر پشت پروانه در اسکن پیشین نبود"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def upload(colour="navy", name="پروانه.png"):
    return SimpleUploadedFile(name, factories.picture(colour))


@pytest.fixture
def licence(office):
    return office.licences.get()


def keep(licence, actor, file=None, **values):
    return actions.keep_licence_scan(
        licence_id=licence.pk, file=file or upload(), actor=actor, on=TODAY, at=NOW, **values
    )


class TestKeepLicenceScan:
    def test_keeps_and_seals_it(self, licence, secretariat):
        kept = keep(licence, secretariat)

        assert (kept.number, kept.kept_by_name) == (1, secretariat.name)
        event = AuditEvent.objects.about(licence).get(verb="licence.scan_kept")
        assert event.changes["scan_sha256"] == [None, kept.scan_sha256]

    def test_lets_a_later_one_take_its_place_and_both_stay(self, licence, secretariat):
        keep(licence, secretariat)

        keep(licence, secretariat, upload("black"), reason=REASON)

        assert licence.scans.count() == 2
        event = AuditEvent.objects.about(licence).get(verb="licence.scan_replaced")
        assert event.note == REASON

    @pytest.mark.parametrize(
        ("colour", "reason", "field"), [("black", "", "reason"), ("navy", REASON, "file")]
    )
    def test_refuses_to_replace_silently_or_by_itself(
        self, licence, secretariat, colour, reason, field
    ):
        keep(licence, secretariat)

        with pytest.raises(Invalid) as refusal:
            keep(licence, secretariat, upload(colour), reason=reason)

        assert list(refusal.value.fields) == [field]

    @pytest.mark.parametrize("role", ["deputy", "operator", "gas_manager", "county_rep"])
    def test_is_the_secretariats(self, licence, role, request):
        with pytest.raises(NotPermitted):
            keep(licence, request.getfixturevalue(role))


class TestOpenLicenceScan:
    def test_leaves_an_event_and_gives_the_copy(self, licence, secretariat, operator):
        kept = keep(licence, secretariat)

        opened = actions.open_licence_scan(scan_id=kept.pk, actor=secretariat, at=NOW)
        copy = actions.open_licence_scan(scan_id=kept.pk, actor=operator, at=NOW)

        assert opened.content == copy.content == Path(kept.scan_copy.path).read_bytes()
        assert opened.content != Path(kept.scan.path).read_bytes()
        assert AuditEvent.objects.filter(verb="licence.scan_opened").count() == 2

    def test_hands_out_nothing_that_differs_from_its_seal(self, licence, secretariat, media):
        kept = keep(licence, secretariat)
        (media / kept.scan.name).write_bytes(b"other")

        opened = actions.open_licence_scan(scan_id=kept.pk, actor=secretariat, at=NOW)

        assert (opened.is_whole, opened.content) == (False, b"")
        assert [broken.name for broken in broken_seals()] == [kept.scan.name]

    def test_keeps_other_offices_out(self, licence, secretariat):
        kept = keep(licence, secretariat)
        stranger = factories.make_principal(factories.Role.OPERATOR, factories.make_office())

        with pytest.raises(LicenceScan.DoesNotExist):
            actions.open_licence_scan(scan_id=kept.pk, actor=stranger, at=NOW)


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"scan_sha256": ""}, "with its seal"),
            ({"number": 2, "reason": REASON}, "says why"),
            ({"reason": REASON}, "says why"),
        ],
    )
    def test_wants_seal_and_order(self, licence, values, told):
        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            factories.make_licence_scan(licence, **values)

    def test_wants_a_licence_in_the_state_of_its_document(self, licence):
        with pytest.raises(IntegrityError, match="in its state"), transaction.atomic():
            factories.make_licence_scan(licence, paper="cancellation", in_force_on=TODAY)

    def test_wants_the_secretariat(self, licence, deputy):
        with pytest.raises(IntegrityError, match="by the secretariat"), transaction.atomic():
            factories.make_licence_scan(licence, kept_by=deputy.user_id)

    def test_changes_and_deletes_none(self, licence):
        rows = LicenceScan.objects.filter(pk=factories.make_licence_scan(licence).pk)

        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.update(scan_name="دیگر.png")
        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.delete()


class TestPages:
    def test_cancel_with_the_letter_and_hand_it_out(
        self, licence, office, secretariat, operator, browser_of
    ):
        client, page = browser_of(secretariat), office.get_absolute_url()
        said = {
            "state": "cancelled", "document_no": "۱۲/۳", "document_on": "امروز",
            "document_issuer": "کمیتهٔ نظارت", "reason": "لغو به رأی کمیته",
        }  # fmt: skip

        without = client.post(f"{page}/licence-state", said)
        done = client.post(f"{page}/licence-state", said | {"file": upload()})

        assert (without.status_code, done.status_code) == (422, 302)
        letter = licence.scans.get(paper="cancellation")
        address = f"/offices/scans/{letter.public_id}"
        own = browser_of(operator)
        assert f'href="{address}">نامهٔ لغو</a>' in own.get(f"{page}/history").text
        assert own.get(address).status_code == 200
        assert client.get(f"{page}/licences/{licence.public_id}/scan").context["title"] != (
            "جایگزینی تصویر"
        )

    def test_of_a_broken_seal_lead_back(self, licence, office, secretariat, browser_of, media):
        kept = keep(licence, secretariat)
        (media / kept.scan.name).unlink()

        page = browser_of(secretariat).get(f"/offices/scans/{kept.public_id}")

        assert f'href="{office.get_absolute_url()}">بازگشت به رکورد</a>' in page.text

    def test_keep_replace_and_hand_out(self, licence, office, secretariat, operator, browser_of):
        client, page = browser_of(secretariat), office.get_absolute_url()
        form = f"{page}/licences/{licence.public_id}/scan"
        assert form in client.get(page).content.decode()

        first = client.post(form, {"file": upload()})
        again = client.post(form, {"file": upload("black")})
        second = client.post(form, {"file": upload("black"), "reason": REASON})

        assert (first.status_code, again.status_code, second.status_code) == (302, 422, 302)
        own = browser_of(operator)
        for part in ("", "/history"):
            text = own.get(f"{page}{part}").content.decode()
            assert all(f"/offices/scans/{one.public_id}" in text for one in licence.scans.all())
            assert form not in text
        newest = licence.scans.get(number=2)
        file = own.get(f"/offices/scans/{newest.public_id}")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")

    def test_refuse_a_broken_seal(self, licence, secretariat, browser_of, media):
        kept = keep(licence, secretariat)
        (media / kept.scan.name).unlink()

        assert browser_of(secretariat).get(f"/offices/scans/{kept.public_id}").status_code == 409

    def test_tell_what_was_done_to_the_licence(self, licence, office, secretariat, browser_of):
        keep(licence, secretariat)

        page = browser_of(secretariat).get(f"{office.get_absolute_url()}/history")

        assert "تصویر پروانه را ثبت کرد" in page.content.decode()

    def test_say_nothing_of_it_to_the_association(self, licence, office, association, browser_of):
        kept = factories.make_licence_scan(licence)

        page = browser_of(association).get(office.get_absolute_url()).content.decode()

        assert str(kept.public_id) not in page


class TestRest:
    def test_keeps_lists_and_hands_out(self, licence, secretariat, operator, association, api_of):
        address = f"/api/v1/licences/{licence.public_id}/scans"

        answer = api_of(secretariat).post(address, {"file": upload()}, format="multipart")

        assert answer.status_code == 201
        (row,) = api_of(operator).get(address).json()
        assert (row["number"], row["scan_name"]) == (1, "پروانه.png")
        file = api_of(operator).get(f"{address}/{row['id']}")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert api_of(association).get(address).json() == []
        assert api_of(association).get(f"{address}/{row['id']}").status_code == 404
        refused = api_of(operator).post(address, {"file": upload("black")}, format="multipart")
        assert refused.status_code == 403


@pytest.fixture
def bare():
    """Return an office that never had a licence."""
    return factories.make_office(licensed=False)


def revoke(office, actor, **values):
    values = factories.document(file=upload()) | values
    return actions.change_office_state(
        office_id=office.pk, state="revoked", reason="نامهٔ سازمان", actor=actor, on=TODAY, at=NOW,
        **values,
    )  # fmt: skip


def cancel(licence, actor):
    actions.change_licence_state(
        licence_id=licence.pk, state="cancelled", reason="نامهٔ سازمان",
        **factories.document(), actor=actor, on=TODAY, at=NOW,
    )  # fmt: skip


class TestLetterOfARevocation:
    def test_is_kept_with_its_seal_and_told_in_the_history(self, bare, secretariat):
        revoke(bare, secretariat)

        kept = OfficeLetter.objects.get(office=bare)
        assert (kept.scan_name, kept.kept_by_name) == ("پروانه.png", secretariat.name)
        event = AuditEvent.objects.about(bare).get(verb="office.revoked")
        assert event.changes["scan_sha256"] == [None, kept.scan_sha256]

    def test_is_asked_for_with_its_date(self, bare, secretariat):
        with pytest.raises(Invalid) as refusal:
            revoke(bare, secretariat, document_on=None, file=None)

        assert set(refusal.value.fields) == {"document_on", "file"}
        assert Office.objects.get(pk=bare.pk).state == "active"

    def test_is_asked_for_where_the_licence_has_only_expired(self, bare, secretariat):
        ended = date(2026, 3, 20)
        factories.make_licence(
            bare, state="expired", issued_on=date(2021, 3, 21), expires_on=ended, state_since=ended
        )

        with pytest.raises(Invalid) as refusal:
            revoke(bare, secretariat, file=None)

        assert set(refusal.value.fields) == {"file"}

    def test_is_kept_once_where_the_cancellation_has_it(self, office, licence, secretariat):
        cancel(licence, secretariat)

        with pytest.raises(Invalid) as refusal:
            revoke(office, secretariat, file=upload("black"))
        assert set(refusal.value.fields) == {"file"}

        assert revoke(office, secretariat, file=None).state == "revoked"

    def test_belongs_to_a_revocation_alone(self, bare, secretariat):
        actions.change_office_state(
            office_id=bare.pk, state="inactive", reason="بازدید ۲ آذر", actor=secretariat,
            on=TODAY, at=NOW, **factories.document(),
        )  # fmt: skip

        with pytest.raises(Invalid) as refusal:
            actions.change_office_state(
                office_id=bare.pk, state="active", reason="بازدید ۲ آذر", file=upload(),
                actor=secretariat, on=TODAY, at=NOW,
            )  # fmt: skip

        assert set(refusal.value.fields) == {"file"}

    def test_is_compared_with_its_seal(self, bare, secretariat, media):
        revoke(bare, secretariat)
        kept = OfficeLetter.objects.get()
        (media / kept.scan.name).write_bytes(b"other")

        opened = actions.open_office_letter(letter_id=kept.pk, actor=secretariat, at=NOW)

        assert (opened.is_whole, opened.content) == (False, b"")
        assert [broken.name for broken in broken_seals()] == [kept.scan.name]

    def test_is_opened_by_who_may_see_the_holder(self, bare, secretariat, association):
        revoke(bare, secretariat)
        kept = OfficeLetter.objects.get()

        actions.open_office_letter(letter_id=kept.pk, actor=secretariat, at=NOW)

        assert AuditEvent.objects.about(bare).filter(verb="office.letter_opened").count() == 1
        with pytest.raises((OfficeLetter.DoesNotExist, NotPermitted)):
            actions.open_office_letter(letter_id=kept.pk, actor=association, at=NOW)

    @pytest.mark.parametrize(
        ("values", "told"),
        [({"scan_sha256": ""}, "kept once"), ({"number": 3}, "kept once"),
         ({"reason": REASON}, "kept once")],
    )  # fmt: skip
    def test_is_one_with_its_seal_in_the_database(self, bare, values, told):
        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            factories.make_office_letter(bare, **values)

    def test_is_the_secretariats_and_of_a_revoked_office_in_the_database(
        self, bare, secretariat, deputy
    ):
        with pytest.raises(IntegrityError, match="office in it"), transaction.atomic():
            factories.make_office_letter(bare, kept_by=secretariat.user_id, in_force_on=TODAY)
        gone = factories.make_office(licensed=False, state="revoked")
        with pytest.raises(IntegrityError, match="by the secretariat"), transaction.atomic():
            factories.make_office_letter(gone, kept_by=deputy.user_id)

    def test_is_neither_changed_nor_deleted(self, bare):
        rows = OfficeLetter.objects.filter(pk=factories.make_office_letter(bare).pk)

        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.update(scan_name="دیگر.png")
        with pytest.raises(IntegrityError, match="neither changed"), transaction.atomic():
            rows.delete()

    def test_is_brought_on_the_page_and_opened_from_it(self, bare, secretariat, browser_of):
        client, page = browser_of(secretariat), bare.get_absolute_url()
        form = {
            "state": "revoked", "reason": "نامهٔ سازمان", "document_no": "12/3",
            "document_on": "امروز", "document_issuer": "سازمان", "version": bare.version,
        }  # fmt: skip
        asked = client.get(f"{page}/state").content.decode()

        without = client.post(f"{page}/state", form)
        done = client.post(f"{page}/state", form | {"file": upload()})

        assert 'enctype="multipart/form-data"' in asked
        assert (without.status_code, done.status_code) == (422, 302)
        assert "file" in without.context["form"].errors
        address = f"/offices/letters/{OfficeLetter.objects.get().public_id}"
        assert address in client.get(page).content.decode()
        file = client.get(address)
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")

    def test_is_brought_and_handed_out_over_rest(self, bare, secretariat, association, api_of):
        address = f"/api/v1/offices/{bare.public_id}"
        client = api_of(secretariat)
        body = {
            "state": "revoked", "reason": "نامهٔ سازمان", "document_no": "12/3",
            "document_issuer": "سازمان", "document_on": today().isoformat(),
        }  # fmt: skip
        tag = {"If-Match": client.get(address)["ETag"]}

        without = client.post(f"{address}/state", body, headers=tag)
        done = client.post(
            f"{address}/state", body | {"file": upload()}, format="multipart", headers=tag
        )

        assert without.status_code == 400
        assert "/file" in [error["pointer"] for error in without.json()["errors"]]
        assert done.status_code == 200
        assert done.json()["state"] == "revoked"
        file = client.get(f"{address}/letter")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert api_of(association).get(f"{address}/letter").status_code == 404

"""What an office is told and answers with: the last day, documents with their seal."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from audit.models import AuditEvent
from core.errors import Invalid
from oversight import actions
from tests.oversight.steps import DAY, later, moment
from violations.actions import upload_evidence
from violations.models import Evidence

pytestmark = pytest.mark.django_db
ANSWER = "تعرفه نصب و وجه اضافه برگشت داده شده است؛ رسید پیوست است."
REST = "/api/v1/termination-reviews"


@pytest.fixture(autouse=True)
def _moment(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(moment(DAY), tick=False):
        yield


def receipt():
    body = BytesIO()
    Image.new("RGB", (60, 40), "white").save(body, "PNG")
    return SimpleUploadedFile("رسید.png", body.getvalue(), "image/png")


def upload(actor, kind="hearing"):
    return upload_evidence(file=receipt(), kind=kind, actor=actor, at=moment(DAY))


def answer(review, actor, *files):
    return actions.answer_review(
        review_id=review.pk, text=ANSWER, evidence_ids=[file.public_id for file in files],
        actor=actor, on=DAY, at=moment(DAY),
    )  # fmt: skip


class TestNotice:
    def test_its_page_names_the_last_day_before_it_is_received(self, review, operator, browser_of):
        page = browser_of(operator).get(review.get_absolute_url())

        assert page.context["would_be_due_on"] == later(11)


class TestDocuments:
    def test_come_with_the_answer_and_are_seen_by_the_decider(self, served, operator, gas_manager):
        file = upload(operator)

        answer(served, operator, file)

        event = AuditEvent.objects.about(served).get(verb="review.answered")
        assert event.changes["evidence"] == [None, [file.sha256]]
        assert Evidence.objects.visible_to(gas_manager).get(hearing=served.public_id) == file

    @pytest.mark.parametrize("who", ["power_manager", "other_operator", "association"])
    def test_are_closed_to_others(self, served, operator, request, who):
        answer(served, operator, upload(operator))

        assert not Evidence.objects.visible_to(request.getfixturevalue(who)).exists()

    def test_of_somebody_else_are_refused(self, served, operator, gas_manager):
        with pytest.raises(Invalid) as caught:
            answer(served, operator, upload(gas_manager))

        assert set(caught.value.fields) == {"evidence"}
        served.refresh_from_db()
        assert served.statement == ""

    def test_cannot_be_moved_to_another_hearing(self, served, operator):
        file = upload(operator)
        answer(served, operator, file)

        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=file.pk).update(hearing=file.public_id)

    def test_are_brought_by_the_form(self, served, operator, gas_manager, browser_of):
        address = reverse("oversight:answer", args=[served.number])
        client = browser_of(operator)

        kept = client.post(address, {"text": "کوتاه", "attachments": [receipt()]})
        assert kept.status_code == 422
        sealed = [file.public_id for file in kept.context["files"]]
        assert len(sealed) == 1

        done = client.post(address, {"text": ANSWER, "evidence": sealed})
        assert done.status_code == 302
        page = browser_of(gas_manager).get(served.get_absolute_url())
        assert [row["name"] for row in page.context["exhibits"]] == ["رسید.png"]

    def test_come_over_rest(self, served, operator, gas_manager, api_of):
        file = upload(operator)
        address = f"{REST}/{served.public_id}"

        done = api_of(operator).post(
            f"{address}/answer", {"text": ANSWER, "evidence": [str(file.public_id)]}, format="json"
        )

        assert done.status_code == 200
        read = api_of(gas_manager).get(f"{address}/file").json()
        assert [row["sha256"] for row in read["evidence"]] == [file.sha256]
        assert read["statement"] == ANSWER


def test_the_file_is_empty_before_the_service(review, operator, api_of):
    read = api_of(operator).get(f"{REST}/{review.public_id}/file").json()

    assert (read["statement"], read["evidence"]) == ("", [])

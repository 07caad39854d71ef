"""The pages of imports, from the upload to the register."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError
from openpyxl import load_workbook

from accounts.models import ApiToken
from audit.models import AuditEvent
from core.clock import now
from lists.tasks import take_jobs
from offices import actions
from offices.facts import content_of, template_workbook
from offices.models import ImportState, Office, RegisterImport
from offices.tasks import take_import, take_imports
from tests.factories import make_county
from tests.offices.workbooks import HEADER, office_row, xlsx


@pytest.fixture(autouse=True)
def register(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_county("اردبیل")


@pytest.fixture
def nudges(monkeypatch):
    """Return the list of what was asked of the broker."""
    asked = []
    monkeypatch.setattr("lists.work.current_app.send_task", lambda name, **_: asked.append(name))
    return asked


@pytest.fixture
def client(browser_of, secretariat, nudges):
    return browser_of(secretariat)


def upload(client, data, name="دفاتر.xlsx", **values):
    form = {"content": "offices", "known_rows": "update", "file": SimpleUploadedFile(name, data)}
    return client.post("/offices/import", form | values)


class TestTheWay:
    def test_leads_from_the_file_to_the_register(
        self, client, nudges, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = upload(client, xlsx(HEADER, office_row(1), office_row(2, تلفن="12")))
        assert nudges == ["offices.tasks.take_imports"]
        page = client.get(answer.url).content.decode()
        assert 'http-equiv="refresh"' in page
        assert 'hx-trigger="load' in page

        take_imports()
        page = client.get(answer.url).content.decode()
        assert 'http-equiv="refresh"' not in page
        assert 'hx-trigger="load' not in page
        assert "تلفن" in page

        refused = client.post(f"{answer.url}/confirm", {})
        assert refused.status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(f"{answer.url}/confirm", {"leaves_errors": "on"})
        assert (done.status_code, len(nudges)) == (302, 2)
        assert Office.objects.count() == 0

        take_imports()
        assert Office.objects.get().code == "2401001"
        assert client.get(answer.url).status_code == 200

    def test_keeps_the_marked_file_after_the_good_rows_are_entered(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1), office_row(2, تلفن="12")))
        take_imports()
        link = f'href="{answer.url}/annotated"'
        assert link in client.get(answer.url).content.decode()

        client.post(f"{answer.url}/confirm", {"leaves_errors": "on"})
        take_imports()

        assert RegisterImport.objects.get().state == ImportState.APPLIED
        assert link in client.get(answer.url).content.decode()
        assert client.get(f"{answer.url}/annotated").content.startswith(b"PK")

    @pytest.mark.parametrize("known_rows", ["update", "skip"])
    def test_says_what_became_of_each_row_that_was_read(self, client, known_rows):
        upload(client, xlsx(HEADER, office_row(1)))
        take_imports()
        client.post(f"{RegisterImport.objects.get().get_absolute_url()}/confirm")
        take_imports()
        wrong = office_row(3, تلفن="12")
        answer = upload(
            client, xlsx(HEADER, office_row(1), office_row(2), wrong), known_rows=known_rows
        )
        take_imports()
        client.post(f"{answer.url}/confirm", {"leaves_errors": "on"})
        take_imports()

        page = client.get(answer.url)

        batch = RegisterImport.objects.order_by("pk").last()
        assert batch.state == ImportState.APPLIED
        assert sum(item["number"] for item in page.context["results"]) == batch.rows_total == 3
        left = {"update": {4}, "skip": {2, 4}}[known_rows]
        assert {row["line"] for row in page.context["problems"]} == left
        assert "کنار گذاشته" in page.text

    def test_says_why_rows_with_errors_are_not_entered(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1), office_row(2, تلفن="12")))
        take_imports()

        refused = client.post(f"{answer.url}/confirm", {})
        assert refused.status_code == 422
        assert "برخی ردیف‌ها خطا دارند" in refused.content.decode()

    def test_survives_a_broker_that_is_down(
        self, client, monkeypatch, django_capture_on_commit_callbacks
    ):
        def fail(*_, **__):
            raise OperationalError("down")

        monkeypatch.setattr("lists.work.current_app.send_task", fail)
        with django_capture_on_commit_callbacks(execute=True):
            answer = upload(client, xlsx(HEADER, office_row(1)))

        assert answer.status_code == 302
        assert take_imports() == 1

    def test_tells_why_a_file_is_not_taken(self, client):
        answer = upload(client, b"%PDF-1.7", "دفاتر.xlsx")
        take_imports()

        page = client.get(answer.url).content.decode()
        assert RegisterImport.objects.get().refusal in page

    @pytest.mark.parametrize("chosen", ["offices", "contracts"])
    def test_says_which_kind_a_file_seems_to_be_and_where_to_bring_it(self, client, chosen):
        other = "contracts" if chosen == "offices" else "offices"
        workbook = template_workbook(content_of(other))
        answer = upload(client, workbook, content=chosen)
        take_imports()

        page = client.get(answer.url).content.decode()
        assert "چنین برمی‌آید" in page
        assert f'href="/offices/import?content={other}"' in page

    def test_says_on_the_form_that_a_file_is_missing(self, client):
        answer = client.post("/offices/import", {"content": "offices", "known_rows": "update"})

        assert answer.status_code == 422
        assert RegisterImport.objects.count() == 0

    def test_pages_through_many_errors(self, client):
        rows = [office_row(n, تلفن="12") for n in range(1, 151)]
        answer = upload(client, xlsx(HEADER, *rows))
        take_imports()

        assert client.get(answer.url).content.decode().count("is-late") == 100
        assert client.get(f"{answer.url}?from=100").content.decode().count("is-late") == 50
        assert client.get(f"{answer.url}?from=۱۲").status_code == 200
        assert client.get(f"{answer.url}?from=99999999999").status_code == 200

    def test_does_not_wait_for_what_nobody_can_confirm(self, client):
        hopeless = upload(client, xlsx(HEADER, office_row(1, تلفن="12")))
        waiting = upload(client, xlsx(HEADER, office_row(2)), name="دیگر.xlsx")
        take_imports()

        labels = {
            row["url"]: row["label"] for row in client.get("/offices/import").context["earlier"]
        }
        assert labels[hopeless.url] == "چیزی برای ثبت ندارد"
        assert labels[waiting.url] == ImportState.CHECKED.label
        assert client.get(hopeless.url).context["state_label"] == labels[hopeless.url]

    def test_escapes_what_a_file_says(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1, تلفن="<script>alert(1)</script>")))
        take_imports()

        assert "<script>alert(1)" not in client.get(answer.url).content.decode()

    def test_takes_the_same_queries_for_one_row_and_for_many(self, client):
        taken = []
        for rows in (1, 50):
            answer = upload(client, xlsx(HEADER, *[office_row(n) for n in range(1, rows + 1)]))
            take_imports()
            with CaptureQueriesContext(connection) as queries:
                client.get(answer.url)
            taken.append(len(queries))

        assert taken[0] == taken[1]


class TestAmongJobs:
    """An import stands among its owner's long work, on the page and over REST."""

    def job(self, program):
        (row,) = program.get("/api/v1/jobs").json()["results"]
        return row

    def test_tell_how_far_it_is(self, client, api_of, secretariat):
        program = api_of(secretariat)
        answer = upload(client, xlsx(HEADER, office_row(1), office_row(2, تلفن="12")))
        assert (self.job(program)["kind"], self.job(program)["state"]) == ("import", "waiting")
        batch = RegisterImport.objects.get()
        assert self.job(program)["id"] == str(batch.public_id)
        assert "دفاتر.xlsx" in self.job(program)["title"]

        actions.claim_import(import_id=batch.pk, at=now())
        actions.note_progress(import_id=batch.pk, rows_done=1, rows_total=2, at=now())
        told = self.job(program)
        assert (told["state"], told["rows_done"], told["rows_total"]) == ("running", 1, 2)
        RegisterImport.objects.update(state="uploaded")

        take_imports()
        told = self.job(program)
        assert (told["state"], told["rows_done"]) == ("done", 2)
        assert told["counts"] == RegisterImport.objects.get().counts
        page = client.get("/jobs").content.decode()
        assert f'href="{answer.url}/annotated"' in page

        client.post(f"{answer.url}/confirm", {"leaves_errors": "on"})
        assert self.job(program)["state"] == "waiting"
        take_imports()
        told = self.job(program)
        assert (told["state"], told["refusal"]) == ("done", "")
        assert told["finished_at"]

    def test_say_why_it_was_refused(self, client, api_of, secretariat):
        upload(client, xlsx(["چیزی"], ["۱"]))
        take_imports()

        told = self.job(api_of(secretariat))
        assert told["state"] == "failed"
        assert told["refusal"] == RegisterImport.objects.get().refusal

    def test_lead_to_its_own_page_and_are_not_stopped(self, client, api_of, secretariat):
        answer = upload(client, xlsx(HEADER, office_row(1)))
        place = f"/jobs/{RegisterImport.objects.get().public_id}"

        assert client.get(place).url == answer.url
        assert api_of(secretariat).post(f"/api/v1{place}/stop").status_code == 409
        assert not take_jobs()

    def test_are_the_bringers_alone(self, client, api_of, auditor):
        upload(client, xlsx(HEADER, office_row(1)))

        assert api_of(auditor).get("/api/v1/jobs").json()["results"] == []


class TestDownloads:
    def test_gives_the_template(self, client):
        answer = client.get("/offices/import/template/offices")

        book = load_workbook(io.BytesIO(answer.content))
        assert book.worksheets[0]["A1"].value == "کد دفتر"
        assert "attachment" in answer["Content-Disposition"]

    def test_gives_the_errors_to_whoever_may_import_and_records_it(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1, تلفن="12")))
        take_imports()

        assert client.get(f"{answer.url}/annotated").content.startswith(b"PK")
        assert AuditEvent.objects.filter(verb="import.downloaded").count() == 1

    def test_has_nothing_to_give_for_a_clean_file(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1)))
        take_imports()

        assert client.get(f"{answer.url}/annotated").status_code == 404


class TestOtherRoles:
    @pytest.fixture
    def address(self, client):
        answer = upload(client, xlsx(HEADER, office_row(1, تلفن="12")))
        take_import(RegisterImport.objects.get().pk)
        return answer.url

    @pytest.mark.parametrize("role", ["gas_clerk", "gas_manager", "operator", "association"])
    def test_find_no_file_and_bring_none(self, request, browser_of, address, role):
        stranger = browser_of(request.getfixturevalue(role))

        for url in (address, f"{address}/annotated", "/offices/import/template/offices"):
            assert stranger.get(url).status_code == 404, url
        assert stranger.get("/offices/import").status_code == 403
        assert upload(stranger, b"x,y", "x.csv").status_code == 403
        assert stranger.post(f"{address}/confirm", {}).status_code == 404

    def test_an_auditor_reads_but_confirms_nothing(self, browser_of, auditor, address):
        reader = browser_of(auditor)

        page = reader.get(address)
        assert page.status_code == 200
        assert "/confirm" not in page.content.decode()
        assert reader.post(f"{address}/confirm", {"leaves_errors": "on"}).status_code == 403
        assert reader.get(f"{address}/annotated").status_code == 404
        assert RegisterImport.objects.get().state == "checked"


class TestOverRest:
    @pytest.fixture
    def batch(self, client):
        upload(client, xlsx(HEADER, office_row(1, تلفن="12")))
        take_imports()
        return RegisterImport.objects.get()

    def test_tells_what_became_of_it(self, api_of, secretariat, batch):
        (row,) = api_of(secretariat).get("/api/v1/imports?content=offices").json()["results"]

        assert (row["id"], row["state"]) == (str(batch.public_id), "checked")
        assert (row["counts"]["wrong"], row["has_annotated"]) == (1, True)
        assert "errors" not in row  # they hold what was typed

    def test_gives_the_errors_by_key_and_by_address(self, api_of, secretariat, batch):
        api = api_of(secretariat)

        by_key = api.get(f"/api/v1/imports/{batch.public_id}/annotated")
        made = api.post(f"/api/v1/imports/{batch.public_id}/ticket")
        by_address = api.get(made.json()["url"].partition("testserver")[2])

        assert made.status_code == 201
        for answer in (by_key, by_address):
            assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row == 2
            assert "attachment" in answer["Content-Disposition"]
        assert AuditEvent.objects.filter(verb="import.downloaded").count() == 2

    def test_refuses_whoever_may_only_read(self, api_of, auditor, batch):
        api = api_of(auditor)

        assert api.get(f"/api/v1/imports/{batch.public_id}").status_code == 200
        assert api.get(f"/api/v1/imports/{batch.public_id}/annotated").status_code == 403
        assert api.post(f"/api/v1/imports/{batch.public_id}/ticket").status_code == 403

    def test_hides_all_from_others(self, api_of, gas_clerk, batch):
        api = api_of(gas_clerk)

        assert api.get("/api/v1/imports").json()["results"] == []
        assert api.get(f"/api/v1/imports/{batch.public_id}/annotated").status_code == 404

    def test_has_nothing_to_give_for_a_clean_file(self, client, api_of, secretariat):
        upload(client, xlsx(HEADER, office_row(1)))
        take_imports()
        place = f"/api/v1/imports/{RegisterImport.objects.get().public_id}"

        assert api_of(secretariat).get(f"{place}/annotated").status_code == 409

    def test_an_address_dies_with_the_scope_of_its_key(self, api_of, secretariat, batch):
        api = api_of(secretariat)
        made = api.post(f"/api/v1/imports/{batch.public_id}/ticket").json()
        ApiToken.objects.update(scopes=["jobs:read"])

        assert api.get(made["url"].partition("testserver")[2]).status_code == 410
        assert api.get("/api/v1/imports/download?ticket=x").status_code == 410

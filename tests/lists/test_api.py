"""REST of long work: one's own jobs, their files by key and by download address."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from core.clock import now
from tests.factories import make_job


@pytest.fixture
def job(settings, tmp_path, expert):
    settings.MEDIA_ROOT = tmp_path
    return make_job(expert, file=ContentFile("کد\n۱\n".encode(), "a.csv"), file_name="offices.csv")


def body(answer):
    return b"".join(answer.streaming_content)


class TestJobs:
    def test_tell_progress_and_file(self, api_of, expert, job):
        (row,) = api_of(expert).get("/api/v1/jobs").json()["results"]

        assert (row["id"], row["state"]) == (str(job.public_id), "done")
        assert row["file_until"]

    def test_hide_those_of_others(self, api_of, auditor, job):
        client = api_of(auditor)

        assert client.get("/api/v1/jobs").json()["results"] == []
        assert client.get(f"/api/v1/jobs/{job.public_id}/file").status_code == 404

    def test_stop(self, api_of, expert):
        waiting = make_job(expert, state="waiting", finished_at=None, file="", expires_at=None)
        client = api_of(expert)

        answer = client.post(f"/api/v1/jobs/{waiting.public_id}/stop")

        assert answer.json()["state"] == "stopped"
        assert client.post(f"/api/v1/jobs/{waiting.public_id}/stop").status_code == 409

    def test_give_the_file_by_key_and_by_address(self, api_of, expert, job):
        client = api_of(expert)

        by_key = client.get(f"/api/v1/jobs/{job.public_id}/file")
        made = client.post(f"/api/v1/jobs/{job.public_id}/ticket")
        by_address = client.get(made.json()["url"].partition("testserver")[2])

        assert body(by_key) == body(by_address) == "کد\n۱\n".encode()
        assert made.status_code == 201

    def test_refuse_an_address_when_the_file_is_gone(self, api_of, expert, job):
        client = api_of(expert)
        made = client.post(f"/api/v1/jobs/{job.public_id}/ticket").json()
        type(job).objects.filter(pk=job.pk).update(expires_at=now())

        assert client.get(made["url"].partition("testserver")[2]).status_code == 410
        assert client.get("/api/v1/jobs/download?ticket=x").status_code == 410
        assert Client().get(made["url"].partition("testserver")[2]).status_code == 401

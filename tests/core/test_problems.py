"""Problem details: every type is listed, and a program never gets a page."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from rest_framework import exceptions, serializers

from core.errors import DomainError
from core.problems import PROBLEMS
from core.rest.answers import told
from core.web import refused
from offices.models import Office


def kinds(base: type[Any]) -> set[type[Any]]:
    return {base}.union(*(kinds(kind) for kind in base.__subclasses__()))


class TestTypes:
    def test_hold_every_domain_error(self) -> None:
        found = {kind.code for kind in kinds(DomainError)}

        assert found <= set(PROBLEMS)

    def test_hold_every_error_of_the_framework(self) -> None:
        found = {
            kind.default_code.replace("_", "-")
            for kind in kinds(exceptions.APIException)
            if kind.__module__ == "rest_framework.exceptions"
        }

        assert found <= set(PROBLEMS)


@pytest.mark.django_db
class TestRefusalsOfTheDatabase:
    def statement(self, text: str) -> str:
        with pytest.raises((IntegrityError, InternalError)) as refusal, transaction.atomic():
            connection.cursor().execute(text)
        return refused(refusal.value).message

    def test_say_what_a_constraint_says_to_people(self, office: Office) -> None:
        said = self.statement("UPDATE offices_licence SET state = 'suspended', document_no = '1'")

        assert said == "تنها پروانهٔ تعلیق‌شده روز پایان تعلیق دارد."

    def test_never_show_the_words_of_the_database(self, office: Office) -> None:
        said = self.statement("UPDATE offices_licence SET document_on = pishkhan_today() + 9")

        assert not re.search("[A-Za-z]", said)


@pytest.mark.django_db
class TestAnswers:
    @pytest.mark.parametrize(
        ("address", "status", "kind"),
        [
            ("/api/v1/nothing", 404, "not-found"),
            ("/api/", 404, "not-found"),
            ("/api/v1/cases/not-an-id", 404, "not-found"),
            ("/api/v1/offices?q=%00", 400, "bad-request"),
            ("/api/v1/off%00ices", 400, "bad-request"),
            ("/api/v1/offices", 401, "not-authenticated"),
        ],
    )
    def test_are_problems(self, client: Client, address: str, status: int, kind: str) -> None:
        answer = client.get(address, headers={"Accept-Language": "en"})

        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer["Content-Language"] == "en"
        assert answer.json()["type"] == f"/docs/api/problems#{kind}"
        assert answer.json()["title"] == str(PROBLEMS[kind].title)

    def test_have_a_translated_title(self, client: Client) -> None:
        answer = client.get("/api/v1/nothing", headers={"Accept-Language": "fa"})

        assert answer.json()["title"] == "اینجا چیزی نیست"

    def test_say_of_an_address_that_there_is_none(self, client: Client) -> None:
        answer = client.get("/api/v1/nothing", headers={"Accept-Language": "fa"})

        assert answer.json()["detail"] == "API چنین نشانی‌ای ندارد."

    def test_are_pages_for_people(self, client: Client) -> None:
        assert client.get("/nothing")["Content-Type"].startswith("text/html")


@pytest.mark.django_db
class TestPage:
    def test_lists_each_type_in_both_languages(self, client: Client) -> None:
        page = client.get("/docs/api/problems").content.decode()

        for code, problem in PROBLEMS.items():
            assert f'id="{code}"' in page
            assert str(problem.title) or code
        assert "اینجا چیزی نیست" in page
        assert "There is nothing here" in page


class TestLimits:
    def test_are_told_in_persian_digits(self) -> None:
        class Form(serializers.Serializer[Any]):
            text = serializers.CharField(max_length=20)
            number = serializers.IntegerField(max_value=30)

        form = Form(data={"text": "ب" * 21, "number": 31})
        with pytest.raises(exceptions.ValidationError) as caught:
            form.is_valid(raise_exception=True)

        body = told(caught.value)
        assert body is not None
        assert [fault["message"] for fault in body["errors"]] == [
            "این متن حداکثر ۲۰ حرف است. آن را کوتاه کنید.",
            "بیشترین مقدار ۳۰ است.",
        ]

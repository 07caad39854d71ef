"""What people read when something is refused: plain Persian, with the limits in it."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from accounts.forms import TokenForm
from accounts.principal import Principal
from core.forms import PersianTextField


@pytest.mark.django_db  # names of the province and its agencies
class TestWords:
    @pytest.mark.parametrize(
        ("password", "text"),
        [("kootah", "گذرواژه دست‌کم ۱۲ حرف دارد."), ("123456789123", "آسان حدس زده می‌شود")],
    )
    def test_of_a_refused_password(self, password: str, text: str) -> None:
        with translation.override("fa"), pytest.raises(ValidationError) as refused:
            validate_password(password)

        assert text in " ".join(refused.value.messages)

    def test_of_a_short_and_a_long_text(self) -> None:
        field = PersianTextField(min_length=20, max_length=30)

        with translation.override("fa"):
            with pytest.raises(ValidationError) as short:
                field.clean("کوتاه")
            with pytest.raises(ValidationError) as long:
                field.clean("ب" * 31)

        assert short.value.messages == ["کوتاه است: 5 حرف از دست‌کم 20."]
        assert long.value.messages == ["بلند است: 31 حرف از حداکثر 30."]

    def test_of_too_many_days(self) -> None:
        with translation.override("fa"):
            form = TokenForm({"name": "کلید", "days": "۴۰۰"}, hats=[])

            assert form.errors["days"] == ["بیشترین مقدار 365 است."]


class TestMetrics:
    def test_are_for_the_collector_alone(
        self, client: Client, browser_of: Any, gas_clerk: Principal, settings: Any
    ) -> None:
        assert client.get("/metrics").status_code == 404
        settings.METRICS_TOKEN = "a key of the collector"
        wrong = client.get("/metrics", headers={"authorization": "Bearer another"})
        right = client.get("/metrics", headers={"authorization": "Bearer a key of the collector"})

        assert browser_of(gas_clerk).get("/metrics").status_code == 404
        assert wrong.status_code == 404
        assert right.status_code == 200

"""Each page that needs a record of its own opens on it, asked without a browser."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.architecture.world import build
from tests.journeys.openings import BRINGS, Openings


def fields_left_out(answer: Any) -> list[str]:
    """Return the fields that the page's form demands and the page does not show."""
    form = (answer.context or {}).get("form")
    demanded = [field for field in form or () if field.field.required]
    return [each.name for each in demanded if f'name="{each.html_name}' not in answer.text]


@pytest.mark.django_db
class TestOpenings:
    @pytest.mark.usefixtures("still")
    def test_open_their_pages(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path
        openings = Openings(build())
        answers, unseen = {}, {}
        for name in sorted(BRINGS):
            opening = openings.of(name)
            browser = Client()
            if opening.session:
                browser.cookies["session"] = opening.session
            answer = browser.get(opening.address(name))
            answers[name] = answer.status_code
            if missing := fields_left_out(answer):
                unseen[name] = missing

        assert answers == dict.fromkeys(answers, 200)
        assert unseen == {}

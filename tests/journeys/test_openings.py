"""Each page that needs a record of its own opens on it, asked without a browser."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.architecture.world import build
from tests.journeys.openings import BRINGS, Openings


@pytest.mark.django_db
class TestOpenings:
    @pytest.mark.usefixtures("still")
    def test_open_their_pages(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path
        openings = Openings(build())
        answers = {}
        for name in sorted(BRINGS):
            opening = openings.of(name)
            browser = Client()
            if opening.session:
                browser.cookies["session"] = opening.session
            answers[name] = browser.get(opening.address(name)).status_code

        assert answers == dict.fromkeys(answers, 200)

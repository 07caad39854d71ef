"""An import in the browser: the button waits for the box that leaves rows out."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from offices.models import Office
from offices.tasks import take_imports
from tests.factories import make_county
from tests.journeys.people import Person, Stage
from tests.offices.workbooks import HEADER, office_row, xlsx

pytestmark = pytest.mark.browser


class TestLeavingRowsOut:
    def test_says_why_rows_with_errors_wait(
        self, stage: Stage, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        make_county("اردبیل")
        file = tmp_path / "offices.xlsx"
        file.write_bytes(xlsx(HEADER, office_row(1), office_row(2, تلفن="12")))
        page = stage.enter(Person.make(Role.SECRETARIAT))
        page.goto("/offices/import")
        page.set_input_files("[type=file]", file)
        page.locator("main form .btn-primary").first.click()
        expect(page.locator("[hx-trigger^=load]")).to_be_visible()
        take_imports()
        button = page.locator("form[action$=confirm] .btn-primary")
        button.click()
        expect(page.locator("main")).to_contain_text("برخی ردیف‌ها خطا دارند")

        page.locator("[name=leaves_errors]").check()
        button.click()
        expect(page.locator("[hx-trigger^=load]")).to_be_visible()
        take_imports()

        expect(page.locator("a[href$=annotated]")).to_be_visible()
        expect(page.locator(".banner-ok")).to_be_visible()
        assert Office.objects.count() == 1
        assert not stage.errors

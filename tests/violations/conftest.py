"""An office under contract with the gas company, and a case on its way."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from offices.models import Office
from tests.factories import TODAY, make_contract, make_principal
from tests.violations.stories import Walk, file_report, noon
from violations.actions import upload_evidence
from violations.models import Evidence


@pytest.fixture
def contract(gas: Agency, office: Office) -> Contract:
    """Return the office's contract with the gas company, in a province with a calendar."""
    return make_contract(agency=gas, office=office)


@pytest.fixture
def walk(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Callable[..., Walk]:
    """Return a function that files the clerk's report and gives it to the manager."""

    def begin(**values: Any) -> Walk:
        reporter = values.pop("reporter", gas_clerk)
        triager = values.pop("triager", gas_manager)
        return Walk(file_report(contract, reporter, **values), triager, operator)

    return begin


@pytest.fixture
def of_colleague(
    contract: Contract, gas: Agency, gas_manager: Principal, operator: Principal
) -> Callable[..., Walk]:
    """Return `walk` for reports of a colleague of the clerk, who then serves and enters papers."""
    colleague = make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")

    def begin(**values: Any) -> Walk:
        reporter = values.pop("reporter", colleague)
        triager = values.pop("triager", gas_manager)
        return Walk(file_report(contract, reporter, **values), triager, operator)

    return begin


@pytest.fixture
def upload(settings: Any, tmp_path: Path) -> Callable[..., Evidence]:
    """Return a function that uploads a small picture for somebody."""
    settings.MEDIA_ROOT = tmp_path

    def send(actor: Principal, kind: str = "report", on: date = TODAY, **values: Any) -> Evidence:
        file = SimpleUploadedFile(values.pop("name", "رسید.png"), values.pop("data", picture()))
        return upload_evidence(file=file, kind=kind, actor=actor, at=noon(on), **values)

    return send


def picture(size: tuple[int, int] = (40, 30), form: str = "PNG", **values: Any) -> bytes:
    """Return the bytes of a small picture."""
    body = io.BytesIO()
    Image.new("RGB", size, (20, 90, 110)).save(body, form, **values)
    return body.getvalue()

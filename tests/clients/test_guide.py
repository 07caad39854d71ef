"""The guide to the API tells the truth: each sample runs, and answers what stands below it."""

import contextlib
import io
import os
import re
import subprocess
import sys
from datetime import date
from ipaddress import ip_address
from pathlib import Path

import pytest

from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from agencies.models import Agency
from notices.carriers import outside
from tests.factories import (
    make_api_client,
    make_contract,
    make_county,
    make_course,
    make_office,
    make_period,
    make_principal,
    make_service,
    make_staff,
    make_type,
)

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "api" / "guide.md"
SAMPLE = re.compile(r"```(sh|python)\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
# What is another one each time: ids, moments, cursors, the request's id, addresses, days of today.
CHANGING = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "…"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+"), "…"),
    (re.compile(r'("cursor": ")[^"]+'), r"\1…"),
    (re.compile(r'("instance": ")[^"]+'), r"\1…"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://…"),
    (re.compile(r"cursor=[\w%=.-]+"), "cursor=…"),
    (re.compile(r"20\d\d-\d\d-\d\d"), "…"),
    (re.compile(r"14\d\d-\d{4,}"), "14…"),
)


def settled(text):
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text.strip()


@pytest.fixture
def site(live_site, monkeypatch, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(outside, "_looked_up", lambda _host, _port: [ip_address("93.184.215.14")])
    county = make_county("اردبیل")
    gas = Agency.objects.create(
        code="gaz", name="شرکت گاز (نمونه)", short_name="گاز", letter="گ", kind="gas",
        province=county.parent,
    )  # fmt: skip
    services = [make_service(gas, code="gaz-1", title="دریافت قبض")]
    for number in (1, 2):
        office = make_office(
            code=f"240000{number}", name=f"دفتر نمونهٔ {'یک' if number == 1 else 'دو'}",
            county=county,
        )  # fmt: skip
        make_contract(agency=gas, office=office, services=services)
    for code in ("V15", "V16"):
        make_type(code=code, title="دریافت وجه بیش از تعرفه", valid_from=date(2020, 3, 20))
    make_staff(office)
    make_course(code="office-law", title="مقررات دفاتر پیشخوان")
    make_period(year=1405, half=2)
    clerk = make_principal(Role.AGENCY_CLERK, gas, name="کارگزار نمونه")
    secret = make_api_client(clerk)._credentials["HTTP_AUTHORIZATION"].partition(" ")[2]
    monkeypatch.setenv("PISHKHAN_URL", live_site)
    monkeypatch.setenv("PISHKHAN_KEY", secret)
    association = make_api_client(make_principal(Role.ASSOCIATION, ASSOCIATION_ID))
    own = association._credentials["HTTP_AUTHORIZATION"].partition(" ")[2]
    monkeypatch.setenv("PISHKHAN_ASSOCIATION_KEY", own)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(ROOT / "clients" / "python"))
    monkeypatch.syspath_prepend(str(ROOT / "clients" / "python" / "examples"))


def run_shell(code):
    done = subprocess.run(
        ["/bin/sh", "-ec", code], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    return done.stdout


def run_python(code, names):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(GUIDE), "exec"), names)
    return printed.getvalue()


class TestGuide:
    def test_answers_what_it_prints(self, site):
        text, names, faults = GUIDE.read_text(encoding="utf-8"), {"__name__": "guide"}, []
        samples = list(SAMPLE.finditer(text))
        assert len(samples) == text.count("```sh") + text.count("```python") >= 8

        told = text
        for sample in samples:
            kind, code, expected = sample.groups()
            answer = run_shell(code) if kind == "sh" else run_python(code, names)
            if settled(answer) != expected.strip():
                faults.append((code, settled(answer), expected))
                told = told.replace(expected, settled(answer) + "\n", 1)

        if faults and os.environ.get("GUIDE_WRITE"):
            GUIDE.write_text(told, encoding="utf-8")
        assert not faults

"""The page that lies in a dossier checks it in a browser, without a network."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from playwright.sync_api import Browser, expect

from violations.actions.dossiers import CHECKER
from violations.facts.bundles import Bundle

pytestmark = pytest.mark.browser
AGREES = "همهٔ فایل‌ها با فهرست این نسخه یکی است"


def dossier() -> bytes:
    target = BytesIO()
    bundle = Bundle(target)
    bundle.add("case.json", b'{"points": 100}')
    bundle.add("audit.json", b"{}")
    bundle.close({"case": "1405-00001", "cut": "province:1"}, "k" * 40)
    return target.getvalue()


def remade(
    *, without: str = "", more: str = "", changed: bytes = b"", is_listed_anew: bool = False
) -> bytes:
    """Return the dossier as a forger would pack it again."""
    packed, target = ZipFile(BytesIO(dossier())), BytesIO()
    files = {name: packed.read(name) for name in packed.namelist() if name != without}
    if changed:
        files["case.json"] = changed
    if more:
        files[more] = b"x"
    if is_listed_anew:
        told = json.loads(files["manifest.json"])
        for row in told["files"]:
            content = files[row["name"]]
            row |= {"sha256": sha256(content).hexdigest(), "size": len(content)}
        files["manifest.json"] = json.dumps(told).encode()
    with ZipFile(target, "w") as again:
        for name, content in files.items():
            again.writestr(ZipInfo(name), content)
    return target.getvalue()


@pytest.fixture
def check(chromium: Browser, tmp_path: Path) -> Any:
    """Return a function that gives a file to the page and returns the page."""
    context = chromium.new_context(offline=True)
    page = context.new_page()

    def give(content: bytes) -> Any:
        page.goto(CHECKER.as_uri())
        file = tmp_path / "dossier.zip"
        file.write_bytes(content)
        page.set_input_files("input[type=file]", file)
        return page.locator("#result")

    yield give
    context.close()


class TestChecker:
    def test_finds_that_all_agrees_and_says_what_it_cannot_see(self, check: Any) -> None:
        told = check(dossier())

        expect(told).to_contain_text(AGREES)
        expect(told).to_contain_text("مُهر سامانه را نمی‌سنجد")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (remade(changed=b'{"points": 0}'), "case.json\u2069 تغییر کرده است"),
            (remade(without="audit.json"), "audit.json\u2069 در فایل نیست"),
            (remade(more="letter.pdf"), "letter.pdf\u2069 در فهرست نیست"),
            (dossier() + b"more", "جز فایل‌ها چیز دیگری"),
            (b"more" + dossier(), "آسیب دیده است"),
            (b"%PDF-1.7", "آسیب دیده است"),
        ],
        ids=["changed", "lacking", "more", "behind", "before", "no dossier"],
    )
    def test_finds_what_was_altered(self, check: Any, content: bytes, why: str) -> None:
        told = check(content)

        expect(told).to_contain_text(why)
        expect(told).not_to_contain_text(AGREES)

    def test_never_says_that_a_dossier_listed_anew_is_the_one_that_was_made(
        self, check: Any
    ) -> None:
        told = check(remade(changed=b'{"points": 0}', is_listed_anew=True))

        expect(told).to_contain_text("مُهر سامانه را نمی‌سنجد")
        expect(told).not_to_contain_text("همان است که ساخته شد")

"""Anybody compares the file of a letter with the letter that was issued, without sending it."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from notices.actions import render_letter
from notices.models import Letter
from tests.factories import make_contract, make_principal
from tests.journeys.people import NARROW, Stage
from tests.journeys.visitor import findings
from tests.violations.stories import Walk, file_report, noon
from violations.actions import issue_notice

pytestmark = pytest.mark.browser
SAME, OTHER = "همان نامهٔ صادرشده است", "این فایل صادرشده نیست"


def test_a_file_is_the_letter_or_was_altered(stage: Stage) -> None:
    contract = make_contract()
    clerk, manager = (
        make_principal(role, contract.agency) for role in (Role.AGENCY_CLERK, Role.AGENCY_MANAGER)
    )
    report = file_report(contract, clerk)
    story = Walk(report, manager, make_principal(Role.OPERATOR, contract.office)).open()
    issue_notice(case_id=story.case.pk, kind="charge", channel="portal", actor=manager, **story.now)
    letter = Letter.objects.get()
    file = render_letter(
        letter_id=letter.public_id, actor=User.objects.system(), at=noon(story.day)
    )
    content = bytes(file.content)
    sent: list[str] = []
    page = stage.open(NARROW)
    page.goto(f"/verify/{letter.public_id}", wait_until="networkidle")  # with all its scripts
    page.on(  # the page's own icon may come as late as it likes
        "request",
        lambda request: (
            None if request.url.endswith("/static/img/mark.svg") else sent.append(request.url)
        ),
    )
    chosen = page.locator("form[data-sha256] input[type=file]")
    results = page.locator("form[data-sha256] [role=status]")

    for name, data, words in (
        ("letter.pdf", content, SAME),
        ("altered.pdf", content[:-1] + b" ", OTHER),
        ("letter.pdf", content, SAME),
    ):
        chosen.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
        expect(results.locator("[data-result]:visible")).to_contain_text(words)

    assert not sent
    quiet = stage.open(java_script_enabled=False)
    quiet.goto(f"/verify/{letter.public_id}")
    expect(quiet.locator("form[data-sha256]")).to_be_hidden()
    assert not findings(page, "verify")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not stage.errors

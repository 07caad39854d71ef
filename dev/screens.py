"""
Take the pictures of docs/screens from a running installation with sample data.

Start `./run app` first. Signs in as a person of each role through the pages, with password and
one-time code, and keeps each picture small: 256 colours, no metadata. Then goes through every page
of every role in every look (see `dev.sheets`), unless `--guide` asks for the pictures of the guide
alone, and writes what there is to docs/screens/README.md.
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dev.sheets import LOOKS, SHEETS, Walk, small, whole

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screens"
BASE = os.environ.get("BASE", "http://127.0.0.1:8000")
LOGINS = Path(os.environ.get("LOGINS", ROOT / "var" / "demo-logins.json"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE, NARROW = (1366, 768), (390, 844)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

# (picture, address or where to find it on a list: "list address > link selector")
PAGES: dict[str, list[tuple[str, str]]] = {
    "expert": [
        ("desk-province", "/desk"),
        ("offices", "/offices"),
        ("office", "/offices/2406001"),
        ("violations", "/violations?queue=cases"),
        ("contracts", "/contracts"),
        ("contract", "/contracts > tbody tr:nth-child(2) a"),
        ("agencies", "/agencies"),
        ("agency", "/agencies/gaz"),
        ("terminations", "/terminations"),
        ("termination", "/terminations?tab=all > tbody tr:has-text('۲۴۰۶۰۰۱') a"),
        ("policies", "/policy"),
        ("policy", "/policy/3"),
        ("history", "/admin/audit"),
        ("runs", "/runs"),
        ("calendar", "/calendar/1405"),
        ("letters", "/letters"),
        ("letter", "/letters > tbody tr:nth-child(1) a"),
        ("guide", "/help"),
        ("search", "/search?q=سبلان"),
    ],
    "gas.manager": [
        ("desk-manager", "/desk"),
        ("case", "/violations?queue=decide > tbody tr:nth-child(2) a"),
        ("termination-decide", "/terminations > tbody tr:has-text('۲۴۰۶۰۰۱') a"),
        ("notifications", "/notifications"),
        ("notifications-ways", "/settings/notifications"),
    ],
    "gas.clerk": [
        ("desk-clerk", "/desk"),
        ("report-new", "/violations/new"),
        ("drafts", "/violations/drafts"),
    ],
    "secretariat": [
        ("desk-secretariat", "/desk"),
        ("import", "/offices/import"),
        ("transfer", "/offices/2401002/transfer"),
        ("holder", "/offices/2401002/holder"),
        ("letter-templates", "/letters/templates"),
    ],
    "association": [("desk-association", "/desk"), ("api-keys", "/api-keys")],
    "deputy": [
        ("desk-deputy", "/desk"),
        ("agencies-remind", "/reminders/new"),
        ("deadlines-moved", "/deadlines/moved"),
    ],
    "rep.ardabil": [("desk-county", "/desk")],
    "auditor": [("trail", "/admin/audit > tbody tr:nth-child(1) a")],
    "admin": [
        ("desk-platform", "/desk"),
        ("users", "/admin/users"),
        ("settings", "/settings"),
        ("outbox", "/outbox"),
    ],
    "operator": [
        ("desk-operator", "/desk"),
        ("case-operator", "/violations > tbody a, .rows a, main a[href*='/violations/1']"),
    ],
}
INTRODUCTION = """# Pictures of the product

Taken by `./run screens` from a running installation with sample data (`./run app`); not to be
changed by hand. People, offices and cases are invented.

Every page that a role reaches by links stands on that role's sheets, much smaller, in each theme
and width. `./run screens --all` also keeps each of these pictures at full size, outside the
repository, for which they are too many: `var/screens/ROLE-PAGE-THEME-WIDTH.png`.
"""
# Whose pages stand on the sheets: one person of each role.
ROLES = {
    "expert": "expert", "deputy": "deputy", "secretariat": "secretariat",
    "committee-chair": "chair", "committee-member": "member", "auditor": "auditor",
    "county-rep": "rep.ardabil", "association": "association",
    "agency-manager": "gas.manager", "agency-clerk": "gas.clerk", "agency-appeal": "gas.appeal",
    "operator": "operator", "platform-admin": "admin",
}  # fmt: skip
DARK = {
    "desk-province", "case", "termination", "report-new", "offices", "office", "agency",
    "notifications", "contract",
}  # fmt: skip
PHONE = {
    "desk-operator", "case-operator", "desk-clerk", "desk-county", "report-new", "offices", "case",
    "notifications", "office", "termination-decide",
}  # fmt: skip


def one_time_code(secret: str) -> str:
    """Return the code that an authenticator shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret, casefold=True), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def sign_in(page: Page, person: dict[str, str]) -> None:
    """Sign in as a person does: username, password, one-time code."""
    page.goto(f"{BASE}/login")
    page.fill("#id_login", person["username"])
    page.fill("#id_password", person["password"])
    page.click("form button.btn-primary")
    page.fill("#id_code", one_time_code(person["secret"]))
    page.click("form button.btn-primary")
    page.wait_for_url("**/desk")


def visit(page: Page, where: str) -> None:
    """Open an address, or the first record that a list shows there."""
    address, _, selector = where.partition(" > ")
    page.goto(BASE + address, wait_until="load")
    if selector:
        page.locator(selector).first.click()
        page.wait_for_load_state("load")
    page.wait_for_timeout(200)


def keep(page: Page, name: str) -> None:
    """Write one small picture of the whole page, at most three screens high."""
    size = page.viewport_size or {"width": WIDE[0], "height": WIDE[1]}
    picture = whole(page, size["width"], size["height"])
    small(picture).save(TARGET / f"{name}.png", optimize=True)
    print(f"  {name}")


def reader(browser: Browser) -> BrowserContext:
    """Return a window as wide as an office's screen, of a person in Ardabil."""
    return browser.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, locale="fa-IR", timezone_id="Asia/Tehran"
    )


def walk(browser: Browser, person: dict[str, str], pages: list[tuple[str, str]]) -> None:
    """Take the pictures of one role: light, and where wanted dark and on a phone."""
    context = reader(browser)
    page = context.new_page()
    sign_in(page, person)
    for name, where in pages:
        visit(page, where)
        keep(page, name)
        if name in PHONE:
            page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            visit(page, where)
            keep(page, f"{name}-390")
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        if name in DARK:
            context.add_cookies([{"name": "theme", "value": "dark", "url": BASE}])
            visit(page, where)
            keep(page, f"{name}-dark")
            context.add_cookies([{"name": "theme", "value": "light", "url": BASE}])
    context.close()


def walk_sheets(
    browser: Browser, role: str, person: dict[str, str], *, keeps_all: bool
) -> list[str]:
    """Make the sheets of one role; return the kinds of pages that it reaches."""
    context = reader(browser)
    page = context.new_page()
    sign_in(page, person)
    way = Walk(page, role, BASE, keeps_all=keeps_all)
    way.go()
    context.close()
    kinds = way.keep()
    print(f"  sheets of {role}: {len(kinds)} pages")
    return kinds


def index() -> str:
    """Return the page that says what lies in docs/screens."""
    named = sorted(path.name for path in TARGET.glob("*.png"))
    looks = " | ".join(f"{theme}, {size[0]}" for theme, size in LOOKS)
    lines = [INTRODUCTION, f"| role | {looks} |", "|---" * (len(LOOKS) + 1) + "|"]
    for role in ROLES:
        sheets = [f"{role}-{theme}-{size[0]}.png" for theme, size in LOOKS]
        if all((SHEETS / name).exists() for name in sheets):
            lines.append(f"| {role} | " + " | ".join(f"[sheet](sheets/{n})" for n in sheets) + " |")
    lines += ["", "The pages of the guide, at full size:", ""]
    lines += [f"- [{name.removesuffix('.png')}]({name})" for name in named]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Take all pictures, or those of the people who are named; return the exit code."""
    keeps_all, is_guide = "--all" in arguments, "--guide" in arguments
    chosen = [argument for argument in arguments if not argument.startswith("--")]
    people = {row["username"]: row for row in json.loads(LOGINS.read_text(encoding="utf-8"))}
    # The offices of the stories change with the day; any operator's pages will do.
    people["operator"] = next(row for name, row in people.items() if name.startswith("operator."))
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = reader(browser).new_page()
        visit(page, "/login")
        keep(page, "login")
        for username, pages in PAGES.items():
            if not chosen or username in chosen:
                walk(browser, people[username], pages)
        for role, username in () if is_guide else ROLES.items():
            if not chosen or username in chosen:
                walk_sheets(browser, role, people[username], keeps_all=keeps_all)
        browser.close()
    (TARGET / "README.md").write_text(index(), encoding="utf-8")
    return 0

"""The tables of acts and their doors: no row without a door, no condition outside of the tables."""

import re
from collections import Counter

from core.acts import TABLES
from dev.acts import moves, pages
from tests.architecture.sources import ROOT

# Refusals in actions that no reader can know before: they depend on an argument, on what happened
# during the work, or belong to the clock. Every other condition of an act stands in its row.
OF_ARGUMENTS = {
    "accounts/actions/grants.py": 2,  # the named proposer
    "accounts/actions/tokens.py": 1,  # the hour at which a key ends
    "contracts/actions/addenda.py": 1,  # of what came between row and action
    "contracts/actions/addendum_acceptance.py": 4,  # the clock's
    "contracts/actions/drafting.py": 2,  # the named agency and office
    "contracts/actions/guarantee_ends.py": 3,  # the named proof
    "contracts/actions/notices.py": 2,  # the named proof
    "contracts/actions/paper_service.py": 1,  # what happened meanwhile
    "contracts/actions/old_receipts.py": 1,  # what waits for its second person
    "contracts/actions/steps.py": 2,  # the named proof
    "contracts/actions/suspension.py": 3,  # the named proof
    "contracts/actions/terms.py": 1,  # the reasoned exception
    "lists/actions/jobs.py": 2,  # jobs have no table
    "notices/actions/approvals.py": 1,  # what came between proposal and confirmation
    "notices/actions/letters.py": 1,  # a scan without a letter
    "notices/actions/templates.py": 1,  # the origin of the text
    "notices/actions/webhooks.py": 1,  # the clock's
    "offices/actions/imports.py": 1,  # whether wrong rows are left out
    "offices/actions/decisions.py": 1,  # the named state
    "offices/actions/entries.py": 1,  # whether one waits for its second person
    "offices/actions/membership.py": 1,  # the named membership
    "offices/actions/office_states.py": 1,  # the named state
    "oversight/actions/decisions.py": 1,  # the chosen outcome
    "oversight/actions/duty_refusals.py": 2,  # the named ground; what came before it is confirmed
    "oversight/actions/paper_steps.py": 1,  # what came between entry and confirmation
    "oversight/actions/reminders.py": 2,  # the named agencies
    "oversight/actions/review_judgments.py": 1,  # what came between entry and confirmation
    "oversight/actions/runs.py": 1,  # a stored run
    "oversight/actions/service.py": 1,  # what happened meanwhile
    "violations/actions/appeals.py": 1,  # the day of receipt
    "violations/actions/dossiers.py": 1,  # what happened meanwhile
    "violations/actions/evidence.py": 1,  # the original is asked for
    "violations/actions/hearing.py": 1,  # the named window
    "violations/actions/notices.py": 3,  # the named notice, also when it is confirmed
    "violations/actions/paper.py": 1,  # what waits for its second person
    "violations/actions/sheet_rows.py": 1,  # the row
    "violations/actions/sheets.py": 2,  # the chosen rows
    "violations/actions/signatures.py": 2,  # the named seat
    "violations/actions/triage.py": 1,  # the cases of the named original
    "workdays/actions/intervals.py": 1,  # which of the record's clocks it moves
    "workdays/actions/imports.py": 1,  # whose time a day of the file gives
    "workdays/actions/own_time.py": 1,  # what waits for its second person
}
REFUSAL = re.compile(r"raise (IllegalMove|NotPermitted)\b")


def test_actions_hold_no_condition_of_their_own():
    found = Counter({
        str(path.relative_to(ROOT)): len(REFUSAL.findall(path.read_text(encoding="utf-8")))
        for path in [*ROOT.glob("*/actions/*.py"), *ROOT.glob("*/actions.py")]
    })  # fmt: skip

    assert +found == OF_ARGUMENTS


# Done from elsewhere than a page or a move of its own.
WITHOUT_DOOR = {
    "case.assign": "chosen rows of a list",
    "case.remind": "chosen rows of a list",
    "certificate.issue": "a method of the REST resource",
    "certificate.revoke": "a method of the REST resource",
    "contract.import": "the rows of an import",
    "course.add": "a method of the REST resource",
    "course.retire": "a method of the REST resource",
    "holder.register": "the rows of an import",
    "import.start": "the page on which a file is sent",
    "letter.render": "the page of the letter",
    "rating-period.give-score": "a method of the REST resource",
    "rating-period.open": "a method of the REST resource",
    "rules.run": "the page of the runs",
    "template.add": "the page of the templates",
    "template.approve": "the pages of its pending act",
    "template.propose": "the page of the templates",
    "token.succeed": "a method of the REST resource",
    "user.propose-role": "the page on which a role is given",
}


def test_each_act_has_a_door():
    doors = {*pages(), *moves()}
    shut = {act.key for table in TABLES.values() for act in table if act not in doors}

    assert shut == set(WITHOUT_DOOR)


def test_what_undoes_an_act_is_an_act():
    acts = [act for table in TABLES.values() for act in table]
    known = {act.key for act in acts}
    undone = [act for act in acts if isinstance(act.undo, str) and act.undo]
    unknown = [act.key for act in undone if not {act.undo, f"{act.table.kind}.{act.undo}"} & known]

    assert unknown == []

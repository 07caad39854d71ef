"""What operations are called and do: their resources, and their words in the viewsets."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# By the first part of the path below the version.
RESOURCES = {
    "access": _("the rights"),
    "agencies": _("the agencies"),
    "agency-comparison": _("the comparison of agencies"),
    "appeals": _("the objections to decisions"),
    "audit-events": _("the history"),
    "calendar-days": _("the days of the calendar"),
    "cases": _("the cases"),
    "certificates": _("the certificates"),
    "changes": _("the changes"),
    "contracts": _("the contracts"),
    "courses": _("the courses"),
    "deadline-moves": _("the moved deadlines"),
    "deadlines": _("the deadlines"),
    "decisions": _("the decisions in cases"),
    "divisions": _("the divisions of the country"),
    "duties": _("the duties of agencies"),
    "evidence": _("the evidence"),
    "flags": _("the flags"),
    "imports": _("the imports"),
    "jobs": _("the long work"),
    "licences": _("the licences"),
    "me": _("who calls"),
    "offices": _("the offices"),
    "pending-acts": _("the acts that wait for a second person"),
    "policies": _("the policies"),
    "rating-periods": _("the rating periods"),
    "rating-scores": _("the points of the rating"),
    "receipts": _("the receipts of what was served on paper"),
    "services": _("the services"),
    "staff": _("the staff of offices"),
    "stats": _("the numbers"),
    "termination-reviews": _("the termination reviews"),
    "tokens": _("the API keys"),
    "violation-reports": _("the violation reports"),
    "violation-types": _("the violation types"),
    "webhooks": _("the webhooks"),
}

# Paragraphs of docstrings of viewsets; what moves are called stands with them.
SAID = (
    gettext_noop("Until the notice is served, the last day for that; then for the decision."),
    gettext_noop(
        "Say whether the caller may do an action to a record, and on which grant that rests."
    ),
    gettext_noop(
        "Actions are `cases.read`, `violation-reports.create`, and the moves that "
        "`transitions` lists, as `cases.decision`. A hidden record is answered as one "
        "that does not exist. What has no records (`stats`, `me`, `changes`, "
        "`agency-comparison`) is read without one."
    ),
    gettext_noop(
        "Answer all agencies, the best first; those with too few duties last, without place."
    ),
    gettext_noop(
        "Have the dossier of the case made: a ZIP that can be checked without this system."
    ),
    gettext_noop(
        "It holds what the caller may see of the case, files too, so a key needs "
        "`evidence:read`. The job is followed, and its file fetched, under `/jobs/{id}`."
    ),
    gettext_noop("Asked again before anything is done in the case, it answers the same job."),
    gettext_noop("Answer what lies in the case's file and may be read by the caller."),
    gettext_noop("Answer whom the deputy may name; none while somebody whose turn it is is free."),
    gettext_noop("List all moves of the record: open to the caller, or why not."),
    gettext_noop("Make a move by its name; the fields that it takes stand beside the name."),
    gettext_noop("Answer the official sentences by which the office ends a window early."),
    gettext_noop("Answer the scan; its opening is recorded."),
    gettext_noop("Enter a certificate."),
    gettext_noop("Revoke a certificate that was entered by mistake."),
    gettext_noop("Enter up to 1,000 certificates; the outcome of each is told."),
    gettext_noop(
        "Answer the changes after a cursor; without one all there is, as the lists show it."
    ),
    gettext_noop(
        "Apply the page, then keep its cursor. With `has_more` ask again at once. A "
        "record may come twice, never not at all. A cursor serves the caller to whom it "
        "was given, for the same resources; after a restore of the server it is refused "
        "(`bad-cursor`): begin without one."
    ),
    gettext_noop("Keep the scan of the signed paper, as its agency."),
    gettext_noop("Keep the scan of a licence."),
    gettext_noop("Draft a contract of the caller's agency."),
    gettext_noop(
        "Record a document of the committee or regulator with its scan, as the secretariat."
    ),
    gettext_noop("Answer the scan of a document: its rebuilt copy."),
    gettext_noop("Answer a scan of the signed paper: its rebuilt copy."),
    gettext_noop(
        "Answer what lies under a contract: services, books, papers, addenda, text and proofs."
    ),
    gettext_noop(
        "Answer the official sentence by which the office ends the termination notice early."
    ),
    gettext_noop("Draft up to 1,000 contracts; the outcome of each is told."),
    gettext_noop("Add a course."),
    gettext_noop("Take a course out of use; its certificates stay."),
    gettext_noop("Answer one deadline with each day of its computation."),
    gettext_noop("Make a running deadline longer."),
    gettext_noop("Let a suspended deadline go on."),
    gettext_noop("Let a running deadline stand still."),
    gettext_noop("Upload a JPEG, PNG or PDF; it waits 24 hours to be attached by its uploader."),
    gettext_noop(
        "Answer the rebuilt copy of a file; the original to those who judge it and ask for it."
    ),
    gettext_noop(
        "Make a download address, which lives five minutes, for this key and its person alone."
    ),
    gettext_noop(
        "Answer the file of a download address to who asked for it; rights are judged again."
    ),
    gettext_noop("Answer the rows that were brought, with their errors beside them."),
    gettext_noop("Answer the file, while it is kept."),
    gettext_noop("Stop a job: at once while it waits, after the present step while it runs."),
    gettext_noop("Enter the regulator's licence of an office."),
    gettext_noop("List the scans of a licence, newest first, to those who may see its holder."),
    gettext_noop("Answer a scan of a licence: its rebuilt copy."),
    gettext_noop("Answer the newest document on the state of an office: its rebuilt copy."),
    gettext_noop("Answer who calls, in which role."),
    gettext_noop("Enter an office in the register, as a draft."),
    gettext_noop("Change what stands on an office's card and in its address book."),
    gettext_noop("Enter up to 1,000 offices; the outcome of each is told."),
    gettext_noop("Acts that one person has proposed and another confirms."),
    gettext_noop("Answer one version with its rules."),
    gettext_noop("Flag on demand; a dry run only counts."),
    gettext_noop("Open a rating period."),
    gettext_noop("Give up to 1,000 members their points; each until the last day of its period."),
    gettext_noop("Answer what the office said and its documents; they open with the service."),
    gettext_noop("Make a key with username, password and the current one-time code."),
    gettext_noop("End a key; it opens nothing from the next request on."),
    gettext_noop("Make a key in the place of this one, which opens the door for seven more days."),
    gettext_noop("File a report; all that is wrong with it is said at once."),
    gettext_noop("File up to 1,000 reports; the outcome of each is told."),
    gettext_noop("Make a webhook; it is told of what changes from now on."),
    gettext_noop("Answer the last calls and how they ended."),
    gettext_noop(
        "Answer what became of each item of a bulk that was made by a job, once it is over."
    ),
    gettext_noop("End the webhook: nothing more is sent."),
    gettext_noop(
        "Make the successor of the key that calls, which opens the door for seven more days."
    ),
    gettext_noop("Change name, address or resources; calls that wait go to the new address."),
    gettext_noop("Send a signed test call of type `ping`; `calls` says how it ended."),
    gettext_noop("Send the calls that were given up again, under the same keys."),
    gettext_noop("Make a new secret; the old one signs besides for seven more days."),
    gettext_noop("Answer one page of the rows in scope."),
    gettext_noop("Answer one row in scope."),
    gettext_noop("Empty, or why not."),
    gettext_noop(
        "The scan of the document of a closure, inactivity, a suspension, its early end or a"
        " revocation, unless the letter that cancelled the licence carries it."
    ),
    gettext_noop(
        "The day on which what rests on the document took effect; null while it waits for its"
        " second person, and of a scan of the licence itself."
    ),
    gettext_noop("RFC 9457 problem details, as every error is answered."),
    gettext_noop("The `cursor` of the page before."),
    gettext_noop("Names separated by commas; all that the key may read if left out."),
    gettext_noop("The record's id."),
    gettext_noop("`resource.move`"),
    gettext_noop("One of these permissions of the role is needed."),
    gettext_noop("The longest is the deadline `suspension_max` in force on the day."),
    gettext_noop("True: the decider has read the office's answer, or knows that there is none."),
    gettext_noop("True: the decider knows who else gives this service nearby and who loses it."),
    gettext_noop("Null, never empty, until there is a decision of which the caller may know."),
    gettext_noop("Null for the office: its letter says who signed."),
    gettext_noop("Null for the office and the association."),
    gettext_noop("Null until it is decided, for the office until the result has been served."),
    gettext_noop("Confirmed by the office or the secretariat; a declaration alone is none."),
    gettext_noop("Since when a declaration of the association waits for its confirmation."),
    gettext_noop("Since when the day, entered by mistake, counts no more."),
    gettext_noop("The rank, 1 is the best; null with too few duties."),
    gettext_noop("Answer one page of what the caller may read of the history."),
    gettext_noop(
        "All of it for those who read the audit, to others what they did in their role. "
        "In a `stream` the `sequence` has no gaps: with `sequence__gte` and "
        "`ordering=sequence` it is followed without missing an event."
    ),
    gettext_noop("Answer the numbers of today."),
    gettext_noop(
        "They are those of the pages: `tiles` are the desk's, `counts` stand behind the "
        "tabs of the lists. `period` and `county` are for desks that have them; each "
        "number says what is, not what was when the page was opened last."
    ),
    gettext_noop("The last whole month, twelve months, or the present Jalali year."),
    gettext_noop("A Jalali month, or days of a month."),
    gettext_noop("Null, never empty, until the agency has decided, like its label."),
)

"""A corpus of files that lie, hide, run, swell or break; and the good ones, sealed and copied."""

import hashlib
import io
import struct
import time
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, PngImagePlugin

from audit.models import AuditEvent
from core.errors import Invalid, NotPermitted
from core.papers import PaperRefused, clean_name, read_paper
from tests.factories import TODAY
from tests.violations.conftest import picture
from tests.violations.stories import file_report, noon
from violations import actions
from violations.models import Evidence


def pdf(change=None, pages=1, **save):
    """Return a PDF, changed by a function before it is saved."""
    paper = pikepdf.new()
    for _number in range(pages):
        paper.add_blank_page()
    if change:
        change(paper)
    body = io.BytesIO()
    paper.save(body, **save)
    return body.getvalue()


def root(key, value):
    """Return a change that puts a value into the PDF's root."""

    def change(paper):
        paper.Root[key] = paper.make_indirect(value) if isinstance(value, dict) else value

    return change


def action(**values):
    return pikepdf.Dictionary(**values)


def note(subtype, **values):
    """Return a change that lays an annotation on the first page."""

    def change(paper):
        table = action(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name("/" + subtype),
                       Rect=[0, 0, 9, 9], **values)  # fmt: skip
        paper.pages[0].Annots = pikepdf.Array([paper.make_indirect(table)])

    return change


def attach(paper):
    paper.attachments["virus.exe"] = b"MZ" * 20


def nested_script(paper):
    inner = action(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    paper.Root.Outlines = paper.make_indirect(
        action(First=action(Title=pikepdf.String("x"), A=action(Next=pikepdf.Array([inner]))))
    )


def bomb_page(paper):
    """Draw a gigabyte and a half out of a small stream: one flushed block, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"\0" * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = pikepdf.Stream(paper, b"\x78\x9c" + block * 1500 + b"\x03\x00" + b"\0" * 4)
    stream.Filter = pikepdf.Name.FlateDecode
    paper.pages[0].Contents = stream


def png_of(width, height, data=b""):
    """Return a PNG that claims a size."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(
            ">I", zlib.crc32(kind + body)
        )  # fmt: skip

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def animated():
    body = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), (n, 0, 0)) for n in (0, 90)]
    frames[0].save(body, "PNG", save_all=True, append_images=frames[1:])
    return body.getvalue()


def gif():
    return picture(form="GIF")


def archive():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("a.txt", "x")
    return body.getvalue()


JPEG = picture(form="JPEG")
PNG = picture()
PLAIN = pdf()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"

HOSTILE = {
    "empty": ("a.png", b"", "empty"),
    "no-extension": ("picture", PNG, "wrong-type"),
    "gif": ("a.gif", gif(), "wrong-type"),
    "svg": ("a.svg", SVG, "wrong-type"),
    "svg-as-png": ("a.png", SVG, "name-lies"),
    "html-as-pdf": ("a.pdf", HTML, "name-lies"),
    "html-as-jpg": ("a.jpg", HTML, "name-lies"),
    "exe-as-pdf": ("a.pdf", b"MZ" + b"\0" * 99, "name-lies"),
    "zip-as-pdf": ("a.pdf", archive(), "name-lies"),
    "zip": ("a.zip", archive(), "wrong-type"),
    "docx": ("a.docx", archive(), "wrong-type"),
    "png-as-jpg": ("a.jpg", PNG, "name-lies"),
    "jpg-as-png": ("a.png", JPEG, "name-lies"),
    "pdf-as-png": ("a.png", PLAIN, "name-lies"),
    "jpg-as-pdf": ("a.pdf", JPEG, "name-lies"),
    "double-extension": ("a.png.exe", PNG, "wrong-type"),
    "trailing-dot": ("a.png.", PNG, "wrong-type"),
    "right-to-left-name": ("gpj.\u202egnp.exe", PNG, "wrong-type"),
    "half-jpeg": ("a.jpg", JPEG[: len(JPEG) // 2], "broken"),
    "half-png": ("a.png", PNG[: len(PNG) - 30], "broken"),
    "only-jpeg-signature": ("a.jpg", b"\xff\xd8\xff\xe0", "broken"),
    "only-png-signature": ("a.png", b"\x89PNG\r\n\x1a\n", "broken"),
    "only-pdf-signature": ("a.pdf", b"%PDF-1.7\n", "broken"),
    "pdf-in-png": ("a.png", PNG[:8] + b"%PDF-1.4" + PNG[8:], "broken|hidden"),
    "pdf-in-jpeg-comment": (
        "a.jpg", JPEG[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + JPEG[2:], "hidden"
    ),
    "pixel-bomb-png": ("a.png", png_of(60_000, 60_000), "too-many-pixels"),
    "pixel-bomb-thin": ("a.png", png_of(1_000_000, 2), "too-many-pixels"),
    "41-megapixels": ("a.png", png_of(8200, 5000), "too-many-pixels"),
    "zero-size-png": ("a.png", png_of(0, 5), "broken"),
    "png-lies-about-size": ("a.png", png_of(500, 500, b"\0" * 10), "broken"),
    "png-bad-checksum": ("a.png", PNG[:40] + b"\xff\xff" + PNG[42:], "broken"),
    "moving-png": ("a.png", animated(), "animated"),
    "pdf-encrypted": (
        "a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"
    ),
    "pdf-encrypted-no-password": (
        "a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"
    ),
    "pdf-open-script": (
        "a.pdf",
        pdf(root("/OpenAction", action(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1")))),
        "active",
    ),
    "pdf-launch": (
        "a.pdf",
        pdf(root("/OpenAction", action(S=pikepdf.Name.Launch, F=pikepdf.String("cmd")))),
        "active",
    ),
    "pdf-named-script": (
        "a.pdf", pdf(root("/Names", action(JavaScript=action(Names=[])))), "active"
    ),
    "pdf-submit": (
        "a.pdf", pdf(root("/AA", action(WC=action(S=pikepdf.Name.SubmitForm)))), "active"
    ),
    "pdf-script-deep-inside": ("a.pdf", pdf(nested_script), "active"),
    "pdf-script-in-note": (
        "a.pdf", pdf(note("Link", A=action(S=pikepdf.Name.JavaScript))), "active"
    ),
    "pdf-remote-file": ("a.pdf", pdf(note("Link", A=action(S=pikepdf.Name.GoToR))), "active"),
    "pdf-rich-media": ("a.pdf", pdf(note("RichMedia")), "active"),
    "pdf-screen": ("a.pdf", pdf(note("Screen")), "active"),
    "pdf-attachment": ("a.pdf", pdf(attach), "attached"),
    "pdf-attachment-note": ("a.pdf", pdf(note("FileAttachment")), "attached"),
    "pdf-portfolio": ("a.pdf", pdf(root("/Collection", action(View=pikepdf.Name.D))), "attached"),
    "pdf-live-form": (
        "a.pdf", pdf(root("/AcroForm", action(XFA=pikepdf.String("x")))), "form"
    ),
    "pdf-301-pages": ("a.pdf", pdf(pages=301), "too-many-pages"),
    "pdf-without-pages": ("a.pdf", pdf(pages=0), "no-pages"),
    "pdf-page-bomb": ("a.pdf", pdf(bomb_page), "too-large|broken"),
    "pdf-cut-in-half": ("a.pdf", PLAIN[: len(PLAIN) // 2], "broken|no-pages"),
}  # fmt: skip


class TestHostileFiles:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_are_refused_with_the_cure(self, name):
        file_name, data, reasons = HOSTILE[name]
        started = time.monotonic()

        with pytest.raises(PaperRefused) as caught:
            read_paper(data, file_name)

        assert caught.value.reason in reasons.split("|")
        assert str(caught.value)
        assert time.monotonic() - started < 12

    def test_are_at_least_thirty(self):
        assert len(HOSTILE) >= 30


class TestGoodFiles:
    @pytest.mark.parametrize(
        ("name", "data", "media_type"),
        [
            ("a.jpg", JPEG, "image/jpeg"),
            ("A.JPEG", JPEG, "image/jpeg"),
            ("رسید ۱.png", PNG, "image/png"),
            ("a.png", picture((3000, 2000)), "image/png"),
            ("a.pdf", PLAIN, "application/pdf"),
            ("a.pdf", pdf(pages=300), "application/pdf"),
            (
                "link.pdf",
                pdf(note("Link", A=action(S=pikepdf.Name.URI, URI=pikepdf.String("http://x")))),
                "application/pdf",
            ),
        ],
    )
    def test_are_taken(self, name, data, media_type):
        paper = read_paper(data, name)

        assert paper.media_type == media_type
        assert paper.copy

    def test_lose_place_and_camera(self):
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825)[1] = "N"
        copy = read_paper(picture(form="JPEG", exif=exif), "a.jpg").copy

        assert b"SecretCamera" not in copy
        assert not Image.open(io.BytesIO(copy)).getexif()

    def test_stand_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        paper = read_paper(picture((40, 30), form="JPEG", exif=exif), "a.jpg")

        assert (paper.width, paper.height) == (30, 40)

    def test_lose_texts_in_png_and_properties_in_pdf(self):
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", "SecretAuthor")
        assert b"SecretAuthor" not in read_paper(picture(pnginfo=info), "a.png").copy

        def signed(paper):
            paper.docinfo["/Author"] = "SecretAuthor"

        assert b"SecretAuthor" not in read_paper(pdf(signed), "a.pdf").copy

    def test_carry_nothing_of_what_was_appended(self):
        paper = read_paper(JPEG + archive() + HTML, "a.jpg")

        assert b"PK\x03\x04" not in paper.copy
        assert b"<script>" not in paper.copy


@pytest.mark.django_db
class TestUploadEvidence:
    def test_seals_the_original_and_copies_it(self, upload, gas_clerk):
        data = picture((50, 50))
        evidence = upload(gas_clerk, data=data)

        assert evidence.sha256 == hashlib.sha256(data).hexdigest()
        with evidence.original.open("rb") as file:
            assert file.read() == data
        assert evidence.copy.name != evidence.original.name
        assert evidence.checked_by == "structure"
        assert AuditEvent.objects.get(verb="evidence.uploaded").changes["sha256"]

    def test_says_why_it_refuses(self, upload, gas_clerk):
        with pytest.raises(Invalid) as caught:
            upload(gas_clerk, name="a.gif", data=gif())

        assert list(caught.value.fields) == ["file"]
        assert not Evidence.objects.exists()

    @pytest.mark.parametrize(("size", "is_refused"), [(0, False), (1, True)])
    def test_prints_the_limit(self, upload, gas_clerk, settings, size, is_refused):
        settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
        data = PNG + b"\0" * (settings.EVIDENCE_MAX_BYTES - len(PNG) + size)
        if not is_refused:
            assert upload(gas_clerk, data=data)
            return
        with pytest.raises(Invalid) as caught:
            upload(gas_clerk, name="فیلم.png", data=data)
        assert "۲" in caught.value.fields["file"][0]
        assert "فیلم.png" in caught.value.fields["file"][0]

    def test_has_a_quota(self, upload, gas_clerk, monkeypatch):
        monkeypatch.setattr("violations.actions.evidence.MOST_LOOSE_FILES", 2)
        upload(gas_clerk)
        upload(gas_clerk)

        with pytest.raises(Invalid):
            upload(gas_clerk)
        assert upload(gas_clerk, on=TODAY + timedelta(days=2))

    def test_asks_the_scanner(self, upload, gas_clerk, settings):
        settings.EVIDENCE_SCANNER = "tests.violations.test_evidence.eicar"

        with pytest.raises(Invalid):
            upload(gas_clerk, name="eicar.png")
        assert upload(gas_clerk).checked_by == "eicar"

    def test_leaves_nothing_while_the_scanner_is_away(self, upload, gas_clerk, settings):
        settings.EVIDENCE_SCANNER = "core.papers.scanning.clamd"
        settings.CLAMD_URL = "tcp://127.0.0.1:1"

        with pytest.raises(Invalid):
            upload(gas_clerk)
        assert not Evidence.objects.exists()

    @pytest.mark.parametrize("role", ["deputy", "auditor", "platform_admin"])
    def test_refuses_who_adds_no_evidence(self, upload, role, request):
        with pytest.raises(NotPermitted):
            upload(request.getfixturevalue(role))

    @pytest.mark.parametrize(
        ("raw", "shown"),
        [
            ("../../etc/passwd.png", "passwd.png"),
            ("C:\\temp\\رسید.pdf", "رسید.pdf"),
            ("a\u202egnp.png", "agnp.png"),
            ("a\r\nX: y.png", "a X: y.png"),
            ("." * 3 + "png", "...png"),
            ("ن" * 300 + ".png", "ن" * 120 + ".png"),
        ],
    )
    def test_shows_a_harmless_name(self, raw, shown):
        assert clean_name(raw) == shown


def eicar(data, name):
    """Refuse what is called eicar."""
    return "EICAR" if "eicar" in name else ""


@pytest.mark.django_db
class TestAttach:
    def test_once_by_the_uploader(self, upload, contract, gas_clerk, gas_manager):
        file = upload(gas_clerk)
        report = file_report(contract, gas_clerk, evidence_ids=[file.public_id])

        file.refresh_from_db()
        assert (file.report, file.attached_at) == (report, noon(TODAY))
        for actor in (gas_clerk, gas_manager):
            with pytest.raises(Invalid) as caught:
                file_report(contract, actor, evidence_ids=[file.public_id])
            assert set(caught.value.fields) == {"evidence"}

    @pytest.mark.parametrize(("hours", "is_refused"), [(23, False), (24, True), (30, True)])
    def test_within_a_day(self, upload, contract, gas_clerk, hours, is_refused):
        file = upload(gas_clerk)
        values = {"evidence_ids": [file.public_id], "at": noon(TODAY) + timedelta(hours=hours)}
        if is_refused:
            with pytest.raises(Invalid):
                file_report(contract, gas_clerk, **values)
        else:
            assert file_report(contract, gas_clerk, **values).evidence.get() == file


@pytest.mark.django_db
class TestWhoSeesEvidence:
    @pytest.fixture
    def file(self, upload, walk, gas_clerk):
        file = upload(gas_clerk)
        self.story = walk(evidence_ids=[file.public_id])
        return file

    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            ("gas_clerk", True), ("gas_manager", True), ("gas_appeal", True), ("deputy", True),
            ("secretariat", True), ("auditor", True), ("chair", False), ("power_manager", False),
            ("power_clerk", False), ("association", False), ("platform_admin", False),
            ("county_rep", False), ("operator", False),
        ],
    )  # fmt: skip
    def test_of_a_report(self, file, role, sees, request):
        principal = request.getfixturevalue(role)

        assert Evidence.objects.visible_to(principal).filter(pk=file.pk).exists() is sees

    def test_the_office_after_the_notice(self, file, operator):
        self.story.open().notify()

        assert Evidence.objects.visible_to(operator).get() == file

    def test_the_office_never_what_is_restricted(self, upload, walk, gas_clerk, operator):
        file = upload(gas_clerk, is_restricted=True)
        walk(evidence_ids=[file.public_id]).open().notify()

        assert not Evidence.objects.visible_to(operator).exists()

    def test_nobody_but_the_uploader_before_it_is_attached(self, upload, gas_clerk, gas_manager):
        file = upload(gas_clerk)

        assert Evidence.objects.visible_to(gas_clerk).get() == file
        assert not Evidence.objects.visible_to(gas_manager).exists()


@pytest.mark.django_db
class TestOpenEvidence:
    def test_records_it_and_gives_the_copy(self, upload, walk, gas_clerk, gas_manager, operator):
        data = picture((60, 60))
        file = upload(gas_clerk, data=data)
        walk(evidence_ids=[file.public_id]).open().notify()

        for actor in (gas_manager, operator):
            opened = actions.open_evidence(evidence_id=file.pk, actor=actor, at=noon(TODAY))
            with file.copy.open("rb") as copy:
                assert opened.content == copy.read() != data
        assert AuditEvent.objects.filter(verb="evidence.opened").count() == 2

    def test_gives_the_original_to_who_judges_and_asks(
        self, upload, walk, gas_clerk, gas_manager, operator
    ):
        data = picture((60, 60))
        file = upload(gas_clerk, data=data)
        walk(evidence_ids=[file.public_id]).open().notify()
        asked = {"evidence_id": file.pk, "original": True, "at": noon(TODAY)}

        assert actions.open_evidence(**asked, actor=gas_manager).content == data
        with pytest.raises(NotPermitted):
            actions.open_evidence(**asked, actor=operator)
        event = AuditEvent.objects.get(verb="evidence.original_opened")
        assert event.actor_id == gas_manager.user_id

    def test_gives_nothing_when_the_copy_is_not_there(self, upload, gas_clerk):
        file = upload(gas_clerk)
        Path(file.copy.path).unlink()

        opened = actions.open_evidence(evidence_id=file.pk, actor=gas_clerk, at=noon(TODAY))

        assert (opened.is_whole, opened.content) == (False, b"")

    def test_gives_nothing_when_the_seal_is_broken(self, upload, gas_clerk):
        file = upload(gas_clerk)
        with open(file.original.path, "ab") as stored:  # noqa: PTH123
            stored.write(b"x")

        opened = actions.open_evidence(evidence_id=file.pk, actor=gas_clerk, at=noon(TODAY))

        assert (opened.is_whole, opened.content) == (False, b"")
        assert AuditEvent.objects.get(verb="evidence.opened").note

    def test_is_not_found_out_of_scope(self, upload, gas_clerk, power_clerk):
        file = upload(gas_clerk)

        with pytest.raises(Evidence.DoesNotExist):
            actions.open_evidence(evidence_id=file.pk, actor=power_clerk, at=noon(TODAY))


@pytest.mark.django_db
class TestVerifyEvidence:
    def test_is_content_with_whole_files(self, upload, gas_clerk, capsys):
        upload(gas_clerk)

        call_command("verify_evidence")

        assert "1 files" in capsys.readouterr().out

    @pytest.mark.parametrize("fault", ["flip", "remove", "add"])
    def test_finds_an_altered_missing_or_added_file(self, upload, gas_clerk, fault, tmp_path):
        file = upload(gas_clerk)
        path = Path(file.original.path)
        match fault:
            case "flip":
                body = bytearray(path.read_bytes())
                body[-1] ^= 1
                path.write_bytes(bytes(body))
            case "remove":
                path.unlink()
            case "add":
                path.with_name("extra.png").write_bytes(b"x")

        with pytest.raises(CommandError):
            call_command("verify_evidence")


@pytest.mark.django_db(transaction=False)
class TestSweepUploads:
    def test_removes_what_nobody_attached(
        self, upload, contract, gas_clerk, clock, django_capture_on_commit_callbacks
    ):
        kept = upload(gas_clerk)
        file_report(contract, gas_clerk, evidence_ids=[kept.public_id])
        loose = upload(gas_clerk)

        with django_capture_on_commit_callbacks(execute=True):
            swept = actions.sweep_uploads(before=noon(TODAY) + timedelta(days=1), actor=clock)

        assert swept == 1
        assert list(Evidence.objects.all()) == [kept]
        assert not loose.original.storage.exists(loose.original.name)

    def test_is_the_clocks(self, gas_manager):
        with pytest.raises(NotPermitted):
            actions.sweep_uploads(before=noon(TODAY), actor=gas_manager)


def test_two_uploads_of_one_file_share_the_seal(upload, db, contract, gas_clerk):
    first, second = upload(gas_clerk), upload(gas_clerk)

    assert first.sha256 == second.sha256
    assert first.original.name != second.original.name


class TestSize:
    def test_is_looked_at_before_the_content(self, gas_clerk, upload, settings):
        settings.EVIDENCE_MAX_BYTES = 1000

        with pytest.raises(Invalid) as refused:
            upload(gas_clerk, name="عکس.jpg", data=b"\xff\xd8\xff" + b"x" * 1100)

        assert "آسیب" not in str(refused.value.fields)

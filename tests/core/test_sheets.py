"""A corpus of files that users, systems and attackers bring; each is read right or refused."""

import io
import struct
import time
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from core.sheets import SheetRefused, annotated, harmless, read_sheets
from core.sheets.writing import Remark
from tests.offices.workbooks import saved, xlsx

ROWS = (("کد دفتر", "نام"), ("2401001", "میدان"))
GOOD = xlsx(*ROWS)


def rebuilt(data=GOOD, *, add=(), replace=None, compress=zipfile.ZIP_DEFLATED):
    """Return an archive with members added or changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", compress) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, (replace or {}).get(name, lambda same: same)(body))
        for name, body in add:
            new.writestr(name, body)
    return buffer.getvalue()


def zipped(members):
    """Return an archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return buffer.getvalue()


def encrypted_flag(data=GOOD):
    """Return the archive with its members marked as encrypted."""
    raw = bytearray(data)
    place = 0
    while (place := raw.find(b"PK\x01\x02", place)) >= 0:
        raw[place + 8] |= 1
        place += 4
    return bytes(raw)


def overlapping(data=GOOD):
    """Return the archive with a second directory entry on the first one's bytes."""
    raw = bytearray(data)
    first = raw.find(b"PK\x01\x02")
    second = raw.find(b"PK\x01\x02", first + 4)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    return bytes(raw)


def ole(*names, body=b""):
    """Return something that begins as an old office file and names streams."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 504
        + b"".join(name.encode("utf-16-le") + b"\x00\x00" for name in names)
        + body
    )


def xls(*records):
    """Return an old workbook whose stream holds the given (type, body) records."""
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
    stream = stream.ljust(4096, b"\x00")
    sectors = len(stream) // 512
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    header[24:34] = struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header[44:76] = struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header[76:512] = b"\xff" * 436
    header[76:80] = struct.pack("<I", 0)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(name, kind, start, size, child):
        raw = bytearray(128)
        spelled = name.encode("utf-16-le")
        raw[: len(spelled)] = spelled
        raw[64:68] = struct.pack("<HBB", len(spelled) + 2, kind, 1)
        raw[68:80] = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        raw[116:124] = struct.pack("<II", start, size)
        return bytes(raw)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry(
        "Workbook", 2, 2, len(stream), 0xFFFFFFFF
    )
    return bytes(header) + table + directory.ljust(512, b"\x00") + stream


BOF = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
BOF_SHEET = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
EOF = (0x000A, b"")


def label(row, column, text):
    """Return a record of a text cell."""
    return (0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def old_workbook(*extra):
    """Return an xls of one sheet with a header and a row."""
    name = "A"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name.encode()
    cells = [label(r, c, text) for r, row in enumerate(ROWS) for c, text in enumerate(row)]
    front = [BOF, (0x0085, bound), EOF]
    offset = sum(4 + len(body) for _kind, body in front)
    front[1] = (0x0085, struct.pack("<I", offset) + bound[4:])
    return xls(*front, BOF_SHEET, *cells, *extra, EOF)


ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods(cell=""):
    """Return an OpenDocument sheet of the same rows; `cell` is an attribute of each cell."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"{cell}><text:p>{text}</text:p>'
            "</table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped([
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", ODS_CONTENT.format(rows=rows)),
    ])  # fmt: skip


def formula_book():
    book = Workbook()
    book.active.append(ROWS[0])
    book.active.append(("2401001", "=A2"))
    return saved(book)


def far_cell_book():
    book = Workbook()
    book.active["A1"] = book.active["XFD1048576"] = 1
    return saved(book)


def long_book():
    book = Workbook()
    book.active["A50001"] = 1
    return saved(book)


def entity_bomb():
    laugh = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    return rebuilt(replace={"xl/workbook.xml": lambda body: laugh + b"]>" + body[55:]})


def with_macro_type(body):
    return body.replace(b"sheet.main", b"sheet.macroEnabled.main")


READ = {
    "xlsx": (GOOD, "x.xlsx"),
    "upper-case name": (GOOD, "دفاتر.XLSX"),
    "ods": (ods(), "x.ods"),
    "xls": (old_workbook(), "x.xls"),
    "csv utf-8": ("\n".join(",".join(r) for r in ROWS).encode(), "x.csv"),
    "csv with mark": ("\n".join(",".join(r) for r in ROWS).encode("utf-8-sig"), "x.csv"),
    "csv semicolon": ("\n".join(";".join(r) for r in ROWS).encode(), "x.csv"),
    "csv tab utf-16": ("\n".join("\t".join(r) for r in ROWS).encode("utf-16"), "x.txt"),
    "csv cp1256": (
        "\r\n".join(",".join(r) for r in ROWS).replace("ی", "ي").replace("ک", "ك").encode("cp1256"),
        "x.csv",
    ),
}
MACROS = rebuilt(add=[("xl/vbaProject.bin", b"\x00" * 40)])
REFUSED = {
    "empty": (b"", "x.xlsx", "empty"),
    "blank text": (b" \r\n\r\n", "x.csv", "empty"),
    "pdf renamed": (b"%PDF-1.7 ...", "x.xlsx", "wrong-type"),
    "picture renamed": (b"\x89PNG\r\n\x1a\n...", "x.csv", "wrong-type"),
    "program": (b"MZ\x90\x00\x03", "x.xls", "wrong-type"),
    "binary csv": (b"a,b\x00c", "x.csv", "wrong-type"),
    "page as xls": (b"<html><table><tr><td>1</td></tr></table></html>", "x.xls", "html"),
    "xml as xls": (b'<?xml version="1.0"?><Workbook/>', "x.xls", "html"),
    "xlsx named csv": (GOOD, "x.csv", "name-lies"),
    "csv named xlsx": (b"a,b\n1,2\n", "x.xlsx", "name-lies"),
    "no extension": (GOOD, "x", "wrong-type"),
    "another extension": (GOOD, "x.exe", "wrong-type"),
    "document": (zipped([("word/document.xml", "<x/>")]), "x.xlsx", "wrong-type"),
    "any zip": (zipped([("a.txt", "x")]), "x.xlsx", "wrong-type"),
    "macro xlsm": (MACROS, "x.xlsm", "macros"),
    "macro as xlsx": (MACROS, "x.xlsx", "macros"),
    "macro type": (
        rebuilt(replace={"[Content_Types].xml": with_macro_type}),
        "x.xlsx",
        "macros",
    ),
    "macro sheet": (rebuilt(add=[("xl/macrosheets/sheet1.xml", "<x/>")]), "x.xlsx", "macros"),
    "macro xls": (ole("Workbook", "_VBA_PROJECT_CUR"), "x.xls", "macros"),
    "binary workbook": (rebuilt(), "x.xlsb", "wrong-type"),
    "external link": (
        rebuilt(add=[("xl/externalLinks/externalLink1.xml", "<x/>")]), "x.xlsx", "links",
    ),
    "data connection": (rebuilt(add=[("xl/connections.xml", "<x/>")]), "x.xlsx", "links"),
    "embedded file": (
        rebuilt(add=[("xl/embeddings/oleObject1.bin", b"MZ")]), "x.xlsx", "embedded",
    ),
    "active control": (rebuilt(add=[("xl/activeX/activeX1.bin", b"x")]), "x.xlsx", "embedded"),
    "password xlsx": (ole("EncryptedPackage", "EncryptionInfo"), "x.xlsx", "encrypted"),
    "password member": (encrypted_flag(), "x.xlsx", "encrypted"),
    "password xls": (xls(BOF, (0x002F, b"\x00" * 6), EOF), "x.xls", "encrypted"),
    "formula xls": (
        old_workbook((0x0006, struct.pack("<HHH", 2, 0, 0) + b"\x00" * 16)), "x.xls", "formulas",
    ),
    "formula ods": (ods(' table:formula="of:=1+1"'), "x.ods", "formulas"),
    "zip bomb": (
        rebuilt(add=[("xl/media/a.bin", b"\x00" * (20 * 1024 * 1024))]), "x.xlsx", "bomb",
    ),
    "too much in all": (
        rebuilt(
            add=[(f"xl/media/{n}.bin", bytes(range(256)) * 40_000) for n in range(6)],
            compress=zipfile.ZIP_STORED,
        ),
        "x.xlsx",
        "too-big",
    ),
    "many entries": (
        rebuilt(add=[(f"xl/media/{n}.txt", "x") for n in range(200)]), "x.xlsx", "bomb",
    ),
    "overlapping entries": (overlapping(), "x.xlsx", "bomb"),
    "path upwards": (rebuilt(add=[("../../etc/x", "x")]), "x.xlsx", "traversal"),
    "path from the root": (rebuilt(add=[("/etc/x", "x")]), "x.xlsx", "traversal"),
    "path backwards": (rebuilt(add=[("..\\x", "x")]), "x.xlsx", "traversal"),
    "cut off": (GOOD[:-200], "x.xlsx", "broken"),
    "workbook gone": (
        rebuilt(replace={"xl/workbook.xml": lambda body: body[:80]}), "x.xlsx", "broken",
    ),
    "entity bomb": (entity_bomb(), "x.xlsx", "broken"),
    "a cell at the end of the world": (far_cell_book(), "x.xlsx", "too-large"),
    "a cell far down": (long_book(), "x.xlsx", "too-many-rows"),
    "a cell without end": (xlsx(("الف" * 2000,)), "x.xlsx", "long-cell"),
    "wide text": (b",".join([b"1"] * 300), "x.csv", "too-many-rows"),
    "long text": (b"1,2\n" * 50_001, "x.csv", "too-many-rows"),
    "nothing in it": (saved(Workbook()), "x.xlsx", "empty"),
    "chained in a circle": (
        bytes(bytearray(xls(BOF, EOF))[:512])
        + struct.pack("<128I", *([1] * 128))
        + xls(BOF, EOF)[1024:],
        "x.xls",
        "broken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_is_read(name):
    data, file_name = READ[name]

    (sheet,) = read_sheets(data, file_name)

    rows = [[str(cell).replace("ي", "ی").replace("ك", "ک") for cell in row] for row in sheet.rows]
    assert rows == [list(row) for row in ROWS]


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name):
    data, file_name, reason = REFUSED[name]
    started = time.monotonic()

    with pytest.raises(SheetRefused) as refusal:
        read_sheets(data, file_name)

    assert refusal.value.reason == reason
    assert len(refusal.value.message) > 10
    assert time.monotonic() - started < 10


def test_marks_formulas_by_place():
    (sheet,) = read_sheets(formula_book(), "x.xlsx")

    assert sheet.formulas == {(1, 1)}


def test_hides_hidden_sheets():
    book = Workbook()
    book.active.append(ROWS[0])
    book.create_sheet("پنهان").append(("راز",))
    book["پنهان"].sheet_state = "hidden"

    assert [sheet.name for sheet in read_sheets(saved(book), "x.xlsx")] == ["Sheet"]


def test_reads_days_and_numbers_as_they_are_meant():
    (sheet,) = read_sheets(xlsx((date(2026, 11, 24), 2401001, 38.25, "00123", True)), "x.xlsx")

    assert sheet.rows == [[date(2026, 11, 24), 2401001, 38.25, "00123", True]]


@pytest.mark.parametrize("text", ["=1+1", "+98", "-2", "@x", "\tx", "\rx", "＝1", "＠x"])
def test_gives_no_formula_back(text):
    assert harmless(text) == f"'{text}"
    (sheet,) = read_sheets(annotated([[text, "الف"]], 0, {}, "خطا"), "x.xlsx")
    assert sheet.rows[0][:2] == ["x" if text == "\rx" else f"'{text}", "الف"]
    assert sheet.formulas == set()


def test_gives_remarks_in_the_last_column():
    data = annotated([["کد"], ["1"], ["2"]], 0, {1: [Remark(0, "error", "کوتاه است")]}, "خطا")

    (sheet,) = read_sheets(data, "x.xlsx")
    assert sheet.rows == [["کد", "خطا"], ["1", "کوتاه است"], ["2", None]]


def test_equal_files_have_equal_rows():
    kinds = [read_sheets(data, name)[0].rows for data, name in READ.values()]

    assert all(rows == kinds[0] for rows in kinds if "ي" not in str(rows) and "ك" not in str(rows))

"""Small pictures that stand for photographs and receipts of the sample."""

import struct
import zlib

WIDTH, HEIGHT = 320, 200


def picture(serial: int) -> bytes:
    """Return a PNG of a plain framed sheet with bars, different for each serial number."""
    rows = bytearray()
    for line in range(HEIGHT):
        rows.append(0)  # no filter
        for column in range(WIDTH):
            rows.append(_tone(line, column, serial))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + _chunk(b"IEND", b"")
    )


def _tone(line: int, column: int, serial: int) -> int:
    """Return the grey of one point: a frame, lines of «writing», and a mark of the serial."""
    if line < 6 or line >= HEIGHT - 6 or column < 6 or column >= WIDTH - 6:
        return 90
    if line % 22 < 4 and 30 < column < WIDTH - 30 - (line * 7 + serial * 13) % 120:
        return 150
    if 150 < line < 180 and 30 < column < 110 and (column // 5 * 37 + serial * 71) % 3 == 0:
        return 60
    return 246


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

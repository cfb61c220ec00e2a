"""Small pictures made by hand, with everything in them that must not be published."""

import struct
import zlib

SECRET = b"GPS 31.95 35.93 Layla's phone"


def jpeg(
    width: int = 4, height: int = 3, orientation: int = 6, *, secret: bytes = SECRET
) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\x00" + struct.pack("<IH", 8, 1) + entry + bytes(4) + secret
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            _segment(0xE1, b"Exif\x00\x00" + tiff),
            _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + secret),
            _segment(0xED, b"Photoshop 3.0\x00" + secret),
            _segment(0xFE, secret),
            _segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours"),
            _segment(0xC0, frame),
            _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
            + b"\x12\xff\x00\x34\xff\xd0\x56",
            b"\xff\xd9",
            secret,
        ]
    )


def png(width: int = 4, height: int = 3, *, secret: bytes = SECRET) -> bytes:
    rows = zlib.compress(b"\x00" * 100)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"tEXt", b"Author\x00" + secret),
            _chunk(b"eXIf", secret),
            _chunk(b"IDAT", rows),
            _chunk(b"IEND", b""),
            secret,
        ]
    )


def gif(width: int = 4, height: int = 3, *, secret: bytes = SECRET) -> bytes:
    data = bytes([len(secret)]) + secret + b"\x00"
    return b"".join(
        [
            b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6),
            b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00",
            b"!\xff\x0bXMP DataXMP" + data,
            b"!\xfe" + data,
            b"!\xf9\x04\x00\x00\x00\x00\x00",
            b"," + struct.pack("<HHHHB", 0, 0, width, height, 0),
            b"\x02\x02\x4c\x01\x00",
            b";",
            secret,
        ]
    )


def webp(width: int = 4, height: int = 3, *, secret: bytes = SECRET) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"".join(
        [
            _riff(b"VP8X", b"\x0c\x00\x00\x00" + canvas),
            _riff(b"VP8L", b"\x2f" + bits.to_bytes(4, "little") + b"\x00"),
            _riff(b"EXIF", secret),
            _riff(b"XMP ", secret),
        ]
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body + secret


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def _riff(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

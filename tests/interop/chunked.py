"""C2SP chunked-encryption@v1 (docs/format.md 7) with PyPI `cryptography`, and the messages that must open or must not.

It shares no code with the Rust crates. make_vectors.py writes what it makes.
"""

import blake3
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

INNER, TAG, HEADER = 16384, 16, 56


def b3(data):
    return blake3.blake3(data).digest()


def expand(key, info, length=32):
    return HKDFExpand(hashes.SHA512(), length, info).derive(key)


def sample(length, step=7):
    return bytes(i * step % 251 for i in range(length))


def chunked_keys(key, salt, context):
    """The cipher, the nonce of each inner chunk, and the commitment."""
    info = b"c2sp.org/chunked-encryption@v1+" + b"AEAD_AES_256_GCM" + b"\0" + salt + context
    okm = expand(key, info, 76)
    base = int.from_bytes(okm[32:44], "big")
    return AESGCM(okm[:32]), lambda index: (base ^ index).to_bytes(12, "big"), okm[44:]


def chunked_seal(key, salt, context, plaintext):
    aead, nonce, commitment = chunked_keys(key, salt, context)
    out = salt + commitment
    for index in range(len(plaintext) // INNER + 1):
        out += aead.encrypt(nonce(index), plaintext[index * INNER:(index + 1) * INNER], None)
    return out


def chunked_open(key, context, sealed):
    """The plaintext up to the first inner chunk that is not authentic, and whether that is all of it."""
    aead, nonce, commitment = chunked_keys(key, sealed[:24], context)
    if len(sealed) < HEADER or sealed[24:HEADER] != commitment:
        return b"", False
    out, index = b"", 0
    while True:
        piece = sealed[HEADER + index * (INNER + TAG):][:INNER + TAG]
        try:
            out += aead.decrypt(nonce(index), piece, None)
        except (InvalidTag, ValueError):
            return out, False
        if len(piece) < INNER + TAG:
            return out, True
        index += 1


def messages():
    """Messages that open, and what is made of their parts: a part is a range of the message, or bytes in hexadecimal."""
    key, salt, context = b"\x59" * 32, b"\x53" * 24, b"a\0context"
    other = {"key": (b"\x4f" * 32).hex()}
    full, cases = INNER + TAG, []

    def inner(index, length=full):
        return [HEADER + index * full, HEADER + index * full + length]

    def case(name, length, parts=None, flip=None, context=context, opened=None):
        sealed = chunked_seal(key, salt, context, sample(length))
        parts = [[0, len(sealed)]] if parts is None else parts
        made = bytearray(b"".join(bytes.fromhex(p) if isinstance(p, str) else sealed[p[0]:p[1]] for p in parts))
        if flip is not None:
            made[flip] ^= 1
        by = {"key": key.hex(), "context": context.hex(), **(opened or {})}
        prefix, opens = chunked_open(bytes.fromhex(by["key"]), bytes.fromhex(by["context"]), bytes(made))
        assert sample(length).startswith(prefix)
        cases.append({"name": name, "length": length, "context": context.hex(), "parts": parts, "flip": flip,
                      "opened_with": by, "blake3": b3(bytes(made)).hex(), "prefix": len(prefix), "opens": opens})

    for length in [0, 7, INNER - 1, INNER, INNER + 1, 2 * INNER, 2 * INNER + 1]:
        case(f"{length} bytes", length)
    for count in (256, 257):
        case(f"{count} full inner chunks and a short one: the counter needs a second byte", count * INNER + 1)
    case("no context", 7, context=b"")
    case("a bit of a single chunk", 7, flip=HEADER)
    case("a bit of the last chunk", INNER + 7, flip=HEADER + full)
    case("a bit of the tag of an empty last chunk", INNER, flip=HEADER + full)
    case("a bit of the first of two", INNER + 7, flip=HEADER)
    case("a bit of the second of three", 2 * INNER, flip=HEADER + full)
    case("a bit of the commitment", 7, flip=24)
    case("a bit of the salt", 7, flip=0)
    case("another key", 7, opened=other)
    case("another context", 7, opened={"context": b"a\0Context".hex()})
    case("nothing", 7, [])
    case("less than a salt", 7, [[0, 23]])
    case("a salt", 7, [[0, 24]])
    case("a part of the commitment", 7, [[0, 40]])
    case("no inner chunk", 7, [[0, HEADER]])
    case("without the tag", 7, [[0, HEADER + 7]])
    case("less than a tag", 7, [[0, HEADER + TAG - 1]])
    case("without the empty last chunk", INNER, [[0, HEADER + full]])
    case("without the short last chunk", INNER + 7, [[0, HEADER + full]])
    case("cut within the last chunk", INNER + 700, [[0, HEADER + full + 300]])
    for more in (12, 20):
        case(f"{more} bytes more", INNER, [[0, HEADER + full + TAG], "5a" * more])
    aead, nonce, _ = chunked_keys(key, salt, context)
    extra = aead.encrypt(nonce(2), b"more", None).hex()
    case("an inner chunk more, sealed for its place", INNER + 7, [[0, HEADER + full + 7 + TAG], extra])
    last = inner(2, 7 + TAG)
    case("two exchanged", 2 * INNER + 7, [[0, HEADER], inner(1), inner(0), last])
    case("one in the place of another, too", 2 * INNER + 7, [[0, HEADER], inner(0), inner(0), last])
    case("one left out", 2 * INNER + 7, [[0, HEADER], inner(0), last])
    assert sum(case["opens"] for case in cases) == 10
    return {"key": key.hex(), "salt": salt.hex(), "plaintext": "byte i is 7 i mod 251", "cases": cases}

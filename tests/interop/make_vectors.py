#!/usr/bin/env python3
"""Makes the sealing vectors of docs/format.md 5 to 15 with a second implementation.

It shares no code with the Rust crates: every byte is put together here from the page, with PyPI `cryptography` (HMAC,
HKDF, AES-GCM, X-Wing and HPKE) and PyPI `blake3`. Chunked encryption is in chunked.py.

    make_vectors.py         writes crates/seal/tests/vectors/*.json
    make_vectors.py check   fails when the files are not what it would write, and opens what the Rust crates sealed
                            (crates/seal/tests/snapshots)

Everything but the seals to keys is deterministic; those are drawn anew only when the file is missing, and `check` opens
them.
"""

import hashlib
import json
import pathlib
import struct
import sys

import blake3
from cryptography.hazmat.primitives import hashes, hmac, hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from chunked import b3, chunked_seal, expand, messages, sample

SEAL = pathlib.Path(__file__).resolve().parents[2] / "crates" / "seal" / "tests"
VECTORS = SEAL / "vectors"

REALM, SCOPE, VERSION = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32
DEPARTMENT, DEVICE, ANSWERED = b"\x44" * 32, b"\x55" * 32, b"\x66" * 32
SUITE = b"\x00\x01"


# -- tools ---------------------------------------------------------------------------------------

def lp(*items):
    """The length-prefixed list: u32 count, then u32 length and bytes of each item, big endian."""
    return struct.pack(">I", len(items)) + b"".join(struct.pack(">I", len(i)) + i for i in items)


def u64(number):
    return struct.pack(">Q", number)


def hmac512(key, data):
    mac = hmac.HMAC(key, hashes.SHA512())
    mac.update(data)
    return mac.finalize()


def text(value):
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw


def padme(length):
    if length <= 4096:
        return 4096
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    return (length + (1 << low) - 1) >> low << low


# -- salts by content ----------------------------------------------------------------------------

def content_salt(key, label, plaintext):
    return hmac512(key, label + b3(plaintext))[:24]


def seal_by_content(key, salt_label, context, plaintext):
    return chunked_seal(key, content_salt(key, salt_label, plaintext), context, plaintext)


# -- contexts ------------------------------------------------------------------------------------

def place(label, *more):
    return lp(label, REALM, SUITE, SCOPE, *more)


CHUNK = place(b"jixiang/v1/chunk")
FILLER = place(b"jixiang/v1/filler")
COVER = place(b"jixiang/v1/cover")
BODY = place(b"jixiang/v1/body", VERSION)
RECEIPT = place(b"jixiang/v1/receipt", VERSION)


def generation_context(generation, number):
    return place(b"jixiang/v1/generation", u64(generation), u64(number))


def wrap_version_context(generation, number):
    return place(b"jixiang/v1/wrap/version", u64(generation), u64(number), VERSION)


WRAP_DEVICE = lp(b"jixiang/v1/wrap/device", REALM, SUITE, DEVICE)


# -- sealing to a key ----------------------------------------------------------------------------

class XWing:
    """X-Wing from its 32-byte seed: SHAKE-256 gives the ML-KEM seed (64) and the X25519 key (32)."""

    def __init__(self, seed):
        stretched = hashlib.shake_256(seed).digest(96)
        kem = mlkem.MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
        curve = x25519.X25519PrivateKey.from_private_bytes(stretched[64:])
        self.private = hpke.MLKEM768X25519PrivateKey(kem, curve)
        self.public = kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
RECIPIENT = XWing(bytes(range(32)))
EPOCH_SEED = bytes(range(100, 132))
PURPOSES = {
    "epoch-to-device": "epoch", "older-epoch": "epoch", "version-to-provider": "version", "lineage": "scope",
    "generation": "numbers", "grant-from": "numbers", "grant-version": "version", "reseal-from": "numbers",
    "reseal-version": "version", "reseal-cover": "scope", "delivery-cover": "scope", "delivery-version": "version",
    "province-open": "numbers",
}


def extent(kind):
    if kind == "scope":
        return b""
    if kind == "version":
        return b"\x01" + VERSION
    if kind == "numbers":
        return b"\x02" + u64(3) + u64(7) + u64(2**64 - 1)
    return b"\x03" + hashlib.sha256(XWing(EPOCH_SEED).public).digest()


def seal_info(purpose):
    recipient = hashlib.sha256(RECIPIENT.public).digest()
    answers = ANSWERED if purpose.startswith(("grant", "reseal", "delivery")) else b""
    return lp(b"jixiang/v1/seal", purpose.encode(), REALM, SUITE, DEPARTMENT, DEVICE, recipient, SCOPE,
              extent(PURPOSES[purpose]), answers)


def secret_for(purpose):
    return EPOCH_SEED if PURPOSES[purpose] == "epoch" else hashlib.sha256(purpose.encode()).digest()


# -- pages, trees, bodies, covers ----------------------------------------------------------------

def run(references):
    packs = []
    for pack, *_ in references:
        if pack not in packs:
            packs.append(pack)
    out = struct.pack(">I", len(packs)) + b"".join(packs) + struct.pack(">I", len(references))
    for pack, offset, length, key, digest in references:
        out += struct.pack(">HII", packs.index(pack), offset, length) + key + digest
    return out


def entry(depth, name, modified, file=None):
    out = bytes([1 if file is None else 2, depth]) + text(name) + u64(modified)
    if file is not None:
        size, chunks, digest = file
        out += u64(size) + struct.pack(">I", chunks) + digest
    return out


def reference(number):
    key, digest = bytes([number]) * 32, bytes([number + 100]) * 32
    return (bytes([number // 2]) * 32, number * 200, 100, key, digest)


ENTRIES = [
    entry(0, "一季度", 0),
    entry(1, "甲.csv", 1790000000000, (2000, 2, b"\x07" * 32)),
    entry(1, "空.txt", 1790000000001, (0, 0, b3(b""))),
    entry(0, "乙.csv", 1790000000002, (1000, 1, b"\x08" * 32)),
]
REFERENCES = [reference(n) for n in (1, 2, 3)]


def body_plaintext(paged):
    head = struct.pack(">H", 1)
    if paged:
        pages = run(REFERENCES[:2]) + struct.pack(">HH", 256, 44)
        out = head + struct.pack(">I", 300) + u64(500000) + u64(300) + b"\1" + pages + b"\1" + pages + struct.pack(">I", 0)
    else:
        tree = struct.pack(">I", len(ENTRIES)) + b"".join(ENTRIES)
        figures = b'{"mean":"1.5"}'
        sections = struct.pack(">I", 1) + text("figures") + struct.pack(">I", len(figures)) + figures
        out = head + struct.pack(">I", 4) + u64(3000) + u64(3) + b"\0" + tree + b"\0" + run(REFERENCES) + sections
    return out.ljust(padme(len(out)), b"\0")


def cover_plaintext(note):
    out = struct.pack(">H", 1) + text("一季度报表") + text(note) + u64(300) + struct.pack(">II", 3, 1)
    names = [(1, "一季度", 200, 2), (2, "乙.csv", 100, 1)]
    out += struct.pack(">I", len(names)) + b"".join(bytes([k]) + text(n) + u64(s) + struct.pack(">I", f) for k, n, s, f in names)
    return out.ljust(padme(len(out)), b"\0")


# -- the files -----------------------------------------------------------------------------------

def chunks():
    cases = []
    for number, length in enumerate([1, 100, 16383, 16384, 16385, 40000]):
        key, plaintext = bytes([number + 1]) * 32, sample(length)
        sealed = seal_by_content(key, b"jixiang/v1/chunk/salt", CHUNK, plaintext)
        cases.append({"key": key.hex(), "length": length, "plaintext_blake3": b3(plaintext).hex(),
                      "salt": sealed[:24].hex(), "sealed_length": len(sealed), "sealed_blake3": b3(sealed).hex(),
                      "sealed": sealed.hex() if length <= 100 else None})
    return {"context": CHUNK.hex(), "plaintext": "byte i is 7 i mod 251", "cases": cases}


def packs():
    cases = []
    for lengths, size in [([1], 65536), ([100, 16384, 20000], 65536), ([65000, 65000], 262144)]:
        out, offsets = b"", []
        for number, length in enumerate(lengths):
            offsets.append(len(out))
            out += seal_by_content(bytes([number + 1]) * 32, b"jixiang/v1/chunk/salt", CHUNK, sample(length))
        filler_key = expand(b"\x01" * 32, FILLER)
        used = len(out)
        out += blake3.blake3(key=filler_key).digest(length=size - used)
        cases.append({"lengths": lengths, "offsets": offsets, "used": used, "size": size,
                      "filler_key": filler_key.hex(), "last_16": out[-16:].hex(), "object": b3(out).hex()})
    return {"keys": "chunk i has the key (i + 1) × 32", "cases": cases}


def borders():
    lineage = b"\x77" * 32
    ends, count = [], 0
    for number in range(20000):
        digest = b3(struct.pack(">I", number))
        count += 1
        zero = int.from_bytes(blake3.blake3(digest, key=lineage).digest()[:2], "big") % 1024 == 0
        if count == 4096 or (count >= 256 and zero):
            ends.append(number)
            count = 0
    page = struct.pack(">H", 1) + run(REFERENCES)
    return {"lineage": lineage.hex(), "hashes": "BLAKE3 of number as u32", "last_of_each_page": ends, "page": page.hex(),
            "tree_page": (struct.pack(">HI", 1, len(ENTRIES)) + b"".join(ENTRIES)).hex()}


def bodies():
    key, cases = b"\x04" * 32, {}
    for name, paged in [("inline", False), ("paged", True)]:
        plaintext = body_plaintext(paged)
        sealed = seal_by_content(key, b"jixiang/v1/body/salt", BODY, plaintext)
        cases[name] = {"plaintext": plaintext.rstrip(b"\0").hex(), "padded": len(plaintext),
                       "tree_hash": b3(plaintext).hex(), "object": b3(sealed).hex(), "sealed": sealed.hex()}
    paddings = {str(n): padme(n) for n in [0, 4095, 4096, 4097, 5000, 10000, 65536, 65537, 1000000, 7999999]}
    return {"context": BODY.hex(), "key": key.hex(), "cases": cases, "padded_length": paddings}


def covers():
    key, cases = b"\x05" * 32, []
    for note in ["", "请查收，谢谢。", "长" * 2000]:
        plaintext = cover_plaintext(note)
        sealed = seal_by_content(key, b"jixiang/v1/cover/salt", COVER, plaintext)
        cases.append({"note": note, "padded": len(plaintext), "object": b3(sealed).hex(), "sealed": sealed.hex()})
    return {"context": COVER.hex(), "key": key.hex(), "cases": cases}


def generations():
    key, steps = b"\x09" * 32, []
    for number in range(8, 12):
        key = expand(key, generation_context(3, number))
        steps.append({"number": number, "context": generation_context(3, number).hex(), "key": key.hex()})
    return {"generation": 3, "at": 7, "key": ("09" * 32), "steps": steps}


def wraps():
    version_key, keys = b"\x0a" * 32, b"\x0b" * 32 + b"\x0c" * 32
    return {
        "version": {"under": "09" * 32, "generation": 3, "number": 7, "context": wrap_version_context(3, 7).hex(),
                    "key": version_key.hex(),
                    "wrapped": seal_by_content(b"\x09" * 32, b"jixiang/v1/wrap/salt", wrap_version_context(3, 7),
                                               version_key).hex()},
        "device": {"under": "0d" * 32, "context": WRAP_DEVICE.hex(), "signing": keys[:32].hex(),
                   "sealing": keys[32:].hex(),
                   "wrapped": seal_by_content(b"\x0d" * 32, b"jixiang/v1/wrap/salt", WRAP_DEVICE, keys).hex()},
    }


def receipts():
    key, tree_hash = b"\x0a" * 32, b3(b"a padded plaintext")
    receipt_key = expand(key, RECEIPT)
    return {"context": RECEIPT.hex(), "version_key": key.hex(), "tree_hash": tree_hash.hex(),
            "proof": hmac512(receipt_key, tree_hash)[:32].hex()}


def public_keys():
    seeds = [bytes(range(32)), EPOCH_SEED, b"\0" * 32, b"\xff" * 32]
    return {"cases": [{"seed": s.hex(), "public": XWing(s).public.hex(),
                       "hash": hashlib.sha256(XWing(s).public).hexdigest()} for s in seeds]}


def seals():
    cases = []
    for purpose in PURPOSES:
        info = seal_info(purpose)
        sealed = HPKE.encrypt(secret_for(purpose), RECIPIENT.private.public_key(), info)
        cases.append({"purpose": purpose, "extent": PURPOSES[purpose], "secret": secret_for(purpose).hex(),
                      "info": info.hex(), "sealed": sealed.hex()})
    return {"recipient_seed": bytes(range(32)).hex(), "epoch_seed": EPOCH_SEED.hex(), "cases": cases}


FILES = {
    "a_message_opens_whole_or_not_at_all": messages,
    "a_chunk_takes_its_salt_from_key_and_content": chunks,
    "a_pack_is_chunks_and_filler_to_the_next_size": packs,
    "a_page_ends_where_ten_bits_are_zero": borders,
    "a_body_is_padded_and_sealed_for_its_version": bodies,
    "a_cover_is_padded_and_sealed_for_its_delivery": covers,
    "a_generation_key_follows_from_the_one_before": generations,
    "a_key_is_wrapped_under_another": wraps,
    "a_receipt_proves_the_tree_hash": receipts,
    "a_public_key_follows_from_its_seed": public_keys,
}
SEALS = "a_seal_opens_only_for_what_it_was_made"


def spelled(content):
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def write(name, content):
    (VECTORS / f"{name}.json").write_text(spelled(content), encoding="utf-8")


def make():
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        write(name, content())
    if not (VECTORS / f"{SEALS}.json").exists():
        write(SEALS, seals())


def check():
    """Makes the files again, opens the seals among them, and those that the Rust tests made under fixed randomness."""
    for name, content in FILES.items():
        if (VECTORS / f"{name}.json").read_text(encoding="utf-8") != spelled(content()):
            sys.exit(f"{name}.json is not what this program writes")
    cases = json.loads((VECTORS / f"{SEALS}.json").read_text(encoding="utf-8"))["cases"]
    assert [case["purpose"] for case in cases] == list(PURPOSES)
    for case in cases:
        assert case["info"] == seal_info(case["purpose"]).hex(), case["purpose"]
        opened = HPKE.decrypt(bytes.fromhex(case["sealed"]), RECIPIENT.private, seal_info(case["purpose"]))
        assert opened == secret_for(case["purpose"]), case["purpose"]
    snapshot = (SEAL / "snapshots" / "snapshots__seals_under_fixed_randomness.snap").read_text()
    lines = [line.split() for line in snapshot.split("---\n")[2].splitlines()]
    assert [purpose for purpose, _ in lines] == list(PURPOSES)
    for purpose, sealed in lines:
        opened = HPKE.decrypt(bytes.fromhex(sealed), RECIPIENT.private, seal_info(purpose))
        assert opened == secret_for(purpose), purpose
    print(f"{len(FILES) + 1} files are as they should be; {len(lines)} seals made by the Rust crates opened here")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else make()

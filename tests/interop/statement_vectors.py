#!/usr/bin/env python3
"""Makes the statement vectors of docs/format.md 1 to 4 with a second implementation.

It shares no code with the Rust crates: payloads, PAE, ids, envelopes and list objects are put together here from the page,
with PyPI `cryptography` (Ed25519) and PyPI `blake3`. Keys and nonces are fixed, so every run writes the same files.

    statement_vectors.py         writes crates/statement/tests/vectors/*.json
    statement_vectors.py check   fails when the files are not what it would write
"""

import base64
import hashlib
import json
import pathlib
import struct
import sys

import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "crates" / "statement" / "tests" / "vectors"
TIME = 1_795_400_000_000
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEMBER_A, MEMBER_B = b"\xa1" * 1216, b"\xa2" * 1216


# -- tools (docs/format.md 1 to 3) ---------------------------------------------------------------

def lp(*items):
    """The length-prefixed list: u32 count, then u32 length and bytes of each item, big endian."""
    return struct.pack(">I", len(items)) + b"".join(struct.pack(">I", len(i)) + i for i in items)


def derive(label, *parts):
    return hashlib.sha256(lp(b"jixiang/v1/" + label.encode(), *parts)).digest()


def sha(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def b3(data):
    return blake3.blake3(data).digest()


class Key:
    def __init__(self, byte):
        self.seed = bytes([byte]) * 32
        self.private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.device = sha(self.public)


def media_type(word):
    return f"application/vnd.jixiang.{word}.v1+json"


def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def envelope(kind, payload, key):
    signature = key.private.sign(pae(kind, payload))
    return (f'{{"payload":"{b64(payload)}","payloadType":"{kind}",'
            f'"signatures":[{{"keyid":"{key.device.hex()}","sig":"{b64(signature)}"}}]}}')


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# -- the world of the vectors --------------------------------------------------------------------

ROOT, ADMIN, STAFF, OTHER = Key(0xE0), Key(0xE1), Key(0xE2), Key(0xE3)
REALM = derive("realm", ROOT.public, b"vectors")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(first_17):
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return first_17 + USCC_ALPHABET[(31 - total % 31) % 31]


CODE = uscc("11220000DEM100010")
NONCES = {name: bytes([0xD0 + i]) * 32 for i, name in enumerate(["department", "dataset", "request", "delivery"])}
DEPARTMENT = derive("department", REALM, CODE.encode(), NONCES["department"])
SCOPES = {
    "realm": derive("scope/realm", REALM),
    "heads": derive("scope/heads", REALM, DEPARTMENT),
    "dataset": derive("dataset", REALM, DEPARTMENT, NONCES["dataset"]),
    "request": derive("request", REALM, DEPARTMENT, NONCES["request"]),
    "delivery": derive("delivery", REALM, DEPARTMENT, NONCES["delivery"]),
}
SCOPES["review"] = derive("review", REALM, DEPARTMENT, SCOPES["dataset"])


def header(key, scope, head="", prev="", department=DEPARTMENT, overrides=()):
    return {
        "realm": REALM.hex(), "suite": 1, "device": key.device.hex(), "department": department.hex() if department else "",
        "head": head, "scope": scope.hex(), "prev": prev, "overrides": list(overrides), "time": TIME, "checkpoint": "",
    }


class Statement:
    def __init__(self, name, word, payload, key):
        self.name, self.word, self.key = name, word, key
        self.payload = payload if isinstance(payload, bytes) else compact(payload)
        self.id = sha(pae(media_type(word), self.payload)).hex()
        self.envelope = envelope(media_type(word), self.payload, key)

    def row(self):
        return {"name": self.name, "kind": self.word, "seed": self.key.seed.hex(), "id": self.id,
                "payload": self.payload.decode(), "envelope": self.envelope}


def enrolment(person, key, seal):
    payload = compact({"realm": REALM.hex(), "suite": 1, "department": DEPARTMENT.hex(), "person": person,
                       "sign": b64(key.public), "seal": b64(seal)})
    return payload, envelope(media_type("enrolment"), payload, key)


def code(digest):
    bits = int.from_bytes(digest, "big") >> (256 - 100)
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(95, -1, -5))
    return "-".join(letters[i:i + 4] for i in range(0, 20, 4))


def object_ref(data):
    return {"hash": b3(data).hex(), "bytes": len(data)}


def list_ref(data, count):
    return {"hash": b3(data).hex(), "count": count, "bytes": len(data)}


def rows(label, encoded):
    return b"jixiang/v1/list/" + label + b"\n" + b"".join(sorted(encoded))


def seal_row(recipient, purpose, key, data):
    return struct.pack(">HB", recipient, purpose) + sha(key) + b3(data) + struct.pack(">I", len(data))


# -- files ---------------------------------------------------------------------------------------

def ids():
    return {
        "root_seed": ROOT.seed.hex(), "root_public": ROOT.public.hex(), "root_device": ROOT.device.hex(),
        "instance": "vectors", "realm": REALM.hex(), "uscc": CODE,
        "nonces": {name: nonce.hex() for name, nonce in NONCES.items()},
        "department": DEPARTMENT.hex(), "scopes": {name: scope.hex() for name, scope in SCOPES.items()},
        "key": {"public": MEMBER_A.hex(), "hash": sha(MEMBER_A).hex()},
        "object": {"bytes": b"jixiang".hex(), "id": b3(b"jixiang").hex()},
        "length_prefixed": [
            {"items": [i.hex() for i in items], "bytes": lp(*items).hex()}
            for items in ([], [b""], [b"ab", b""], [b"a", b"b" * 300])
        ],
        "pae": {"type": "http://example.com/HelloWorld", "payload": "hello world",
                "pae": pae("http://example.com/HelloWorld", b"hello world").decode()},
    }


def statements():
    """A small ledger that replays: policy, department, a second device, a delivery to the department itself, a receipt."""
    made = []

    def put(name, word, payload, key):
        made.append(Statement(name, word, payload, key))
        return made[-1].id

    policy = put("policy", "policy", {
        "header": header(ROOT, SCOPES["realm"], department=None), "minimum_suite": 1}, ROOT)
    seals = rows(b"seals", [seal_row(0, 3, MEMBER_A, b"sealed")])
    first, admission = enrolment("admin", ADMIN, MEMBER_A)
    genesis = put("genesis", "genesis", {
        "header": header(ROOT, DEPARTMENT, head=policy), "uscc": CODE, "name": "吉林省某厅",
        "nonce": NONCES["department"].hex(),
        "admission": {"enrolment": b64(admission.encode()), "name": "演示", "post": "", "roles": ["staff", "key-admin"]},
        "epoch": {"number": 1, "public": b64(b"\xb1" * 1216), "seals": list_ref(seals, 1)}}, ROOT)
    _, second = enrolment("li", STAFF, MEMBER_B)
    add = put("add", "add", {
        "header": header(ADMIN, DEPARTMENT, head=genesis, prev=genesis),
        "admission": {"enrolment": b64(second.encode()), "name": "李国强", "post": "预算处 处长", "roles": ["staff"]},
        "epoch": 1, "seal": {"key": sha(MEMBER_B).hex(), "object": object_ref(b"sealed")}}, ADMIN)
    roles = put("roles by root, keys in another order and with white space", "roles", (
        '{ "roles" : ["staff","head"],\n\t"member": "%s",\r\n "header": %s }' % (
            STAFF.device.hex(), json.dumps(header(ROOT, DEPARTMENT, head=policy, prev=add)))).encode(), ROOT)
    delivery = put("delivery", "delivery", {
        "header": header(STAFF, SCOPES["delivery"], head=roles), "nonce": NONCES["delivery"].hex(),
        "content": {"version": "51" * 32, "body": object_ref(b"body"), "packs": list_ref(b"packs", 1)},
        "cover": object_ref(b"cover"),
        "recipients": [{"department": DEPARTMENT.hex(), "head": roles, "person": ""},
                       {"department": DEPARTMENT.hex(), "head": roles, "person": "li"}],
        "seals": list_ref(seals, 1), "not_after": TIME + 30 * 86_400_000}, STAFF)
    put("receipt, with characters escaped", "receipt", json.dumps({
        "header": header(ADMIN, SCOPES["delivery"], head=roles, prev=delivery), "record": delivery,
        "step": "verified", "proof": "65" * 32}, ensure_ascii=True).replace("verified", "\\u0076erified").encode(), ADMIN)
    return {"seal": {"admin": MEMBER_A.hex()[:2], "li": MEMBER_B.hex()[:2]},
            "enrolment": {"envelope": admission, "id": sha(pae(media_type("enrolment"), first)).hex(),
                          "code": code(sha(pae(media_type("enrolment"), first)))},
            "statements": [statement.row() for statement in made]}


# -- one statement of every kind, with everything that may be absent and without it -----------------

def sealed(byte):
    return {"key": bytes([byte]).hex() * 32, "object": object_ref(bytes([byte]) * 40)}


def listed(byte):
    return list_ref(bytes([byte]) * 50, byte)


def epoch(number, byte, previous=True):
    made = {"number": number, "public": b64(bytes([byte]) * 1216), "seals": listed(byte)}
    return {**made, "previous": sealed(byte)} if previous else made


def without(payload, *fields):
    return {field: value for field, value in payload.items() if field not in fields}


def kinds():
    """Each alone: none of them replays. A payload is written as the page has its fields; `?` in a name is one without."""
    one, two, three = ("%02x" % byte * 32 for byte in (0x51, 0x52, 0x53))
    dataset, request, delivery = (SCOPES[name] for name in ("dataset", "request", "delivery"))
    of_request = derive("review", REALM, DEPARTMENT, request)
    nonce = {name: value.hex() for name, value in NONCES.items()}
    content = {"version": one, "body": object_ref(b"body"), "packs": listed(2)}
    recipient = {"department": DEPARTMENT.hex(), "head": one, "person": ""}
    realm, root = SCOPES["realm"], ROOT
    _, first = enrolment("admin", ADMIN, MEMBER_A)
    admission = {"enrolment": b64(first.encode()), "name": "演示", "post": "", "roles": ["staff", "key-admin"]}

    def h(scope, prev=two, key=STAFF, head=one, **more):
        return {"header": header(key, scope, head=head, prev=prev, **more)}

    texts = {
        "code": "编码", "name": "全省编制人员名册", "subject": "机构编制/实名制", "unit": "预算处", "summary": "按月更新",
        "format_class": "电子表格", "format": "xlsx", "share_class": "conditional", "share_condition": "核对工资预算",
        "share_method": "文件", "open_class": "withheld", "open_condition": "", "update_cycle": "half-yearly",
        "published": "2026-11-23", "related": ["甲", "乙"], "grade": "3", "category": "人员", "theme": "编制",
        "scenario": "预算", "matter": "部门预算", "spatial": "全省", "period": "2026年", "system": "实名制系统",
        "secrecy_review": "李国强 2026-11-20", "pia": "张敏 2026-11-20", "columns": listed(5),
    }
    entry = {**h(SCOPES["review"], prev=""), "dataset": dataset.hex(), "nonce": nonce["dataset"], **texts}
    record = {**h(SCOPES["review"]), "dataset": dataset.hex(), "content": content, "key": sealed(6), "lineage": sealed(7)}
    release = {
        **h(dataset, prev=""), "review": SCOPES["review"].hex(), "entry": one, "record": two, "number": 1, "generation": 1,
        "key": b64(b"\x08" * 120), "start": sealed(9), "open": sealed(10), "standing": {"until": "2027-05-23"}}
    asked = {
        **h(of_request, prev=""), "request": request.hex(), "nonce": nonce["request"], "dataset": dataset.hex(), "entry": one,
        "basis": "《中华人民共和国预算法》第三十二条", "scenario": "部门预算编制", "extent": "预算处三人", "method": "batch",
        "until": "2027-12-31"}
    answer = {
        **h(of_request), "request": one, "decision": "approve", "reason": "", "missing": [], "conditions": "不得转给第三方",
        "until": "2027-03-31", "version": 3}
    grant = {
        **h(request), "request": one, "consent": two, "dataset": dataset.hex(), "generation": 2, "from": 3, "to": 3,
        "requester": DEPARTMENT.hex(), "requester_head": three, "conditions": "", "not_after": TIME + 86_400_000,
        "key": sealed(11)}
    reseal = {**h(request), "names": one, "generation": 3, "from": 4, "recipient": recipient, "keys": listed(12)}
    reason = {"reason": "用途已结束"}
    rows = [
        ("genesis", ROOT, {**h(DEPARTMENT, prev="", key=root), "uscc": CODE, "name": "吉林省某厅", "nonce": nonce["department"],
                           "admission": admission, "epoch": epoch(1, 1, previous=False)}),
        ("add", ADMIN, {**h(DEPARTMENT, prev=one, key=ADMIN), "admission": admission, "epoch": 2, "seal": sealed(1)}),
        ("remove", ADMIN, {**h(DEPARTMENT, prev=one, key=ADMIN), "removed": two, "scopes": listed(1), "epoch": epoch(2, 2)}),
        ("roles", ROOT, {**h(DEPARTMENT, key=root), "member": two, "roles": ["head", "registrar"], "scopes": listed(3)}),
        ("roles?", ROOT, {**h(DEPARTMENT, key=root), "member": two, "roles": []}),
        ("recover", ROOT, {**h(DEPARTMENT, key=root, overrides=[three]), "removed": [one, two], "scopes": listed(4),
                           "epoch": epoch(3, 3)}),
        ("root-rotate", ROOT, {**h(realm, prev=one, key=root, department=None), "root": b64(OTHER.public)}),
        ("policy", ROOT, {**h(realm, prev=one, key=root, department=None), "minimum_suite": 1,
                          "province_open": DEPARTMENT.hex()}),
        ("policy?", ROOT, {**h(realm, prev="", head="", key=root, department=None), "minimum_suite": 1}),
        ("directory", STAFF, {**h(realm), "sequence": 7, "list": listed(841 % 256)}),
        ("entry", STAFF, entry), ("entry?", STAFF, {**without(entry, "nonce", "code", "columns"), **h(SCOPES["review"])}),
        ("record", STAFF, record),
        ("record?", STAFF, {**h(SCOPES["review"]), "dataset": dataset.hex(), "base": three, "content": content,
                            "key": sealed(6)}),
        ("release", STAFF, release),
        ("release?", STAFF, {**without(release, "record", "key", "start", "open", "standing"), "cites": three}),
        ("decline", STAFF, {**h(SCOPES["review"]), "names": one, **reason}),
        ("retire", STAFF, {**h(dataset), "release": one, **reason}),
        ("request", STAFF, asked), ("request?", STAFF, {**without(asked, "nonce"), **h(of_request)}),
        ("consent", STAFF, {**h(request), "review": of_request.hex(), "names": one}),
        ("answer", STAFF, answer),
        ("answer?", STAFF, {**without(answer, "until", "version"), **h(request), "decision": "return", "missing": ["公函"]}),
        ("grant", STAFF, grant), ("grant?", STAFF, without(grant, "to")),
        ("revoke", STAFF, {**h(request), "grant": one, **reason}),
        ("reseal", STAFF, reseal),
        ("reseal?", STAFF, {**without(reseal, "generation", "from"), **h(delivery)}),
        ("withdraw", STAFF, {**h(request), "request": one, "reason": ""}),
        ("delivery", STAFF, {**h(delivery, prev=""), "nonce": nonce["delivery"], "content": content, "cover": object_ref(b"c"),
                             "recipients": [{**recipient, "person": "li"}], "seals": listed(13), "not_after": TIME}),
        ("take-back", STAFF, {**h(delivery), "delivery": one}),
        ("receipt", STAFF, {**h(delivery), "record": one, "step": "opened", "proof": three}),
        ("heads", STAFF, {**h(SCOPES["heads"]), "sequence": 8, "list": listed(14)}),
    ]
    return [Statement(name, name.rstrip("?"), payload, key).row() for name, key, payload in rows]


def lists():
    seal = [(0, 1, MEMBER_A, b"cover"), (0, 2, MEMBER_A, b"version"), (1, 1, MEMBER_B, b"cover"), (0xFFFF, 3, MEMBER_B, b"")]
    fixed = {name: [(bytes([n]) * 32, bytes([0x10 + n]) * 32) for n in (3, 1, 2)] for name in ("scopes", "heads")}
    packs = [(b3(b"a"), 65536), (b3(b"b"), 8388608)]
    return [
        {"kind": "packs", "rows": [{"object": o.hex(), "bytes": n} for o, n in packs],
         "encoded": rows(b"packs", [o + struct.pack(">I", n) for o, n in packs]).hex()},
        {"kind": "seals", "rows": [{"recipient": r, "purpose": p, "key": sha(k).hex(), "object": b3(d).hex(), "bytes": len(d)}
                                   for r, p, k, d in seal],
         "encoded": rows(b"seals", [seal_row(*row) for row in seal]).hex()},
    ] + [
        {"kind": name, "rows": [{"first": a.hex(), "second": b.hex()} for a, b in pairs],
         "encoded": rows(name.encode(), [a + b for a, b in pairs]).hex()}
        for name, pairs in fixed.items()
    ]


def refused():
    """Envelopes that must be refused, each with the reason as the reader names it."""
    kind = media_type("take-back")
    head = "11" * 32
    good = {"header": header(STAFF, SCOPES["delivery"], head=head, prev="12" * 32), "delivery": "12" * 32}
    plain = envelope(kind, compact(good), STAFF)

    def payload(text, kind=kind, key=STAFF):
        return envelope(kind, text if isinstance(text, bytes) else text.encode(), key)

    def changed(**fields):
        return compact({**good, "header": {**good["header"], **fields}})

    text = compact(good).decode()
    positional = compact([list(good["header"].values()), good["delivery"]])
    nested_positional = compact({**good, "header": list(good["header"].values())})
    cases = [
        ("white space in the envelope", "Form", plain.replace('":"', '": "', 1)),
        ("an escape in the envelope", "Form", plain.replace("application/", "application\\/")),
        ("two signatures", "Json", plain.replace("]}", "," + plain[plain.index('{"keyid'):-2] + "]}")),
        ("no signature", "Json", plain[:plain.index('{"keyid')] + "]}"),
        ("base64 without padding", "Json", plain.replace("==", "")),
        ("an upper-case keyid", "Json", plain.replace(STAFF.device.hex(), STAFF.device.hex().upper())),
        ("a field more in the envelope", "Json", plain[:-1] + ',"more":1}'),
        ("another device's key", "KeyId", payload(compact(good), key=OTHER)),
        ("a key twice", "Json", payload(text.replace('"suite":1', '"suite":1,"suite":1'))),
        ("a key twice, once escaped", "Json", payload(text.replace('"suite":1', '"suite":1,"\\u0073uite":1'))),
        ("an unknown field", "Json", payload(text.replace('"suite":1', '"suite":1,"more":1'))),
        ("a null", "Json", payload(text.replace('"checkpoint":""', '"checkpoint":null'))),
        ("a float", "Json", payload(text.replace('"suite":1', '"suite":1.0'))),
        ("an exponent", "Json", payload(text.replace('"suite":1', '"suite":1e0'))),
        ("a negative number", "Json", payload(text.replace(f'"time":{TIME}', '"time":-1'))),
        ("2^53", "Json", payload(text.replace(f'"time":{TIME}', f'"time":{2**53}'))),
        ("a lone surrogate", "Json", payload(text.replace('"checkpoint":""', '"checkpoint":"\\ud800"'))),
        ("bytes that are not UTF-8", "Json", payload(compact(good).replace(b'"checkpoint":""', b'"checkpoint":"\xff"'))),
        ("a byte order mark", "Json", payload("\ufeff" + text)),
        ("bytes after the value", "Json", payload(text + "{}")),
        ("an array of the fields", "Json", payload(positional)),
        ("an array of the header's fields", "Json", payload(nested_positional)),
        ("no payload", "Json", payload("")),
        ("another suite", "Json", payload(changed(suite=2))),
        ("a checkpoint", "Rule", payload(changed(checkpoint="x"))),
        ("the realm's scope", "Rule", payload(changed(scope=SCOPES["realm"].hex()))),
        ("the department's chain", "Rule", payload(changed(scope=DEPARTMENT.hex()))),
        ("no department", "Rule", payload(changed(department=""))),
        ("no head", "Rule", payload(changed(head=""))),
        ("no prev", "Rule", payload(changed(prev=""))),
        ("overridden twice", "Rule", payload(changed(overrides=[head, head]))),
        ("a later version of the kind", "UnknownKind", payload(text, kind=kind.replace(".v1", ".v2"))),
        ("an unknown kind", "UnknownKind", payload(text, kind=media_type("correct"))),
        ("no kind at all", "Form", payload(text, kind="application/json")),
        ("an enrolment", "Form", enrolment("li", STAFF, MEMBER_B)[1]),
        ("a signature for another type", "Signature", plain.replace("take-back", "receipt").replace(
            b64(compact(good)), b64(compact({"header": good["header"], "record": head, "step": "opened", "proof": head})))),
        ("a signature with its last byte changed", "Signature", flipped(compact(good), kind)),
    ]
    return [{"name": name, "why": why, "envelope": bad} for name, why, bad in cases]


def flipped(payload, kind):
    whole = json.loads(envelope(kind, payload, STAFF))
    signature = bytearray(base64.b64decode(whole["signatures"][0]["sig"]))
    signature[-1] ^= 1
    whole["signatures"][0]["sig"] = b64(bytes(signature))
    return json.dumps(whole, separators=(",", ":"))


def main():
    files = {"ids": ids(), "statements": statements(), "kinds": kinds(), "lists": lists(), "refused": refused()}
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        path = VECTORS / f"{name}.json"
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        if sys.argv[1:] != ["check"]:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is not what this program writes")
    print(f"{len(files)} files are as they should be")


main()

"""Decodes every vector with read_record.py. Exits 1 at the first whose decoded form differs from its value."""

import json, pathlib, sys, zlib

from read_record import read

LAYOUTS = ["lines", "whole", "csv", "framed"]
ENCODINGS = ["utf-16le", "utf-16be"]
TEXTS = {2: "contentType", 3: "schemaId", 4: "traceContext"}
PLACE = ["offset", "lineNumber", "recordCount", "rawLength"]
PART = ["slot", "index", "count", "rangeOffset", "rangeLength"]


def expected(value):
    """Returns what `read` must return for a vector with this value."""
    if value["profile"] == "kpl":
        return "kpl", [aggregated(**record) for record in value["records"]]
    block, source = value["block"], value["block"]["source"]
    flags = block["isLast"] + 2 * block["isReference"]
    place = [block[name] for name in PLACE]
    fields = {tag: block[name].encode() for tag, name in TEXTS.items() if name in block}
    if "versionId" in source:
        fields[1] = source["versionId"].encode()
    if "header" in block:
        fields[5] = bytes.fromhex(block["header"])
    if "headerReference" in block:
        reference = block["headerReference"]
        fields[7] = leb128(reference["length"]) + reference["crc32"].to_bytes(4, "little")
    if "delimiter" in block:
        fields[129] = block["delimiter"].encode()
    if "encoding" in block:
        fields[130] = bytes([ENCODINGS.index(block["encoding"])])
    if "part" in block:
        fields[128] = b"".join(leb128(block["part"][name]) for name in PART)
    names = [source["bucket"].encode(), source["key"].encode()]
    records = [(r["offset"], r["lineNumber"], bytes.fromhex(r["hex"])) for r in value["records"]]
    body = bytes.fromhex(value["body"])
    checksum = block.get("referenceCrc32", zlib.crc32(body))
    return "block", flags, LAYOUTS.index(block["layout"]), place, checksum, names, fields, body, records


def aggregated(hex, partitionKey, explicitHashKey=None):
    hash_keys = [] if explicitHashKey is None else [explicitHashKey.encode()]
    return partitionKey.encode(), hash_keys, bytes.fromhex(hex)


def leb128(number):
    return bytes([number]) if number < 128 else bytes([number % 128 + 128]) + leb128(number // 128)


def difference_of(vector):
    data = bytes.fromhex(vector["hex"])
    try:
        found = read(data)
    except Exception as error:
        return None if "error" in vector else repr(error)
    if "error" not in vector:
        plain = vector["value"]["profile"] == "plain"
        wanted = ("plain", data) if plain else expected(vector["value"])
        return None if found == wanted else f"{found!r} instead of {wanted!r}"
    return f"{found!r} instead of an error"


files = sorted(pathlib.Path(__file__).parent.glob("*.json"))
vectors = [(path.name, vector) for path in files for vector in json.loads(path.read_text())]
for name, vector in vectors:
    if difference := difference_of(vector):
        sys.exit(f"{name}, {vector['name']}: {difference}")
print(f"{len(vectors)} vectors decoded")

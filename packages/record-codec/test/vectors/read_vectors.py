"""Decodes the vectors, from FORMAT.md alone: Python's standard library, and the zstd tool for zstd. Exits 1 at a difference."""
import hashlib, json, pathlib, struct, subprocess, sys, zlib

MAGIC = bytes.fromhex("894857420d0a1a0a")
LAYOUTS = ["lines", "whole", "csv", "framed"]

class Reader:
    def __init__(self, data): self.data, self.at = data, 0
    def take(self, count):
        assert self.at + count <= len(self.data), "ends early"
        self.at += count
        return self.data[self.at - count : self.at]
    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128: return value
    def prefixed(self): return self.take(self.varint())

def unpack(data):  # -> (metadata, body), FORMAT.md "Two framings"
    if data[16:24] == MAGIC:
        assert data[:10].hex() == "1f8b08040000000000ff" and data[12:14] == b"HW", "signature"
        extra, _, size = struct.unpack("<HHH", data[10:16])
        assert extra == size + 4, "lengths"
        return data[24 : 16 + size], zlib.decompress(data, 31)
    size = struct.unpack("<I", data[-12:-8])[0]
    frame = data[: len(data) - size - 20]
    return data[-12 - size : -12], subprocess.run(["zstd", "-dcq"], input=frame, capture_output=True, check=True).stdout

def read_block(data):
    metadata, body = unpack(data)
    assert zlib.crc32(metadata[:-4]) == struct.unpack("<I", metadata[-4:])[0], "metadata checksum"
    fields = Reader(metadata[:-4])
    version, flags, layout = fields.take(3)
    assert version == 1 and flags < 4
    block = {"offset": fields.varint(), "lineNumber": fields.varint(), "recordCount": fields.varint(), "rawLength": fields.varint()}
    checksum = struct.unpack("<I", fields.take(4))[0]
    block |= {"source": {"bucket": fields.prefixed().decode(), "key": fields.prefixed().decode()}, "layout": LAYOUTS[layout]}
    block |= {"isLast": bool(flags & 1), "isReference": bool(flags & 2)}
    while fields.at < len(fields.data):
        tag, value = fields.take(1)[0], fields.prefixed()
        if tag == 1: block["source"]["versionId"] = value.decode()
        elif tag in (2, 3, 4): block[("contentType", "schemaId", "traceContext")[tag - 2]] = value.decode()
        elif tag == 5: block["header"] = value.hex()
        elif tag == 128:
            numbers = Reader(value)
            block["part"] = {name: numbers.varint() for name in ("slot", "index", "count", "rangeOffset", "rangeLength")}
        else: assert tag < 128, "upgrade"
    if block["isReference"]: block["referenceCrc32"] = checksum
    else: assert zlib.crc32(body) == checksum and len(body) == block["rawLength"], "body checksum"
    return {"profile": "block", "block": block, "body": body.hex(), "records": list(records(block, body))}

def records(block, body):
    reader, offset, number = Reader(body), block["offset"], block["lineNumber"]
    while reader.at < len(body):
        if block["layout"] == "framed":
            offset, number = offset + reader.varint(), number + reader.varint()
            record = following = reader.prefixed()
        else:
            end, quoted = reader.at, False
            while end < len(body) and (quoted or body[end] != 10 or block["layout"] == "whole"):
                quoted ^= block["layout"] == "csv" and body[end] == 34
                end += 1
            record = following = reader.take(min(end + 1, len(body)) - reader.at)
        if block["layout"] != "whole" and record.endswith(b"\n"): record = record[:-2] if record.endswith(b"\r\n") else record[:-1]
        yield {"hex": record.hex(), "offset": offset, "lineNumber": number}
        if block["layout"] != "framed": offset, number = offset + len(following), number + 1

def fields_of(message):  # protobuf: numbers and length-prefixed fields are all that an aggregate has
    reader = Reader(message)
    while reader.at < len(message):
        tag = reader.varint()
        yield tag >> 3, reader.varint() if tag & 7 == 0 else reader.prefixed()

def read_aggregate(message):
    tables, found = {1: [], 2: []}, []
    for number, value in fields_of(message):
        (found if number == 3 else tables[number]).append(value)
    for record in found:
        parts = dict(fields_of(record))
        keys = {"partitionKey": tables[1][parts[1]].decode()}
        if 2 in parts: keys["explicitHashKey"] = tables[2][parts[2]].decode()
        yield {"hex": parts[3].hex(), **keys}

def decode(data):
    if data[16:24] == MAGIC or data[-8:] == MAGIC: return read_block(data)
    if data[:4].hex() != "f3899ac2": return {"profile": "plain"}
    if hashlib.md5(data[4:-16]).digest() != data[-16:]: return {"profile": "plain", "resembles": "kpl"}
    return {"profile": "kpl", "records": list(read_aggregate(data[4:-16]))}

count = 0
for path in sorted(pathlib.Path(__file__).parent.glob("*.json")):
    for vector in json.loads(path.read_text()):
        try: result = decode(bytes.fromhex(vector["hex"]))
        except Exception as error: result = error
        right = isinstance(result, Exception) if "error" in vector else result == vector["value"]
        if not right: sys.exit(f'{path.name}, {vector["name"]}: {result!r}')
        count += 1
print(f"{count} vectors decoded")

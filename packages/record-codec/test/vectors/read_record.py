"""Decodes the data of one Kinesis record. Written from FORMAT.md alone; needs the zstd tool for zstd blocks."""

import collections, hashlib, io, re, struct, subprocess, zlib

MAGIC = bytes.fromhex("894857420d0a1a0a")
FIELD = r'(?:"(?:[^"]|"")*(?:"|\Z))?[^\n%s]*'
LAYOUTS = [r"[^\n]*(?:\n|\Z)", r"(?s:.*)", r"{0}(?:[{1}]{0})*(?:\n|\Z)", "framed"]
UNITS = {None: "<{}B", b"\0": "<{}H", b"\1": ">{}H"}



def read(data):
    if data[16:24] == MAGIC:
        end = 16 + int.from_bytes(data[14:16], "little")
        return "block", *read_block(data[24:end], zlib.decompress(data, 31))
    if data[-8:] == MAGIC:
        start = len(data) - 12 - int.from_bytes(data[-12:-8], "little")
        unzstd = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=True)
        return "block", *read_block(data[start:-12], unzstd.stdout)
    if data[:4].hex() == "f3899ac2" and hashlib.md5(data[4:-16]).digest() == data[-16:]:
        return "kpl", list(read_aggregate(data[4:-16]))
    return "plain", data


def read_block(metadata, body):
    content, checksum = metadata[:-4], int.from_bytes(metadata[-4:], "little")
    assert zlib.crc32(content) == checksum, "the metadata does not match its checksum"
    data = io.BytesIO(content)
    version, flags, layout = data.read(3)
    assert layout < len(LAYOUTS), "unsupported format: upgrade"
    assert version == 1 and flags < 4, "unsupported format: upgrade"
    place = offset, line, count, length = [varint(data) for _ in range(4)]
    checksum = int.from_bytes(data.read(4), "little")
    source, fields = [field(data), field(data)], {}
    while tag := data.read(1):
        assert tag[0] <= 130, "unsupported format: upgrade"
        fields[tag[0]] = field(data)
    if 6 in fields:
        varint(deflated := io.BytesIO(fields.pop(6)))
        fields[5] = zlib.decompress(deflated.read(), -15)
    assert flags & 2 or (zlib.crc32(body), len(body)) == (checksum, length), "the body does not match its checksum or length"
    records = list(split(body, layout, offset, line, fields))
    return flags, layout, place, checksum, source, fields, body, records


def split(body, layout, offset, line, fields):
    units, delimiter, data, start = UNITS[fields.get(130)], fields.get(129, b",").decode(), io.BytesIO(body), 0
    size = struct.calcsize(units.format(1))
    text = lambda part: "".join(map(chr, struct.unpack(units.format(len(part) // size), part)))
    pack = lambda part: struct.pack(units.format(len(part)), *map(ord, part))
    content = lambda record: pack(record if layout == 1 else re.sub(r"\r?\n\Z", "", record))
    while layout == 3 and data.tell() < len(body):
        offset, line = offset + varint(data), line + varint(data)
        yield offset, line, content(text(field(data)))
    rows, pattern = text(body) if layout != 3 else "", LAYOUTS[layout].format(FIELD % delimiter, delimiter)
    mark = re.match("\ufeff|\xef\xbb\xbf", rows) if offset == 0 else None
    while start < len(rows):
        end = re.compile(pattern).match(rows, mark.end() if mark and start == 0 else start).end()
        yield offset + start * size, line, content(rows[start:end])
        line, start = line + 1, end


def read_aggregate(message):
    tables = protobuf(message)
    for record in map(protobuf, tables[3]):
        yield tables[1][record[1][0]], [tables[2][index] for index in record[2]], record[3][0]


def protobuf(message):
    data, fields = io.BytesIO(message), collections.defaultdict(list)
    while data.tell() < len(message):
        tag = varint(data)
        fields[tag >> 3].append(field(data) if tag & 7 == 2 else varint(data))
    return fields


def field(data):
    value = data.read(length := varint(data))
    assert len(value) == length, "a field ends early"
    return value


def varint(data):
    byte = data.read(1)[0]
    return byte if byte < 128 else byte - 128 + 128 * varint(data)

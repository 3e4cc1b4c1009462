#!/usr/bin/env python3
"""How much memory large documents take.

    python3 benches/memory.py --tracie target/release/tracie
    python3 benches/memory.py --tracie target/release/tracie --scale 0.01   # a trial
    python3 benches/memory.py --only gz doc

Writes documents of made-up text, each with marks at its start and end, has
`tracie extract` show both marks (of gzip the first: Macie's quota ends it at
3 GiB), and then tells the most memory that extracting
and scanning took. Sizes are those of the bar: 10 GiB of gzip, 4 GiB of Parquet
(which needs pyarrow), a workbook of 2 GiB in a zip archive, and 250 MiB of what
is held in memory as a whole. What was written is removed again.
"""

import argparse
import gzip
import struct
import sys
import zlib
from pathlib import Path

from harness import documents, measure

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench" / "memory"
MEBIBYTE = 1 << 20
FIRST, LAST = "TRACIEFIRST", "TRACIELAST"


def block(size):
    """So many bytes of lines of text, or a few less."""
    text = documents.text(min(size, 8 * MEBIBYTE), 3, marks=0)
    return text[: text.rindex(b"\n", 0, min(size, len(text))) + 1]


def write_gz(path, size):
    """Members one behind the other, as gzip allows."""
    with open(path, "wb") as file:
        file.write(gzip.compress(FIRST.encode() + b"\n"))
        text = block(size)
        member = gzip.compress(text, 6)
        for _ in range(max(size // len(text), 1)):
            file.write(member)
        file.write(gzip.compress(LAST.encode() + b"\n"))


class Deflated:
    """A stream of deflate whose middle is the same piece many times, made of
    blocks that do not look back at each other."""

    def __init__(self, first, middle, times, last):
        self.size, self.sum = 0, 0
        self.packed = self.part(first) + self.part(middle) * 0
        piece, length = self.blocks(middle), len(middle)
        self.middle, self.times = piece, times
        for _ in range(times):
            self.sum = zlib.crc32(middle, self.sum)
        self.size += length * times
        self.last = self.part(last, end=True)

    def blocks(self, data, end=False):
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush(zlib.Z_FINISH if end else zlib.Z_FULL_FLUSH)

    def part(self, data, end=False):
        self.sum = zlib.crc32(data, self.sum)
        self.size += len(data)
        return self.blocks(data, end)

    def write(self, file):
        file.write(self.packed)
        for _ in range(self.times):
            file.write(self.middle)
        file.write(self.last)

    def length(self):
        return len(self.packed) + len(self.middle) * self.times + len(self.last)


class Zip:
    """A zip archive, written by hand so that nothing large is in memory."""

    def __init__(self, file):
        self.file, self.start, self.listed = file, file.tell(), []

    def add(self, name, method, total, size, packed, write):
        name = name.encode()
        head = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x5862, total, packed, size, len(name), 0)
        at = self.file.tell() - self.start
        self.file.write(b"PK\3\4" + head + name)
        write(self.file)
        self.listed.append(b"PK\1\2\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + name)

    def add_bytes(self, name, data):
        self.add(name, 0, zlib.crc32(data), len(data), len(data), lambda file: file.write(data))

    def end(self):
        at = self.file.tell() - self.start
        directory = b"".join(self.listed)
        count = len(self.listed)
        end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
        self.file.write(directory + b"PK\5\6" + end)


def write_xlsx_in_zip(path, size):
    """A workbook whose only sheet is that large, stored in an archive."""
    row = "<row>" + "".join(f'<c t="inlineStr"><is><t>{word} {n}</t></is></c>' for n, word in
                            enumerate(documents.WORDS)) + "</row>\n"
    cell = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>\n'
    rows = (row * max(min(size, MEBIBYTE) // len(row), 1)).encode()
    sheet = Deflated(("<worksheet><sheetData>" + cell.format(FIRST)).encode(), rows, max(size // len(rows), 1),
                     (cell.format(LAST) + "</sheetData></worksheet>").encode())
    inner = path.with_suffix(".inner")
    with open(inner, "wb") as file:
        book = Zip(file)
        book.add_bytes("[Content_Types].xml", b"<Types/>")
        book.add_bytes("xl/workbook.xml", b'<workbook><sheets><sheet name="a"/></sheets></workbook>')
        book.add("xl/worksheets/sheet1.xml", 8, sheet.sum, sheet.size, sheet.length(), sheet.write)
        book.end()
    data = inner.read_bytes()
    inner.unlink()
    with open(path, "wb") as file:
        archive = Zip(file)
        archive.add_bytes("book.xlsx", data)
        archive.end()


def write_parquet(path, size):
    import pyarrow
    from pyarrow import parquet

    lines = block(size).decode().splitlines()
    count = max(size // sum(map(len, lines)), 1)
    schema = pyarrow.schema([("text", pyarrow.string()), ("number", pyarrow.int64())])
    with parquet.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
        for n in range(count):
            texts = list(lines)
            if n == 0:
                texts[0] = FIRST
            if n == count - 1:
                texts[-1] = LAST
            numbers = list(range(n * len(texts), (n + 1) * len(texts)))
            writer.write_table(pyarrow.table([texts, numbers], schema=schema))


def compound(path, streams):
    """An OLE compound file of these streams, each in one run of sectors."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    padded = [(name, write, -(-max(length, 4096) // sector)) for name, length, write in streams]
    entries = -(-(len(streams) + 1) // 4)
    data = sum(it[2] for it in padded)
    tables = 0
    while True:
        sectors = tables + lists(tables) + entries + data
        if -(-sectors // 128) <= tables:
            break
        tables = -(-sectors // 128)
    extra = lists(tables)
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFC] * extra
    chain += list(range(len(chain) + 1, len(chain) + entries)) + [end]
    starts = []
    for _, _, count in padded:
        starts.append(len(chain))
        chain += list(range(len(chain) + 1, len(chain) + count)) + [end]
    chain += [free] * (tables * 128 - len(chain))
    with open(path, "wb") as file:
        listed = list(range(tables))
        head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, tables + extra, 0, 4096, end, 0,
                                       tables if extra else end, extra)
        head += b"".join(struct.pack("<I", it) for it in (listed[:109] + [free] * 109)[:109])
        file.write(head)
        file.write(struct.pack(f"<{len(chain)}I", *chain))
        rest = listed[109:]
        for n in range(extra):
            part = (rest[n * 127:(n + 1) * 127] + [free] * 127)[:127]
            following = tables + n + 1 if n + 1 < extra else end
            file.write(struct.pack("<128I", *part, following))
        file.write(entry("Root Entry", 5, end, 0, 1, free))
        for n, ((name, _, _), (_, length, _)) in enumerate(zip(padded, streams)):
            more = n + 2 if n + 1 < len(streams) else free
            file.write(entry(name, 2, starts[n], max(length, 4096), free, more))
        file.write(bytes(128 * (4 * entries - len(streams) - 1)))
        for _, write, count in padded:
            at = file.tell()
            write(file)
            file.write(bytes(at + count * sector - file.tell()))


def lists(tables):
    return max(-(-(tables - 109) // 127), 0)


def entry(name, kind, start, size, child, right):
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    head += struct.pack("<III", 0xFFFFFFFF, right, child if kind == 5 else 0xFFFFFFFF)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def write_doc(path, size):
    """Text of one piece, in UTF-16."""
    start = 1536
    text = block(size // 2).replace(b"\n", b"\r").decode()
    piece = text.encode("utf-16-le")
    times = max(size // len(piece), 1)
    first, last = (f"{FIRST}\r".encode("utf-16-le"), f"{LAST}\r".encode("utf-16-le"))
    length = len(first) + len(piece) * times + len(last)
    pieces = struct.pack("<II", 0, length // 2) + struct.pack("<HIH", 0, start, 0)
    table = b"\2" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(start)
    head[:4] = struct.pack("<HH", 0xA5EC, 0xC1)
    head[0x1A2:0x1AA] = struct.pack("<II", 0, len(table))

    def write(file):
        file.write(head + first)
        for _ in range(times):
            file.write(piece)
        file.write(last)

    compound(path, [("WordDocument", start + length, write), ("0Table", len(table), lambda file: file.write(table))])


def write_xls(path, size):
    """A sheet of cells with their text."""
    def record(kind, content):
        return struct.pack("<HH", kind, len(content)) + content

    def label(row, column, text):
        text = text.encode()
        return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text)

    globe = record(0x809, struct.pack("<HHHH", 0x600, 5, 0, 0) + bytes(8))
    sheet = record(0x809, struct.pack("<HHHH", 0x600, 16, 0, 0) + bytes(8))
    bound = record(0x85, struct.pack("<IHBB", len(globe) + 4 + 9 + 4, 0, 1, 0) + b"a")
    start = globe + bound + record(0x0A, b"") + sheet
    cells = [label(0, 0, FIRST)]
    lines = block(size).decode().splitlines()
    have, n = 0, 1
    # 256 columns at most; the same cell comes again where there are more.
    while have < size:
        cells.append(label(n // 200 % 65536, n % 200, lines[n % len(lines)]))
        have += len(cells[-1])
        n += 1
    cells.append(label(n // 200 % 65536, n % 200, LAST))
    content = start + b"".join(cells) + record(0x0A, b"")
    compound(path, [("Workbook", len(content), lambda file: file.write(content))])


def write_pdf(path, size):
    """Pages of text that is not compressed."""
    lines = block(min(size, MEBIBYTE)).decode().splitlines()
    page = "BT /F 9 Tf 12 TL 20 800 Td\n" + "".join(f"({it}) ' " for it in lines[:60]) + "ET"
    count = max(size // len(page), 1)
    with open(path, "wb") as file:
        places = []

        def add(text):
            places.append(file.tell())
            file.write(f"{len(places)} 0 obj\n{text}\nendobj\n".encode())

        file.write(b"%PDF-1.7\n")
        add("<</Type/Catalog/Pages 2 0 R>>")
        kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
        add(f"<</Type/Pages/Count {count}/Kids[{kids}]>>")
        add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
        for n in range(count):
            mark = FIRST if n == 0 else LAST if n == count - 1 else "page"
            text = page.replace("Td\n", f"Td ({mark}) ' ", 1)
            add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>")
            add(f"<</Length {len(text)}>>\nstream\n{text}\nendstream")
        table = file.tell()
        file.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
        file.write("".join(f"{it:010} 00000 n \n" for it in places).encode())
        file.write(f"trailer\n<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode())


# What each takes at most, in MiB, by the bar.
CASES = {
    "gz": ("text.txt.gz", write_gz, 10 << 30, 512),
    "zip": ("book.zip", write_xlsx_in_zip, 2 << 30, 512),
    "parquet": ("table.parquet", write_parquet, 4 << 30, 512),
    "doc": ("text.doc", write_doc, 250 * MEBIBYTE, 1024),
    "xls": ("book.xls", write_xls, 245 * MEBIBYTE, 1024),
    "pdf": ("text.pdf", write_pdf, 245 * MEBIBYTE, 1024),
}


def marks(path):
    """Which of the marks are in a file."""
    found, before = set(), b""
    with open(path, "rb") as file:
        while part := file.read(MEBIBYTE):
            seen = before + part
            found |= {it for it in (FIRST, LAST) if it.encode() in seen}
            before = seen[-len(FIRST):]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tracie", default=str(ROOT / "target/release/tracie"))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", choices=list(CASES))
    args = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    output, wrong = WORK / "output", []
    print("| document | text, MiB | file, MiB | extracting, MiB | seconds | scanning, MiB | seconds |\n|---|---|---|---|---|---|---|")
    for name in args.only or CASES:
        file, write, size, most = CASES[name]
        path = WORK / file
        write(path, int(size * args.scale))
        extract = measure.timed([args.tracie, "extract", "--plain", str(path)], output, {})
        text = output.stat().st_size
        expected = {FIRST} if name == "gz" and size * args.scale > 3 << 30 else {FIRST, LAST}
        if marks(output) != expected:
            wrong.append(f"{name}: not all of it was read (exit {extract.status})")
        command = [args.tracie, "scan", "--quiet", "--threads", "1", "--managed", "all", "--format", "jsonl", str(path)]
        scan = measure.timed(command, output, {})
        if scan.status not in (0, 1, 3):
            wrong.append(f"{name}: scanning ended with {scan.status}")
        if max(extract.peak_mib, scan.peak_mib) > most:
            wrong.append(f"{name}: {max(extract.peak_mib, scan.peak_mib):.0f} MiB, more than {most}")
        print(f"| {name} | {text >> 20:,} | {path.stat().st_size >> 20:,} | {extract.peak_mib:.0f} | {extract.wall:.1f} "
              f"| {scan.peak_mib:.0f} | {scan.wall:.1f} |", flush=True)
        path.unlink()
    output.unlink(missing_ok=True)
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()

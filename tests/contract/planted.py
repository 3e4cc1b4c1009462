#!/usr/bin/env python3
"""Documents of independent writers, with values planted at known places.

    planted.py --tracie target/release/tracie [--keep FOLDER]

Each writer is a library that Tracie has nothing to do with. Every value must be
found, at the place where the writer put it. All values are made up. Writes one
line at the end: how many values in how many documents.
"""

import argparse
import bz2
import email.message
import gzip
import io
import json
import lzma
import mailbox
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

IDENTIFIER = """\
[[custom]]
name = "planted"
regex = 'PLANT-[0-9]{6}'
"""
# What opens the documents that are locked.
PASSWORD = "planted too"
# Of images only the notes are read, which is told.
PARTIAL = ("photo.jpg", "picture.png")
# Members and pages that a finding has room to locate.
ROOM = 15


class Planter:
    """Hands out values, and remembers where each was put."""

    def __init__(self):
        self.count = 0
        self.places = []

    def put(self, place=None):
        self.count += 1
        self.places.append(place)
        return f"PLANT-{self.count:06}"


def cell(row, column, name, reference):
    return ("cell", row, column, name, reference)


def record(index, path):
    return ("record", index, path)


def page(number):
    return ("page", number)


def line(start, column, end=None):
    return ("line", start, end or start, column)


# --- the writers: each writes one document and says what it planted -------


def xlsx(path, plant):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    staff = book.active
    staff.title = "Staff"
    staff.append(["name", "badge", "since"])
    for row in range(2, 5):
        staff.append([f"Name {row}", plant.put(cell(row, 2, "badge", f"Staff!B{row}")), row])
    staff["C2"].comment = Comment(f"see {plant.put(cell(2, 3, None, 'Staff!C2'))}", "somebody")
    hidden = book.create_sheet("Not shown")
    hidden.sheet_state = "hidden"
    hidden["D7"] = plant.put(cell(7, 4, None, "Not shown!D7"))
    book.properties.title = plant.put()
    book.save(path)
    # Cells come first, then what is written about them.
    plant.places = [plant.places[at] for at in (0, 1, 2, 4, 3, 5)]


def xls(path, plant):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Old")
    for column, name in enumerate(["name", "badge"]):
        sheet.write(0, column, name)
    for row in range(1, 4):
        sheet.write(row, 0, f"Name {row}")
        sheet.write(row, 1, plant.put(cell(row + 1, 2, "badge", f"Old!B{row + 1}")))
    book.save(str(path))


def ods(path, plant):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Data")
    for row in range(1, 5):
        cells = TableRow()
        cells.addElement(TableCell(numbercolumnsrepeated=2))
        value = TableCell()
        text = "badge" if row == 1 else plant.put(cell(row, 3, "badge", f"Data!C{row}"))
        value.addElement(P(text=text))
        cells.addElement(value)
        table.addElement(cells)
    book.spreadsheet.addElement(table)
    book.save(str(path))


def odt(path, plant):
    from odf.opendocument import OpenDocumentText
    from odf.text import P

    text = OpenDocumentText()
    for _ in range(3):
        text.text.addElement(P(text=f"badge {plant.put()} of somebody"))
    text.save(str(path))


def docx(path, plant):
    from docx import Document

    document = Document()
    run = document.add_paragraph("badge ").add_run(plant.put()[:8])
    document.paragraphs[-1].add_run(f"{plant.count:06}"[2:]).bold = True
    del run
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 1).text = plant.put()
    document.sections[0].footer.paragraphs[0].text = plant.put()
    document.core_properties.comments = plant.put()
    document.save(str(path))


def pptx(path, plant):
    from pptx import Presentation

    talk = Presentation()
    for number in (1, 2):
        slide = talk.slides.add_slide(talk.slide_layouts[5])
        slide.shapes.title.text = plant.put(page(number))
    slide.notes_slide.notes_text_frame.text = plant.put(page(1))
    talk.save(str(path))


def pdf(path, plant):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for number in range(1, 4):
        canvas.drawString(72, 700, f"badge {plant.put(page(number))}")
        canvas.drawString(72, 400, plant.put(page(number)))
        canvas.showPage()
    canvas.save()


def parquet(path, plant, compression="snappy"):
    import pyarrow
    import pyarrow.parquet

    rows = [{"name": f"Name {n}", "inner": {"badge": plant.put(record(n, "$.inner.badge"))}} for n in range(5)]
    table = pyarrow.Table.from_pylist(rows)
    pyarrow.parquet.write_table(table, path, compression=compression)


def orc(path, plant, compression="zlib"):
    import pyarrow
    import pyarrow.orc

    rows = [
        {"badge": plant.put(record(n, "$.badge")), "more": ["x", plant.put(record(n, "$.more[1]"))]}
        for n in range(5)
    ]
    pyarrow.orc.write_table(pyarrow.Table.from_pylist(rows), str(path), compression=compression)


def arrow(path, plant, stream=False, compression=None):
    import pyarrow

    rows = [
        {"badge": plant.put(record(n, "$.badge")), "inner": {"more": plant.put(record(n, "$.inner.more"))}}
        for n in range(5)
    ]
    table = pyarrow.Table.from_pylist(rows)
    options = pyarrow.ipc.IpcWriteOptions(compression=compression)
    new = pyarrow.ipc.new_stream if stream else pyarrow.ipc.new_file
    with pyarrow.OSFile(str(path), "wb") as file, new(file, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=2)


def sqlite(path, plant):
    import sqlite3

    base = sqlite3.connect(path)
    base.execute("create table people (id integer primary key, badge text, note blob)")
    base.execute("create table codes (code text, badge text, primary key (code)) without rowid")
    long = "x" * 20_000
    for n in range(3):
        badge = plant.put(record(n, "$.people.badge"))
        base.execute("insert into people (badge, note) values (?, ?)", (badge, long))
    for n in range(3):
        base.execute("insert into codes values (?, ?)", (f"c{n}", plant.put(record(n, "$.codes.badge"))))
    base.commit()
    base.close()


def jpeg(path, plant):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = plant.put()
    Image.new("RGB", (8, 8)).save(path, exif=exif, comment=plant.put().encode())


def png(path, plant):
    from PIL import Image, PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", plant.put())
    texts.add_text("Comment", plant.put(), zip=True)
    texts.add_itxt("Title", plant.put())
    Image.new("RGB", (8, 8)).save(path, pnginfo=texts)


def seven_zip(path, plant, **options):
    import py7zr

    with py7zr.SevenZipFile(path, "w", **options) as archive:
        for name, content in members(plant):
            archive.writestr(content, name)


def locked_zip(path, plant):
    import pyzipper

    options = {"compression": pyzipper.ZIP_DEFLATED, "encryption": pyzipper.WZ_AES}
    with pyzipper.AESZipFile(path, "w", **options) as archive:
        archive.setpassword(PASSWORD.encode())
        for name, content in members(plant):
            archive.writestr(name, content)


def locked_pdf(path, plant):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption(PASSWORD, "other", strength=128))
    canvas.drawString(72, 700, f"badge {plant.put(page(1))}")
    canvas.save()


def locked_xlsx(path, plant):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = path.with_name("plain")
    xlsx(plain, plant)
    with open(plain, "rb") as source, open(path, "wb") as target:
        OOXMLFile(source).encrypt(PASSWORD, target)
    plain.unlink()


def avro(path, plant, codec="deflate"):
    import fastavro

    fields = [
        {"name": "badge", "type": ["null", "string"]},
        {"name": "more", "type": {"type": "array", "items": "string"}},
    ]
    schema = {"type": "record", "name": "person", "fields": fields}
    rows = [
        {"badge": plant.put(record(n, "$.badge")), "more": ["x", plant.put(record(n, "$.more[1]"))]}
        for n in range(3)
    ]
    with open(path, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(schema), rows, codec=codec)


def eml(path, plant):
    message = email.message.EmailMessage()
    message["From"] = "a@example.com"
    message["To"] = "b@example.com"
    message["Subject"] = f"badge {plant.put(line(3, 16))}"
    message.set_content(f"one\n\N{EURO SIGN} {plant.put('body')}\n", cte="quoted-printable")
    message.add_alternative(f"<p>{plant.put('html')}</p>\n", subtype="html", cte="base64")
    packed = gzip.compress(f"badge\n{plant.put()}\n".encode())
    message.add_attachment(packed, maintype="application", subtype="gzip", filename="badges.csv.gz")
    path.write_bytes(bytes(message))
    lines = path.read_text().splitlines()
    plain = next(n for n, text in enumerate(lines, 1) if f"PLANT-{2:06}" in text)
    html = next(n for n, text in enumerate(lines, 1) if text == "Content-Transfer-Encoding: base64")
    html = next(n for n in range(html, len(lines)) if lines[n - 1] == "") + 1
    plant.places[1:3] = [line(plain, 3), line(html, 4)]


def mbox(path, plant):
    box = mailbox.mbox(str(path))
    for _ in range(2):
        message = email.message.EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "x"
        message.set_content(f"badge {plant.put()}\n")
        box.add(message)
    box.close()
    lines = path.read_text().splitlines()
    for at in range(2):
        number = next(n for n, text in enumerate(lines, 1) if f"PLANT-{at + 1:06}" in text)
        plant.places[at] = line(number, 7)


def members(plant):
    return [(f"folder/{n}.txt", f"badge {plant.put()}\n".encode()) for n in range(4)]


def zipped(path, plant, method=zipfile.ZIP_DEFLATED):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", method) as archive:
        for name, content in members(plant):
            archive.writestr(name, content)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members(plant):
            archive.writestr(name, content)
        archive.writestr("inner.zip", inner.getvalue())


def tarred(path, plant, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in members(plant):
            about = tarfile.TarInfo("long/" * 40 + name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))


def compressed(path, plant, compress):
    path.write_bytes(compress(f"badge {plant.put()}\n".encode()))


def lz4(content):
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(sink, "lz4") as stream:
        stream.write(content)
    return sink.getvalue().to_pybytes()


def encoded(path, plant, encoding, text):
    path.write_bytes(f"{text * 4}\n{plant.put(line(2, 1))}\n".encode(encoding))


WRITERS = {
    "staff.xlsx": xlsx,
    "old.xls": xls,
    "sheet.ods": ods,
    "letter.odt": odt,
    "letter.docx": docx,
    "talk.pptx": pptx,
    "letter.pdf": pdf,
    "people.parquet": parquet,
    "zstd.parquet": lambda path, plant: parquet(path, plant, "zstd"),
    "brotli.parquet": lambda path, plant: parquet(path, plant, "brotli"),
    "people.avro": avro,
    "plain.avro": lambda path, plant: avro(path, plant, "null"),
    "bzip2.avro": lambda path, plant: avro(path, plant, "bzip2"),
    "people.orc": orc,
    "snappy.orc": lambda path, plant: orc(path, plant, "snappy"),
    "zstd.orc": lambda path, plant: orc(path, plant, "zstd"),
    "lz4.orc": lambda path, plant: orc(path, plant, "lz4"),
    "people.arrow": arrow,
    "lz4.feather": lambda path, plant: arrow(path, plant, compression="lz4"),
    "zstd.arrows": lambda path, plant: arrow(path, plant, True, "zstd"),
    "people.sqlite": sqlite,
    "photo.jpg": jpeg,
    "picture.png": png,
    "all.7z": seven_zip,
    "locked.7z": lambda path, plant: seven_zip(path, plant, password=PASSWORD),
    "locked.zip": locked_zip,
    "locked.pdf": locked_pdf,
    "locked.xlsx": locked_xlsx,
    "letter.eml": eml,
    "archive.mbox": mbox,
    "all.zip": zipped,
    "bzip2.zip": lambda path, plant: zipped(path, plant, zipfile.ZIP_BZIP2),
    "lzma.zip": lambda path, plant: zipped(path, plant, zipfile.ZIP_LZMA),
    "stored.zip": lambda path, plant: zipped(path, plant, zipfile.ZIP_STORED),
    "all.tar": tarred,
    "all.tar.gz": lambda path, plant: tarred(path, plant, "w:gz"),
    "all.tar.xz": lambda path, plant: tarred(path, plant, "w:xz"),
    "all.tar.bz2": lambda path, plant: tarred(path, plant, "w:bz2"),
    "badge.txt.gz": lambda path, plant: compressed(path, plant, gzip.compress),
    "badge.txt.bz2": lambda path, plant: compressed(path, plant, bz2.compress),
    "badge.txt.xz": lambda path, plant: compressed(path, plant, lzma.compress),
    "badge.txt.lz4": lambda path, plant: compressed(path, plant, lz4),
    "utf-32.txt": lambda path, plant: encoded(path, plant, "utf-32", "Gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n"),
    "shift-jis.txt": lambda path, plant: encoded(
        path, plant, "shift_jis", "\u500b\u4eba\u756a\u53f7\u3092\u78ba\u8a8d\u3057\u3066\u304f\u3060\u3055\u3044\u3002"
    ),
}


# --- what Tracie says -----------------------------------------------------


def scan(tracie, folder):
    """The findings by file name."""
    identifier = folder.parent / "planted.toml"
    identifier.write_text(IDENTIFIER)
    passwords = folder.parent / "passwords.txt"
    passwords.write_text(f"{PASSWORD}\nanother\n")
    command = [tracie, "scan", folder, "--managed", "none", "--custom", identifier, "--format", "jsonl"]
    command += ["--password-file", passwords]
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=300)
    if done.returncode not in (0, 1):
        sys.exit(f"tracie ended with {done.returncode}: {done.stderr.decode()}")
    findings = map(json.loads, done.stdout.splitlines())
    return {finding["resourcesAffected"]["s3Object"]["key"].rsplit("/")[-1]: finding for finding in findings}


def found(finding):
    """How many, and where."""
    result = finding["classificationDetails"]["result"]
    (detection,) = result["customDataIdentifiers"]["detections"]
    places = []
    occurrences = detection.get("occurrences") or {}
    for at in occurrences.get("cells") or []:
        places.append(cell(at["row"], at["column"], at.get("columnName"), at["cellReference"]))
    for at in occurrences.get("records") or []:
        places.append(record(at["recordIndex"], at.get("jsonPath")))
    for at in occurrences.get("pages") or []:
        places.append(page(at["pageNumber"]))
    for at in occurrences.get("lineRanges") or []:
        places.append(line(at["start"], at["startColumn"], at["end"]))
    return detection["count"], places, result["status"]["code"]


def check(name, plant, findings):
    """What is wrong with a document."""
    if name not in findings:
        return f"{name}: nothing found, {plant.count} planted"
    count, places, status = found(findings[name])
    expected = [place for place in plant.places if place is not None][:ROOM]
    if (count, status) != (plant.count, "PARTIAL" if name in PARTIAL else "COMPLETE"):
        return f"{name}: {count} found and {status}, {plant.count} planted"
    if sorted(map(str, places)) != sorted(map(str, expected)):
        return f"{name}: found at {places}, planted at {expected}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracie", type=Path, required=True)
    parser.add_argument("--keep", type=Path, help="write the documents here and keep them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.keep or Path(temporary)) / "planted"
        folder.mkdir(parents=True)
        plants = {}
        for name, writer in WRITERS.items():
            plants[name] = Planter()
            writer(folder / name, plants[name])
        findings = scan(arguments.tracie.resolve(), folder)
    wrong = [check(name, plant, findings) for name, plant in plants.items()]
    wrong = [problem for problem in wrong if problem]
    if wrong:
        sys.exit("\n".join(wrong))
    values = sum(plant.count for plant in plants.values())
    print(f"{values} values in {len(plants)} documents, each where it was planted")


if __name__ == "__main__":
    main()

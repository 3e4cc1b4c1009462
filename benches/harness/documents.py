"""Documents of made-up text by different makers, each with marks at known places.

Nothing in them is real. Each `write_*` takes a path and about how many bytes
of text are to come out of the document.
"""

import gzip
import random
import zipfile
from pathlib import Path

WORDS = ("order invoice account ledger harbour window street evening copper signal market number "
         "travel winter garden letter station motor paper island").split()
MARK = "TRACIEMARK"
# Packages that the writers need.
PYTHON = ["openpyxl==3.1.5", "xlsxwriter==3.3.1", "pyarrow==26.0.1", "python-docx==1.2.0", "reportlab==5.1.0",
          "fpdf2==2.8.9", "pikepdf==10.18.0"]


def line(chance):
    """A line of text: words and numbers."""
    words = " ".join(chance.choice(WORDS) for _ in range(8))
    return f"{chance.randrange(10**9)},{words},{chance.randrange(10**6)}"


def text(size, seed, marks=50):
    """So many bytes of lines, and marks among them."""
    chance = random.Random(seed)
    block = [line(chance) for _ in range(20_000)]
    lines, have = [], 0
    while have < size:
        at = chance.randrange(len(block))
        lines.append(f"{chance.randrange(10**9)},{block[at]}")
        have += len(lines[-1]) + 1
    for n in range(marks):
        lines[(n * len(lines)) // marks] += f",{MARK}"
    return "\n".join(lines).encode() + b"\n"


def write_gz(path, size):
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write(text(size, 1))


def write_zip(path, size):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(16):
            archive.writestr(f"part{n:02}.csv", text(size // 16, n))


def rows(size):
    """Rows of four texts, a mark or word, and three numbers: 75 bytes of text each."""
    chance = random.Random(2)
    count = max(size // 75, 1)
    for n in range(count):
        mark = MARK if n % max(count // 50, 1) == 0 else chance.choice(WORDS)
        texts = [f"{chance.choice(WORDS)} {chance.randrange(10**5)}" for _ in range(4)]
        yield texts + [mark, n, chance.randrange(10**9), round(chance.random() * 1000, 2)]


def write_openpyxl(path, size):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in rows(size):
        sheet.append(row)
    book.save(path)


def write_xlsxwriter(path, size):
    """Texts are shared."""
    from xlsxwriter import Workbook

    book = Workbook(str(path))
    sheet = book.add_worksheet("Data")
    for at, row in enumerate(rows(size)):
        sheet.write_row(at, 0, row)
    book.close()


def write_calc(path, size):
    """A workbook in the form that LibreOffice Calc gives it: each cell has a style, then a type."""
    shared, cells = {}, []
    for at, row in enumerate(rows(size), 1):
        cells.append(f'<row r="{at}" customFormat="false" ht="12.8" hidden="false" customHeight="false" '
                     'outlineLevel="0" collapsed="false">')
        for column, value in zip("ABCDEFGH", row):
            if isinstance(value, str):
                value = shared.setdefault(value, len(shared))
                cells.append(f'<c r="{column}{at}" s="1" t="s"><v>{value}</v></c>')
            else:
                cells.append(f'<c r="{column}{at}" s="0" t="n"><v>{value}</v></c>')
        cells.append("</row>")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    strings = "".join(f'<si><t xml:space="preserve">{it}</t></si>' for it in shared)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Override PartName="/_rels/.rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Data" sheetId="1" '
            'state="visible" r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId2" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="164"/><xf numFmtId="49"/>'
            '</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}" xmlns:r="{office}"><sheetData>{"".join(cells)}'
            '</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}" uniqueCount="{len(shared)}">{strings}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, head + content)


def pages(size):
    """Pages of 50 lines and a mark."""
    chance = random.Random(3)
    for n in range(max(size // 4000, 1)):
        yield [line(chance)[:80] for _ in range(50)] + [f"{MARK} page {n}"]


def write_pdf(path, size, font=None):
    """A font that every reader has, or one that is embedded."""
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pageCompression=1)
    if font:
        pdfmetrics.registerFont(ttfonts.TTFont(font, f"{font}.ttf"))
    for lines in pages(size):
        if font:
            canvas.setFont(font, 9)
        for row, said in enumerate(lines):
            canvas.drawString(50, 780 - 14 * row, said)
        canvas.showPage()
    canvas.save()


def write_pdf_truetype(path, size):
    """A TrueType font, embedded in parts of 256 characters."""
    write_pdf(path, size, "Vera")


def write_pdf_type0(path, size):
    """A TrueType font, whose glyphs have numbers of two bytes, as browsers embed fonts."""
    from fpdf import FPDF
    from reportlab.pdfbase.ttfonts import TTFOpenFile

    document = FPDF()
    document.add_font("Vera", fname=TTFOpenFile("Vera.ttf")[0])
    document.set_font("Vera", size=8)
    for lines in pages(size):
        document.add_page()
        for row, said in enumerate(lines):
            document.text(15, 15 + 5 * row, said)
    document.output(str(path))


def kerned(said):
    """A line as TeX sets it: letters are moved together, spaces are distances."""
    words = []
    for word in said.replace("\\", "").split(" "):
        parts = [word[at:at + 3] for at in range(0, len(word), 3)]
        words.append("-28".join(f"({part})" for part in parts))
    return "[" + "-333".join(words) + "]TJ"


def write_pdf_type1(path, size):
    """A Type 1 font that is embedded, and objects in compressed streams, much as pdfTeX writes them."""
    import pikepdf
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    folder = Path(pdfmetrics.__file__).parent.parent / "fonts"
    face = pdfmetrics.EmbeddedType1Face(str(folder / "DarkGardenMK.afm"), str(folder / "DarkGardenMK.pfb"))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font(face.name, face.name, "WinAnsiEncoding"))
    plain = path.with_suffix(".plain")
    canvas = Canvas(str(plain), pageCompression=1)
    for lines in pages(size):
        canvas.setFont(face.name, 9)
        name = canvas._doc.getInternalFontName(face.name)
        canvas._code.append(f"BT {name} 9 Tf 50 780 Td {' 0 -14 Td '.join(map(kerned, lines))} ET")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(plain) as document:
        document.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    plain.unlink()


def write_parquet(path, size):
    import pyarrow
    import pyarrow.parquet

    chance = random.Random(4)
    block = [line(chance) for _ in range(20_000)]
    rows = size // 160
    columns = {
        "note": [chance.choice(block) for _ in range(rows)],
        "text": [f"{chance.choice(block)} {n}" for n in range(rows)],
        "mark": [MARK if n % max(rows // 50, 1) == 0 else None for n in range(rows)],
        "number": [chance.randrange(10**9) for _ in range(rows)],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path, compression="snappy")


def write_mixed(folder, count):
    """Small documents of many kinds."""
    from docx import Document

    folder.mkdir(parents=True, exist_ok=True)
    models = folder.parent / "models"
    models.mkdir(exist_ok=True)
    write_openpyxl(models / "a.xlsx", 15_000)
    write_pdf(models / "a.pdf", 8_000)
    write_parquet(models / "a.parquet", 100_000)
    write_gz(models / "a.csv.gz", 50_000)
    write_zip(models / "a.zip", 160_000)
    document = Document()
    for row in text(20_000, 5).decode().splitlines():
        document.add_paragraph(row)
    document.save(str(models / "a.docx"))
    (models / "a.txt").write_bytes(text(40_000, 6))
    (models / "a.jsonl").write_text("".join(f'{{"id": {n}, "note": "{line(random.Random(n))}"}}\n' for n in range(300)))
    contents = [(path.suffix, path.read_bytes()) for path in sorted(models.iterdir())]
    for n in range(count):
        suffix, content = contents[n % len(contents)]
        (folder / f"d{n:05}{suffix}").write_bytes(content)

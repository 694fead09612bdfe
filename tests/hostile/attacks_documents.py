"""Attacks in formats of documents: bombs, loops, depth, sizes that lie, links out, scripts. Named by what they try."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from .seeds import OFFICE, OTHER, SENTENCE, SHEET, WORD, XML, docx, epub, html, odf, pdf, stream, xlsx

OUT = "http://127.0.0.1:9"
LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
QUADRATIC = f"<!DOCTYPE q [<!ENTITY q '{'a' * 50_000}'>]>"
OUTSIDE = "<!DOCTYPE o [<!ENTITY file SYSTEM 'file:///etc/passwd'><!ENTITY page SYSTEM 'http://127.0.0.1:9/x'>]>"


def attacks() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each."""
    yield from _pdf()
    yield from _html()
    yield from _office()
    yield from _books()


def _pdf() -> Iterator[tuple[str, bytes]]:
    flate = b"/Filter /FlateDecode"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> %b >>"
    box = b"[0 0 600 800]"
    zeros = zlib.compress(b" " * (100 << 20), 9)
    yield "bomb.pdf", pdf({4: stream(zeros, flate)})
    yield "bomb-twice.pdf", pdf({4: stream(zlib.compress(zeros, 9), b"/Filter [/FlateDecode /FlateDecode]")})
    yield "many-filters.pdf", pdf({4: stream(zeros[:1000], b"/Filter [" + b"/FlateDecode " * 5000 + b"]")})
    yield "page-loop.pdf", pdf({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>"})
    yield "page-count.pdf", pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"})
    yield "page-count-negative.pdf", pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"})
    yield "same-page-often.pdf", pdf({2: b"<< /Type /Pages /Kids [" + b"3 0 R " * 3000 + b"] /Count 3000 >>"})
    tree = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1) for n in range(10, 3000)}
    yield "page-tree-deep.pdf", pdf({2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **tree, 3000: page % (box, b"")})
    for name, value in {
        "huge": b"[0 0 1e38 1e38]", "negative": b"[600 800 0 0]", "empty": b"[0 0 0 0]", "nan": b"[nan inf 0 1]",
        "short": b"[1]", "names": b"[/A /B /C /D]", "far": b"[-1e30 -1e30 -1e29 -1e29]",
    }.items():  # fmt: skip
        yield f"page-size-{name}.pdf", pdf({3: page % (value, b"")})
    yield "turned-oddly.pdf", pdf({3: page % (box, b"/Rotate 12345 /UserUnit 1e30")})
    for name, content in {
        "text-far-off": b"BT /F1 1e30 Tf 1e30 1e30 Td (far) Tj ET",
        "text-tiny": b"BT /F1 1e-30 Tf 50 700 Td (tiny) Tj ET",
        "much-text": b"BT /F1 1 Tf " + b"0 1 Td (abcdefghij) Tj " * 4000 + b"ET",
        "one-spot": b"BT /F1 9 Tf 50 700 Td " + b"(x) Tj -5 0 Td " * 4000 + b"ET",
        "states-deep": b"q " * 100_000,
        "arrays-deep": b"BT /F1 9 Tf " + b"[" * 100_000 + b"] TJ ET",
        "no-end": b"BT /F1 12 Tf 50 700 Td (" + b"(" * 50_000,
        "draws-itself": b"/X1 Do",
        "operands": b"1 " * 200_000 + b"Td",
        "control-characters": b"BT /F1 12 Tf 50 700 Td (\\000\\001\\033[31m\\177 " + OTHER.encode() + b") Tj ET",
    }.items():  # fmt: skip
        resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >>"
        form = stream(b"/X1 Do " * 20, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources)
        yield f"{name}.pdf", pdf({3: page % (box, resources), 4: stream(content), 6: form})
    action = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S %b >> >>"
    for name, what in {
        "script": b"/JavaScript /JS (app.launchURL\\('http://127.0.0.1:9'\\))",
        "launch": b"/Launch /F (/bin/sh) /Win << /F (cmd.exe) >>",
        "uri": b"/URI /URI (http://127.0.0.1:9/x)",
        "submit": b"/SubmitForm /F (http://127.0.0.1:9/x)",
        "goto-remote": b"/GoToR /F (\\\\\\\\127.0.0.1\\\\share\\\\x.pdf)",
    }.items():  # fmt: skip
        yield f"action-{name}.pdf", pdf({1: action % what})
    for name, entries in {
        "jbig2": b"/Filter /JBIG2Decode", "jpx": b"/Filter /JPXDecode", "dct": b"/Filter /DCTDecode",
        "fax": b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>",
        "flate": b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 99 >>",
    }.items():  # fmt: skip
        image = b"/Type /XObject /Subtype /Image /Width 65535 /Height 65535 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
        resources = b"/Resources << /XObject << /X1 6 0 R >> >>"
        picture = stream(bytes(range(256)) * 8, image + entries)
        yield f"picture-{name}.pdf", pdf({3: page % (box, resources), 4: stream(b"/X1 Do"), 6: picture})
    cmap = b"begincmap 1 begincodespacerange <00> <FFFFFFFF> endcodespacerange 1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R /Widths 6 0 R /FirstChar -9 /LastChar 2147483647 >>"
    yield "font-map-huge.pdf", pdf({5: font, 6: stream(cmap)})
    yield "font-is-itself.pdf", pdf({5: b"<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] /Encoding 5 0 R >>"})
    yield "lengths-lie.pdf", pdf().replace(b"/Length ", b"/Length 99999999")
    yield "length-is-itself.pdf", pdf({4: b"<< /Length 4 0 R >>\nstream\nBT\nendstream"})
    yield "table-loop.pdf", pdf(trailer=b"/Prev 9")
    yield "objects-deep.pdf", pdf({6: b"[" * 200_000, 1: b"<< /Type /Catalog /Pages 2 0 R /Names 6 0 R >>"})
    yield "names-deep.pdf", pdf({1: b"<< /A " * 50_000 + b"/Type /Catalog /Pages 2 0 R" + b" >>" * 50_000})
    yield "locked.pdf", pdf(trailer=b"/Encrypt << /Filter /Standard /V 5 /R 6 /O (x) /U (y) /P -4 >> /ID [<00> <00>]")
    yield (
        "title-long.pdf",
        pdf({7: b"<< /Title (" + b"A" * 500_000 + b") /Author (\\033]0;x\\007) >>"}, trailer=b"/Info 7 0 R"),
    )
    yield "start-negative.pdf", pdf().rpartition(b"startxref")[0] + b"startxref\n-1\n%%EOF"
    yield "only-header.pdf", b"%PDF-1.7\n"
    yield "updates.pdf", pdf() + pdf()[9:] * 200


def _html() -> Iterator[tuple[str, bytes]]:
    for name, body in {
        "depth-div": "<div>" * 30_000,
        "depth-span": f"<span>{'<b>' * 20_000}deep",
        "depth-table": "<table><tr><td>" * 3_000,
        "depth-list": "<ul><li>" * 5_000,
        "depth-quote": "<blockquote>" * 5_000 + "x" + "</blockquote>" * 5_000,
        "depth-font": "<p><font>" * 2_000,
        "many-paragraphs": "<p>One.</p>" * 6_000,
        "many-links": f"<a href='{OUT}/x'>a link</a> " * 5_000,
        "many-cells": f"<table><tr>{'<td>1</td>' * 5_000}</tr></table>",
        "many-entities": "&amp;&#8211;&hellip;" * 15_000,
        "many-unknown-tags": "".join(f"<x{n}>" for n in range(5_000)),
        "end-tags": "</div></p></b>" * 30_000,
        "entities-wrong": "&#xD800;&#x110000;&#0;&#-1;&#99999999999999999999;&;&#;&#x;&lt&gt" * 500,
        "entity-numbers-long": "&#" + "9" * 100_000 + ";",
        "brackets": "<" * 100_000,
        "brackets-and-slash": "</" * 100_000,
        "comments-open": "<!--" * 50_000,
        "comment-oddly-closed": "<!-->" + "<!--->" + "--!>" * 20_000,
        "marked-section": "<![CDATA[" * 30_000,
        "declarations": "<!a [" * 30_000,
        "instructions": "<?" * 50_000,
        "script-open": "<script>" + "x" * 100_000,
        "script-in-script": "<script><!--<script></script>" * 5_000,
        "text-area-open": "<textarea><p>" + "y" * 50_000,
        "attribute-open": "<a href='" + "z" * 200_000,
        "attributes": "<p " + " ".join(f"a{n}=b" for n in range(30_000)) + ">",
        "one-word": "w" * 500_000,
        "blank": "\t \n" * 200_000,
        "breaks": "<br>" * 15_000,
        "frames": f"<iframe src={OUT}></iframe><iframe src=file:///etc/passwd></iframe><embed src={OUT}><object data={OUT}>",
        "pictures": f"<img src={OUT}/a.png srcset='{OUT}/b.png 2x'><video src={OUT}></video><link rel=stylesheet href={OUT}>",
        "scripts": f"<script src={OUT}/x.js></script><img src=x onerror=fetch('{OUT}')><svg onload=alert(1)><a href=javascript:x>x</a>",
        "form": f"<form action={OUT}><input autofocus onfocus=submit()></form>",
        "turned-text": "<p>\u202eevoba eht fo lla deined yrtsinim ehT\u202c \u2066x\u2069 \u200e\u200f</p>",
        "invisible": "<p>Twel\u200bve peo\u00adple\ufeff di\u2060ed.</p>" * 100,
        "marks": "<p>a" + "\u0301" * 50_000 + "</p>",
        "escape-sequences": "<p>\x1b[2J\x1b]0;owned\x07 It denied it.</p>",
    }.items():  # fmt: skip
        yield f"{name}.html", html(body)
    for name, head in {
        "ld-depth": f"<script type=application/ld+json>{'[' * 100_000}</script>",
        "ld-objects": "<script type=application/ld+json>" + '{"@graph":' * 20_000 + "</script>",
        "ld-many": "<script type=application/ld+json>[" + '{"@type":"NewsArticle"},' * 20_000 + "1]</script>",
        "ld-number": f"<script type=application/ld+json>{'9' * 100_000}</script>",
        "ld-types": '<script type=application/ld+json>{"@type":["NewsArticle",{}],"headline":{},"author":[[[1]],null,{"name":[]}],'
        '"datePublished":{"x":1},"publisher":7,"inLanguage":[]}</script>',
        "ld-refers-to-itself": '<script type=application/ld+json>{"@type":"Article","@id":"a","name":"n","author":{"@id":"a"}}</script>',
        "ld-surrogates": '<script type=application/ld+json>{"@type":"Article","headline":"\\ud800 \\udfff"}</script>',
        "date-odd": "<meta property=article:published_time content='9999-99-99T99:99:99Z'><meta name=date content='0000-00-00'>",
        "date-long": f"<meta name=date content='{'2017-11-14' * 20_000}'>",
        "titles": "<title>x</title>" * 8_000,
        "title-long": f"<title>{'T' * 500_000}</title>",
        "metas": "<meta name=author content=x>" * 8_000,
        "refresh": f"<meta http-equiv=refresh content='0;url={OUT}'><base href={OUT}>",
        "utf-7": "<meta charset=utf-7>+ADw-script+AD4-",
        "charset-none": "<meta charset=rot13><meta charset=unicode_escape>\\u0041",
        "charset-long": f"<meta charset={'x' * 5_000}>",
    }.items():  # fmt: skip
        yield f"{name}.html", html(head=head)
    for name, prolog in {"laughs": LAUGHS, "quadratic": QUADRATIC, "outside": OUTSIDE}.items():
        body = "<p>&l9; &q;&q;&q; &file; &page;</p>"
        yield f"entities-{name}.xhtml", f"<?xml version='1.0'?>{prolog}".encode() + html(body)
    yield "nul.html", html("<p>\x00 It \x00 denied.</p>")
    yield "wide.html", html("<p>It denied it.</p>").decode().encode("utf-16")
    yield "wide-odd.html", html().decode().encode("utf-16")[:-1]
    yield "all-bytes.html", html("") + bytes(range(256)) * 4


def _office() -> Iterator[tuple[str, bytes]]:
    word = '<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    for name, prolog, text in (
        ("laughs", LAUGHS, "&l9;"),
        ("quadratic", QUADRATIC, "&q;" * 5_000),
        ("outside", OUTSIDE, "&file; &page;"),
        ("parameter", "<!DOCTYPE d [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p.dtd'> %p;]>", SENTENCE),
    ):
        yield f"entities-{name}.docx", docx(XML + prolog + word.format(WORD=WORD, text=text))
        yield f"entities-{name}.odt", odf(prolog=prolog, body=f"<text:p>{text}</text:p>")
        yield f"entities-{name}.xlsx", xlsx(strings=f"<si><t>{text}</t></si>")
    yield "bomb.docx", docx(XML + word.format(WORD=WORD, text="A" * (60 << 20)))
    yield "bomb-blank.docx", docx(XML + " " * (60 << 20) + word.format(WORD=WORD, text=SENTENCE))
    yield "depth.docx", docx(XML + f'<w:document xmlns:w="{WORD}"><w:body>' + "<w:tbl><w:tr><w:tc>" * 30_000)
    yield "depth.odt", odf(body="<text:section>" * 60_000)
    yield (
        "paragraphs.docx",
        docx(
            XML
            + f'<w:document xmlns:w="{WORD}"><w:body>{"<w:p><w:r><w:t>One.</w:t></w:r></w:p>" * 30_000}</w:body></w:document>'
        ),
    )
    yield (
        "attributes.docx",
        docx(XML + f'<w:document xmlns:w="{WORD}" ' + " ".join(f'a{n}="b"' for n in range(50_000)) + "/>"),
    )
    outward = (
        f'<Relationship Id="x1" Type="{OFFICE}/attachedTemplate" Target="{OUT}/t.dotm" TargetMode="External"/>'
        f'<Relationship Id="x2" Type="{OFFICE}/image" Target="{OUT}/i.png" TargetMode="External"/>'
        f'<Relationship Id="x3" Type="{OFFICE}/oleObject" Target="file:///etc/passwd" TargetMode="External"/>'
    )
    yield "links-out.docx", docx(relations=outward)
    yield (
        "part-outside.docx",
        docx(relations=f'<Relationship Id="x" Type="{OFFICE}/footnotes" Target="../../../../etc/passwd"/>'),
    )
    yield "macro.docx", docx(extra={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"AutoOpen" * 99})
    yield "path-members.docx", docx(extra={"../../evil.txt": "x", "/etc/evil": "x", "word/../../e": "x", "C:\\e": "x"})
    yield "not-xml.docx", docx("This is no XML at all.")
    yield "other-encoding.docx", docx("<?xml version='1.0' encoding='utf-7'?><x>+AGE-</x>")
    yield "empty-parts.docx", docx(" ")
    for name, sheet in {
        "dimension": '<dimension ref="A1:XFD1048576"/><sheetData/>',
        "last-cell": '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        "row-number": '<sheetData><row r="99999999999999999999"><c r="ZZZZZZZZ9"><v>1</v></c></row></sheetData>',
        "string-index": '<sheetData><row r="1"><c r="A1" t="s"><v>4294967295</v></c><c t="s"><v>-1</v></c></row></sheetData>',
        "formula": f'<sheetData><row r="1"><c r="A1"><f>WEBSERVICE("{OUT}")</f><v>1</v></c><c r="B1"><f>cmd|\' /C calc\'!A0</f>'
        "</c></row></sheetData>",
        "merged": "<sheetData/><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2_000 + "</mergeCells>",
        "numbers": '<sheetData><row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>NaN</v></c><c r="C1"><v>'
        + "9" * 50_000
        + "</v></c></row></sheetData>",
        "many-cells": "<sheetData>" + '<row><c t="str"><v>x</v></c></row>' * 30_000 + "</sheetData>",
    }.items():
        yield f"{name}.xlsx", xlsx(sheet)
    yield "strings-bomb.xlsx", xlsx(strings=f"<si><t>{'B' * (60 << 20)}</t></si>")
    for name, body in {
        "repeated-rows": '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
        "repeated-more": '<table:table><table:table-row table:number-rows-repeated="99999999999999999999"/></table:table>',
    }.items():
        yield f"{name}.ods", odf("spreadsheet", body)
    yield "spaces.odt", odf(body='<text:p>a<text:s text:c="2000000000"/>b</text:p>')
    yield "spaces-negative.odt", odf(body='<text:p>a<text:s text:c="-7"/><text:s text:c="x"/>b</text:p>')
    yield (
        "links-out.odt",
        odf(body=f'<text:p><draw:image xlink:href="{OUT}/i.png"/><draw:object xlink:href="../../x"/></text:p>'),
    )
    yield "sheet-as-text.docx", xlsx()
    yield "names-twice.xlsx", xlsx(f'</worksheet><worksheet xmlns="{SHEET}">')


def _books() -> Iterator[tuple[str, bytes]]:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    opf = '<package xmlns="http://www.idpf.org/2007/opf"><manifest>{}</manifest><spine>{}</spine></package>'
    yield "root-outside.epub", epub(container=container.format("../../../etc/passwd"))
    yield "root-absolute.epub", epub(container=container.format("/etc/passwd"))
    yield "root-missing.epub", epub(container=container.format("nowhere.opf"))
    yield "root-itself.epub", epub(container=container.format("META-INF/container.xml"))
    for name, href in {
        "outside": "../../../etc/passwd",
        "net": f"{OUT}/c.xhtml",
        "file": "file:///etc/passwd",
        "odd": "%00%2e%2e/",
    }.items():
        yield f"chapter-{name}.epub", epub(opf=opf.format(f'<item id="c" href="{href}"/>', '<itemref idref="c"/>'))
    yield "chapter-often.epub", epub(opf=opf.format('<item id="c" href="c.xhtml"/>', '<itemref idref="c"/>' * 20_000))
    yield (
        "chapter-script.epub",
        epub(chapter=f"<html><body><script src='{OUT}'></script><p onclick='x'>{SENTENCE}</p></body></html>"),
    )
    yield "chapter-laughs.epub", epub(chapter=f"<?xml version='1.0'?>{LAUGHS}<html><body><p>&l9;</p></body></html>")
    yield "chapter-bomb.epub", epub(chapter="<p>" + "C" * (60 << 20))
    yield "package-laughs.epub", epub(opf=f"<?xml version='1.0'?>{LAUGHS}<package>&l9;</package>")

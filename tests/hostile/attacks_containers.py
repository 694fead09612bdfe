"""Attacks in containers, mails, archives of the web, subtitles, tables, pictures and plain text; and files of two kinds."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator

from .seeds import MBOX, OTHER, RTF, SENTENCE, SRT, chunk, docx, eml, html, jpeg, pdf, png, tar, tiff, warc, zipped

OUT = "http://127.0.0.1:9"


def attacks() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each."""
    yield from _zip()
    yield from _mail()
    yield from _web_archives()
    yield from _rtf()
    yield from _subtitles_and_tables()
    yield from _pictures()
    yield from _text()
    yield from _of_two_kinds()


def _zip() -> Iterator[tuple[str, bytes]]:
    zeros = bytes(60 << 20)
    yield "bomb.zip", zipped({"a.txt": zeros})
    yield "bomb-many.zip", zipped({f"{n}.txt": bytes(2 << 20) for n in range(40)})
    nested = zipped({"a.txt": zeros[: 10 << 20]})
    for depth in range(12):
        nested = zipped({f"{n}.zip": nested for n in range(3)} if depth < 6 else {"a.zip": nested})
    yield "bomb-nested.zip", nested
    deep = zipped({"note.txt": SENTENCE})
    for _ in range(300):
        deep = zipped({"a.zip": deep})
    yield "depth.zip", deep
    yield "many-members.zip", zipped({f"{n:05}.txt": "" for n in range(12_000)})
    paths = ["../../evil.txt", "/tmp/evil.txt", "..\\..\\evil.txt", "C:\\evil.txt", "\\\\host\\share\\e.txt", "a/../../../e.txt",
             "./././e.txt", "con.txt", "nul", "a" * 5000 + ".txt", "e\u202egpj.txt", "e\x1b[31m.txt", "new\nline.txt", "-rf", "~/e",
             "..", ".", "/", "a//b.txt", "%2e%2e/e.txt", "..;/e.txt", "\ufeffx.txt", " .txt", "x.txt "]  # fmt: skip
    for number, path in enumerate(paths):
        yield f"path-{number:02}.zip", zipped({path: SENTENCE, "note.txt": OTHER})
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    device = zipfile.ZipInfo("device")
    device.create_system, device.external_attr = 3, 0o060666 << 16
    for info, content in ((link, "/etc/passwd"), (device, "")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(info, content)
        yield f"{info.filename}-member.zip", target.getvalue()
    sound = zipped({"a.txt": SENTENCE, "b.txt": OTHER})
    directory = sound.index(b"PK\x01\x02")
    end = sound.index(b"PK\x05\x06")

    def patched(at: int, value: bytes) -> bytes:
        return sound[:at] + value + sound[at + len(value) :]

    yield "size-lies.zip", patched(directory + 24, b"\xfe\xff\xff\xff")
    yield "size-small.zip", patched(directory + 24, b"\x01\x00\x00\x00")
    yield "offset-lies.zip", patched(directory + 42, b"\xfe\xff\xff\x7f")
    yield "method-unknown.zip", patched(directory + 10, b"\x63\x00")
    yield "locked.zip", patched(directory + 8, b"\x01\x00")
    yield "crc-wrong.zip", patched(directory + 16, b"\x00\x00\x00\x00")
    yield "count-lies.zip", patched(end + 8, b"\xff\xfe\xff\xfe")
    yield "directory-offset-lies.zip", patched(end + 16, b"\x00\x00\x00\x00")
    yield "directory-self.zip", patched(directory + 42, struct.pack("<I", directory))
    yield "comment-lies.zip", patched(end + 20, b"\xff\xff")
    yield "only-end.zip", b"PK\x05\x06" + bytes(18)
    yield "overlap.zip", patched(sound.index(b"PK\x01\x02", directory + 4) + 42, b"\x00\x00\x00\x00")
    entry64 = struct.pack("<HHQQ", 1, 16, 1 << 60, 1 << 60)
    yield "sizes-of-64-bits.zip", patched(directory + 20, b"\xff" * 8) + entry64
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for _ in range(50):
            archive.writestr(zipfile.ZipInfo("word/document.xml"), "<x/>")
    yield "same-name.zip", target.getvalue()
    for name, kind, linked in (
        ("link", tarfile.SYMTYPE, "/etc/passwd"), ("hard-link", tarfile.LNKTYPE, "../../x"), ("device", tarfile.BLKTYPE, ""),
        ("path", tarfile.REGTYPE, ""),
    ):  # fmt: skip
        yield f"{name}.tar", tar("../../../evil.txt", kind, linked)
    yield "bomb.txt.gz", gzip.compress(zeros, mtime=0)
    yield "bomb-nested.gz", gzip.compress(gzip.compress(gzip.compress(zeros, mtime=0), mtime=0), mtime=0)


def _mail() -> Iterator[tuple[str, bytes]]:
    opening = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(3_000))
    yield "depth-parts.eml", eml("Content-Type: multipart/mixed; boundary=b0\r\n", opening)
    inner = eml().decode()
    for _ in range(150):
        inner = f"Subject: again\r\nContent-Type: message/rfc822\r\n\r\n{inner}"
    yield "depth-messages.eml", b"From: a@example.org\r\nDate: Tue, 14 Nov 2017 09:00:00 +0000\r\n" + inner.encode()
    yield "many-parts.eml", eml(body="--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000 + "--b--\r\n")
    yield "many-headers.eml", eml("".join(f"X-{n}: y\r\n" for n in range(30_000)))
    yield "header-long.eml", eml(f"References: {'<a@example.org> ' * 30_000}\r\n")
    yield "header-folded.eml", eml("X-Folded: a" + "\r\n b" * 50_000 + "\r\n")
    yield "words-encoded.eml", eml("Subject: " + "=?utf-8?B?YQ==?= " * 10_000 + "\r\n")
    yield "words-odd.eml", eml("Subject: =?unicode_escape?Q?=5Cud800?= =?utf-7?Q?+ADw-?= =?x?B?!!!?=\r\n")
    yield "address-comments.eml", eml("From: " + "(" * 20_000 + "\r\n")
    yield "address-groups.eml", eml("To: " + "a:b:c:;" * 10_000 + "\r\n")
    yield "header-injected.eml", eml("Subject: a\r\n\tBcc: x\r\nSubject: =?utf-8?Q?a=0D=0ABcc:_x?=\r\n")
    yield "boundary-missing.eml", eml("Content-Type: multipart/mixed\r\n")
    yield "boundary-empty.eml", eml('Content-Type: multipart/mixed; boundary=""\r\n', "--\r\n" * 10_000)
    yield "boundary-open.eml", eml(body="--b\r\nContent-Type: text/html\r\n\r\n<p>" + "x" * 100_000)
    yield "charset-odd.eml", eml("Content-Type: text/plain; charset=unicode_escape\r\n", "\\ud800\\x1b[31m")
    yield "charset-zip.eml", eml("Content-Type: text/plain; charset=zlib_codec\r\n", "x")
    yield (
        "encoding-odd.eml",
        eml("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n", "begin 666 ../../evil\r\nend"),
    )
    yield (
        "base64-broken.eml",
        eml("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n", "A" * 100_001 + "=\x00%%"),
    )
    yield (
        "external-body.eml",
        eml(
            f'Content-Type: message/external-body; access-type=URL; URL="{OUT}/x"\r\n',
            "Content-Type: text/plain\r\n\r\n",
        ),
    )
    yield "partial.eml", eml("Content-Type: message/partial; number=1; total=999999999; id=a\r\n", "x")
    for number, name in enumerate(
        ("../../evil.txt", "/etc/evil", "a\\..\\b", "nul\x00.txt", "x" * 3_000, "e\u202egpj.exe", "", "..")
    ):
        part = f'--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n{SENTENCE}\r\n--b--\r\n'
        yield f"attached-{number}.eml", eml(body=part)
    yield (
        "name-continued.eml",
        eml(
            body="--b\r\nContent-Type: text/plain;"
            + ";".join(f" name*{n}*=utf-8''x" for n in range(3_000))
            + "\r\n\r\nx\r\n--b--\r\n"
        ),
    )
    yield "date-odd.eml", eml("Date: Xyz, 99 Foo 99999999999 99:99:99 +9999\r\nDate: \x00\r\n")
    yield "page.eml", eml("Content-Type: text/html\r\n", html(f"<img src={OUT}/open.gif>").decode())
    yield "many-empty.mbox", b"From a Tue Nov 14 09:00:00 2017\r\n\r\n" * 12_000
    yield "one-long.mbox", MBOX + b"x" * 2_000_000
    yield "from-lines.mbox", b"From \r\n" * 100_000
    yield "attached-bomb.mbox", MBOX * 800


def _web_archives() -> Iterator[tuple[str, bytes]]:
    for name, length in {
        "negative": "-5",
        "huge": "99999999999999999999",
        "short": "10",
        "words": "ten",
        "empty": " ",
    }.items():
        yield f"length-{name}.warc", warc(length=length)
    yield "many-records.warc", warc(b"HTTP/1.1 200 OK\r\n\r\n<p>x</p>") * 3_000
    yield "many-members.warc.gz", gzip.compress(warc(b"HTTP/1.1 200 OK\r\n\r\n<p>x</p>"), mtime=0) * 3_000
    yield (
        "bomb.warc.gz",
        gzip.compress(
            warc(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p>" + b"x" * (60 << 20)), mtime=0
        ),
    )
    coded = gzip.compress(b"<p>" + b"y" * (40 << 20), mtime=0)
    yield (
        "bomb-coded.warc",
        warc(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + coded),
    )
    yield "coded-often.warc", warc(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + b"gzip, " * 2_000 + b"br\r\n\r\nx")
    yield "chunks-huge.warc", warc(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx")
    yield (
        "chunks-tiny.warc",
        warc(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 30_000 + b"0\r\n\r\n"),
    )
    yield (
        "headers.warc",
        warc(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(30_000)) + b"\r\n" + html()),
    )
    yield "header-open.warc", b"WARC/1.1\r\n" + b"X: y\r\n" * 100_000
    yield "status-odd.warc", warc(b"HTTP/9.9 -1 \xff\r\n\r\n" + html())
    yield "address-odd.warc", warc().replace(b"http://example.org/harbour", b"file:///etc/passwd")
    yield "address-escape.warc", warc().replace(b"http://example.org/harbour", b"http://e/\x1b[2J\xe2\x80\xae")
    yield "kind-odd.warc", warc(kind="continuation")
    yield (
        "path-outside.wacz",
        zipped({"../archive/x.warc": warc(), "datapackage.json": '{"resources":[{"path":"../../etc/passwd"}]}'}),
    )
    yield "package-deep.wacz", zipped({"archive/x.warc": warc(), "datapackage.json": "[" * 100_000})


def _rtf() -> Iterator[tuple[str, bytes]]:
    start = "{\\rtf1\\ansi "
    for name, body in {
        "depth": "{" * 200_000,
        "ends": "}" * 200_000,
        "bin": "\\bin2147483647 x",
        "bin-negative": "\\bin-5 xxxxx",
        "unicode": "\\uc99999\\u-99999?\\u1114112?\\u55296?\\u56320?" * 100,
        "words-long": "\\" + "w" * 500_000,
        "numbers-long": "\\fs" + "9" * 100_000,
        "hex": "\\'zz\\'\\'8" * 1_000,
        "object": "{\\object\\objemb{\\*\\objdata " + "0105" * 50_000 + "}}",
        "field": f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{OUT}/x.png"}}{{\\fldrslt x}}}}',
        "template": f"{{\\*\\template {OUT}/x.dotm}}",
        "codepage": "\\ansicpg99999 \\'e9 \\fcharset999",
        "fonts": "{\\fonttbl" + "{\\f0 x;}" * 30_000 + "}",
        "tables": "\\trowd\\cellx1\\intbl x\\cell\\row" * 10_000,
        "nul": "a\x00b",
    }.items():
        yield f"{name}.rtf", f"{start}{body} {SENTENCE}}}".encode("latin-1")
    yield "only-start.rtf", RTF[:6].encode()


def _subtitles_and_tables() -> Iterator[tuple[str, bytes]]:
    for name, cue in {
        "huge": "1\n99999999999:99:99,999 --> 99999999999:99:99,999\nx\n\n",
        "reversed": "1\n00:00:09,000 --> 00:00:01,000\nx\n\n",
        "negative": "1\n-00:00:09,000 --> -00:00:01,000\nx\n\n",
        "tags": "1\n00:00:01,000 --> 00:00:02,000\n" + "<i><b>" * 20_000 + "\n\n",
        "no-text": "1\n00:00:01,000 --> 00:00:02,000\n\n" * 10_000,
        "many": "1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 10_000,
        "arrows": "-->" * 100_000,
        "long": "1\n00:00:01,000 --> 00:00:02,000\n" + "x" * 1_000_000,
    }.items():
        yield f"{name}.srt", (SRT + cue).encode()
        yield f"{name}.vtt", ("WEBVTT\n\n" + cue.replace(",", ".")).encode()
    yield (
        "style.vtt",
        f"WEBVTT\n\nSTYLE\n::cue {{ background: url({OUT}) }}\n\n00:01.000 --> 00:02.000\n<v{'.x' * 20_000} A>x\n".encode(),
    )
    yield "voices.vtt", ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v A>" * 20_000 + "x\n").encode()
    for name, table in {
        "columns": "x," * 300_000,
        "rows": "a,b\n" * 100_000,
        "open-quote": 'a,"' + "b,\n" * 200_000,
        "quotes": '"' * 500_001,
        "formulas": f"=WEBSERVICE(\"{OUT}\"),=cmd|'/C calc'!A0\n@SUM(1),+1,-1\n" * 100,
        "field-long": "a," + "b" * 1_000_000 + "\n",
        "ragged": "\n".join("," * n for n in range(500)),
        "returns": "a,b\rc,d\r\r\n\n\r" * 10_000,
        "delimiters": "a;b|c\td,e" * 20_000,
    }.items():
        yield f"{name}.csv", table.encode()
    yield "nul.csv", b"a,b\n\x00,c\n" * 100


def _pictures() -> Iterator[tuple[str, bytes]]:
    side = (1 << 31) - 1
    yield "huge.png", png(side, side)
    yield "large.png", png(30_000, 30_000, bytes(30_001 * 20))
    yield "bomb.png", png(8_000, 8_000, bytes(8_001 * 8_000))
    yield "zero.png", png(0, 0)
    yield "text-bomb.png", png(extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(60 << 20))))
    yield "profile-bomb.png", png(extra=chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(60 << 20))))
    yield "chunk-lies.png", png()[:33] + struct.pack(">I", side) + b"IDAT"
    yield "many-chunks.png", png(extra=chunk(b"tEXt", b"a\0b") * 20_000)
    yield "text-html.png", png(extra=chunk(b"tEXt", b"Title\0<script src=http://127.0.0.1:9></script>"))
    yield "huge.jpg", jpeg(65_535, 65_535)
    yield "zero.jpg", jpeg(0, 0)
    yield "segments.jpg", b"\xff\xd8" + b"\xff\xe1\xff\xff" * 5_000
    yield "exif.jpg", b"\xff\xd8\xff\xe1\x00\x20Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(12) + jpeg()[2:]
    yield "loop.tif", tiff(following=10)
    yield "huge.tif", tiff(((256, 4, 1, 0xFFFFFFFF), (257, 4, 1, 0xFFFFFFFF)))
    yield "count.tif", tiff(((273, 4, 0xFFFFFFFF, 8), (279, 4, 0xFFFFFFFF, 8)))
    yield "outside.tif", tiff(((273, 4, 1, 0xFFFFFFF0), (279, 4, 1, 0xFFFFFFF0)))
    yield "compressed.tif", tiff(((259, 3, 1, 5), (256, 3, 1, 60_000), (257, 3, 1, 60_000)))
    yield "folder-outside.tif", b"II*\0\xf0\xff\xff\xff"
    yield (
        "frames.gif",
        b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff"
        + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0" * 3_000
        + b";",
    )
    yield (
        "script.svg",
        f"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script><image href='{OUT}/x'/><text>{SENTENCE}</text></svg>".encode(),
    )


def _text() -> Iterator[tuple[str, bytes]]:
    yield "empty.txt", b""
    yield "mark-only.txt", b"\xff\xfe"
    yield "mark-32-only.txt", b"\xff\xfe\x00\x00"
    yield "utf16-odd.txt", SENTENCE.encode("utf-16")[:-1]
    yield "utf16-surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 3_000
    yield "utf32-outside.txt", b"\xff\xfe\x00\x00" + b"\xff\xff\xff\x7f" * 1_000
    yield "cesu.txt", b"It denied it. \xed\xa0\xbd\xed\xb8\x80 " * 1_000
    yield "overlong.txt", b"It denied it. \xc0\xaf\xe0\x80\xaf " * 1_000
    yield "all-bytes.txt", bytes(range(256)) * 50
    yield "high-bytes.txt", bytes(range(128, 256)) * 3_000
    yield "escapes-2022.txt", b"\x1b$B" + b"!!" * 50_000 + b"\x1b(B"
    yield "one-letter.txt", b"a" * 3_000_000
    yield "line-ends.txt", b"\n" * 1_000_000 + SENTENCE.encode()
    yield "returns.txt", b"\r" * 500_000 + SENTENCE.encode()
    yield "form-feeds.txt", b"\x0c\n" * 200_000 + SENTENCE.encode()
    yield "blanks.txt", b" " * 1_000_000
    yield "marks.txt", ("a" + "\u0301" * 500_000).encode()
    yield "joiners.txt", ("\u200d" * 300_000 + SENTENCE).encode()
    yield "turned.txt", ("\u202e" + SENTENCE + "\u2066" * 1_000).encode()
    yield "nuls.txt", (SENTENCE + "\x00\n").encode() * 100
    yield "terminal.txt", ("\x1b]0;owned\x07\x1b[2J\x9b31m " + SENTENCE + "\n").encode() * 10
    yield "backspaces.txt", ("twelve\b\b\b\b\b\bnine " * 10 + SENTENCE * 20).encode()
    yield "tags.txt", "".join(chr(0xE0000 + n) for n in range(128)).encode() * 50 + SENTENCE.encode()
    yield "outside-bmp.txt", "\U0010ffff\U0001f600".encode() * 20_000
    yield "nonchars.txt", "\ufffe\uffff\ufdd0 It denied it. ".encode() * 1_000
    yield "separators.txt", "\u2028\u2029\x85\x1c\x1d\x1e ".encode() * 1_000 + SENTENCE.encode()
    yield "dashes.txt", b"-" * 500_000
    yield "depth.json", b"[" * 500_000
    yield "depth.md", b"> " * 20_000 + b"x\n" + b"* " * 20_000 + b"[" * 20_000 + b"`" * 20_001
    yield "links.md", b"[a](b" * 20_000 + b"![x](http://127.0.0.1:9/i.png)<script src=http://127.0.0.1:9></script>"
    yield "reference.md", b"[a]: <" * 5_000 + b"\n[" * 5_000
    yield "front-matter.md", b"---\na: &a [x]\n" + b"b: &b [*a,*a,*a,*a]\n" * 20 + b"---\n# x\n"


def _of_two_kinds() -> Iterator[tuple[str, bytes]]:
    archive = zipped({"note.txt": SENTENCE})
    yield "pdf-zip.pdf", pdf() + archive
    yield "zip-pdf.zip", archive + pdf()
    yield "pdf-html.pdf", pdf(tail=html())
    yield "html-pdf.html", html() + pdf()
    yield "comment-pdf.html", b"<!--" + pdf() + b"-->" + html()
    yield "jpeg-zip.jpg", jpeg() + archive
    yield "zip-jpeg.jpg", archive + jpeg()
    yield "gif-script.gif", b"GIF89a/*" + b"\x00" * 8 + b"*/=1;alert(1)"
    yield "png-html.png", png() + html()
    yield "word-html.docx", docx() + html()
    yield "mail-pdf.eml", eml() + pdf()
    yield "text-html.txt", f"{SENTENCE}\n<html><body>{OTHER}</body></html>".encode()
    yield "shell.txt", b"#!/bin/sh\ntouch /tmp/evil; curl http://127.0.0.1:9\n"
    yield "desktop.txt", b"[Desktop Entry]\nExec=touch /tmp/evil\n"
    yield "pickle.txt", b"cos\nsystem\n(S'touch /tmp/evil'\ntR."
    yield "program.pdf", b"\x7fELF\x02\x01\x01" + bytes(200) + pdf()
    yield "windows.txt", b"MZ\x90\x00" + bytes(200) + SENTENCE.encode()
    yield "late-header.pdf", b"\n" * 900 + pdf()
    yield "later-header.pdf", b"\n" * 2_000 + pdf()
    yield "script-postscript.ps", b"%!PS\n(/tmp/evil) (w) file closefile\n"
    yield (
        "page-of-archive.mht",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Location: file:///etc/passwd\r\n\r\n--b--",
    )

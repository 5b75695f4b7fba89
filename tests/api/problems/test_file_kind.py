"""What a file is, by its bytes; and a name that is safe everywhere."""

import io

import pytest

from api.language import Language, speaking
from api.problems.file_kind import PDF, TEXT, Refused, kind_of, safe_name
from tests import problem_files as files


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.PDF, "application/pdf"),
        (files.PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(30), "image/jpeg"),
        (b"GIF89a" + bytes(30), "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (files.word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            files.packed("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            files.packed("[Content_Types].xml", "ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            files.packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("Lus på laks;3\n".encode(), "text/plain"),
        ("Lus på laks;3\n".encode("cp1252"), "text/plain"),
        ("\ufeffLus på laks\r\n".encode(), "text/plain"),
        (("æ" * 5000).encode(), "text/plain"),
        (b"a" + ("æ" * 5000).encode(), "text/plain"),
    ],
)
def test_it_is_known_by_its_bytes(content: bytes, media_type: str) -> None:
    file = io.BytesIO(content)
    assert kind_of(file).media_type == media_type
    assert file.read() == content, "it is left at its beginning"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ\x90\0\x03\0", "We take PDF"),
        (b"\x7fELF\x02\x01\x01\0", "We take PDF"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "hide programs"),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>", "hide programs"),
        (b"<?xml version='1.0'?><x/>", "hide programs"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), "old Office format"),
        (files.packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (files.packed("a.txt", "b.txt"), "packed folder"),
        (files.word()[:-30], "damaged"),
        (b"text with \x07 a bell", "We take PDF"),
    ],
)
def test_what_we_do_not_take_is_told_why(content: bytes, why: str) -> None:
    with speaking(Language.ENGLISH), pytest.raises(Refused, match=why):
        kind_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("PLAN.PDF", "PLAN.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\kari\\plan.pdf", "plan.pdf"),
        ("plan.exe", "plan.exe.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("lus på laks.pdf", "lus på laks.pdf"),
        ("a\0b\nc.pdf", "abc.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_safe_and_tells_what_it_is(sent: str, kept: str) -> None:
    assert safe_name(sent, PDF) == kept


def test_a_file_without_a_name_gets_one() -> None:
    with speaking(Language.ENGLISH):
        assert safe_name("../", TEXT) == "file.txt"

"""What is new in a mail that somebody sent us."""

from email.message import EmailMessage

import pytest

from api.notifications.incoming import new_words, read_mail, text_of_html


@pytest.mark.parametrize(
    ("sent", "new"),
    [
        ("Three years.\n", "Three years."),
        (
            "Three years.\n\nOn Mon, 23 Nov 2026 at 09:00, Brobygger <reply+x@uni.example> wrote:\n> How long?\n",
            "Three years.",
        ),
        ("Tre år.\r\n\r\nDen 23.11.2026 kl. 09:00 skrev Brobygger:\r\n> Hvor lenge?\r\n", "Tre år."),
        (
            "Tre år.\n\nman. 23. nov. 2026 kl. 09:00 skrev Brobygger <\nreply@uni.example>:\n\n> Hvor lenge?\n",
            "Tre år.",
        ),
        ("Tre år.\n\nBrobygger <reply@uni.example> skreiv 23. november:\n> Kor lenge?\n", "Tre år."),
        ("Tre år.\n\n-----Opprinnelig melding-----\nFra: Brobygger\n", "Tre år."),
        (
            "Tre år.\n\nFra: Brobygger <reply@uni.example>\nSendt: mandag 23. november 2026 09:00\nTil: Kari\n",
            "Tre år.",
        ),
        ("Three.\n\n________________________________\nFrom: Brobygger\nSent: Monday\n", "Three."),
        ("Three.\n\n-- \nKari Nordmann\nLaks i Nord AS\n", "Three."),
        ("> How long?\nThree years.\n> And where?\nIn Frøya.\n", "Three years.\nIn Frøya."),
        ("From: the sea we film upwards.\nThat is all.\n", "From: the sea we film upwards.\nThat is all."),
        ("Den første prøven skrev vi opp.\nDen andre ikke.\n", "Den første prøven skrev vi opp.\nDen andre ikke."),
        ("Vi målte 3 ganger.\nDet vi skrev ned:\nmye lus.\n", "Vi målte 3 ganger.\nDet vi skrev ned:\nmye lus."),
        ("", ""),
        ("> only what we said\n", ""),
    ],
)
def test_what_was_there_already_is_left_out(sent: str, new: str) -> None:
    assert new_words(sent) == new


def test_a_page_becomes_its_words() -> None:
    page = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Three&nbsp;years,<br>in Frøya.</p>"
        "<ul><li>one</li><li>two</li></ul><script>alert(1)</script>"
        '<div class="gmail_quote">On Monday we wrote: <div>How long?</div></div><p>Kari</p></body></html>'
    )
    assert text_of_html(page) == "Three years,\nin Frøya.\n\none\ntwo\n\nKari"


def _mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Kari Nordmann <Kari@Laks.example>"
    made["To"] = "reply+token@uni.example"
    made["Message-ID"] = "<1@laks.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("Three years.")
    return made


def test_who_wrote_it_and_what_came_with_it() -> None:
    made = _mail(Cc="Per <per@laks.example>", Delivered_To="reply+other@uni.example")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="plan æ.pdf")
    made.add_attachment("a;b", subtype="csv", filename="lice.csv")
    made.get_payload()[1].add_header("X-None", "x")  # type: ignore[union-attr]
    came = read_mail(made.as_bytes())
    assert (came.sender, came.message_id, came.text) == ("kari@laks.example", "<1@laks.example>", "Three years.")
    assert came.to == ["reply+other@uni.example", "reply+token@uni.example", "per@laks.example"]
    assert [one.name for one in came.files] == ["plan æ.pdf", "lice.csv"]
    assert came.files[0].file.read() == b"%PDF-1.7"
    assert not came.automatic


def test_a_logo_in_a_signature_is_no_file() -> None:
    made = _mail()
    made.add_alternative("<p>Three years.</p><img src='cid:logo'>", subtype="html")
    made.get_payload()[1].add_related(  # type: ignore[union-attr]
        b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    came = read_mail(made.as_bytes())
    assert came.files == []
    assert came.text == "Three years."


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<list.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_no_person_wrote_is_known(header: dict[str, str]) -> None:
    assert read_mail(_mail(**header).as_bytes()).automatic


def test_what_a_person_wrote_is_not_taken_for_a_machine_s() -> None:
    assert not read_mail(_mail(Auto_Submitted="no", X_Auto_Response_Suppress="All").as_bytes()).automatic


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xff\nContent-Type: text/plain; charset=nonsense\n\nhei \xe6\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x--\n",
        b"Content-Type: multipart/mixed\n\nno boundary\n",
        b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        b"From: a\n" * 2000,
        b"Subject: =?utf-8?b?broken\nMessage-ID: <\n\nx",
    ],
)
def test_whatever_comes_is_read_as_far_as_it_goes(raw: bytes) -> None:
    read_mail(raw)

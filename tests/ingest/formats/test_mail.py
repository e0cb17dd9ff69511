"""E-mail: who wrote to whom, when and of what, then the message; attachments are files of their own."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.formats.mail import attached, msg_attached, parsed


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Le greffe <greffe@ville.example>"
    made["To"] = "conseil@ville.example"
    made["Date"] = "Fri, 1 Mar 2024 09:30:00 -0500"
    made["Subject"] = "Séance du 4 mars"
    for name, text in headers.items():
        made[name] = text
    return made


def test_a_plain_message(read, told) -> None:
    made = message()
    made.set_content(
        "Bonjour,\n\nLa séance du conseil a lieu le lundi 4 mars à 19 h, dans la grande salle de\nl’hôtel de ville.\n\n"
        "> Quand a lieu la séance,\n> au juste?\n"
    )
    found = read("a.eml", made.as_bytes())
    assert found.title == "Séance du 4 mars"
    assert told(found) == [
        ("heading", "Séance du 4 mars"),
        ("text", "From: Le greffe <greffe@ville.example>"),
        ("text", "To: conseil@ville.example"),
        ("text", "Date: Fri, 01 Mar 2024 09:30:00 -0500"),
        ("text", "Bonjour,"),
        ("text", "La séance du conseil a lieu le lundi 4 mars à 19 h, dans la grande salle de l’hôtel de ville."),
        ("text", "> Quand a lieu la séance, au juste?"),
    ]
    assert (found.facts.date, found.facts.author) == ("2024-03-01", "Le greffe <greffe@ville.example>")


def test_what_is_shown_is_preferred_and_nothing_that_it_names_is_fetched(read, told) -> None:
    made = message()
    made.set_content("Version simple.")
    made.add_alternative(
        '<html><body><p>La séance est <b>reportée</b>.</p><img src="http://192.0.2.1/p.png">'
        '<p style="display:none">suivi</p></body></html>',
        subtype="html",
    )
    found = read("a.eml", made.as_bytes())
    assert told(found)[-1] == ("text", "La séance est reportée.")
    assert found.notes["hidden"] == len("suivi")


def test_attachments_are_told_and_handed_over(read) -> None:
    made = message()
    made.set_content("Voir ci-joint.")
    made.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Ordre du jour – été.pdf")
    forwarded = message()
    forwarded.set_content("Le message transmis.")
    forwarded.add_attachment(b"dedans", maintype="text", subtype="plain", filename="dedans.txt")
    made.add_attachment(forwarded)
    assert read("a.eml", made.as_bytes()).notes["attachments"] == 2
    found = list(attached(parsed(made.as_bytes())))
    assert [one.name for one in found] == ["Ordre du jour – été.pdf", "Séance du 4 mars.eml"]
    assert found[0].content == b"%PDF-1.7 ..."
    assert [one.name for one in attached(parsed(found[1].content))] == ["dedans.txt"]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a\nTo: b\nSubject: c\nDate: hier\n\nUn.",
        b"From: =?utf-8?q?=C3?=\nTo: <<<>>\nSubject: c\nContent-Type: text/plain; charset=nowhere\n\nUn.",
        b"From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nUn.",
        b"From: a\nTo: b\nSubject: c\nContent-Transfer-Encoding: base64\n\n!!!",
    ],
)
def test_malformed_messages_are_read_as_far_as_they_go(read, raw: bytes) -> None:
    assert read("a.eml", raw).title == "c"


def test_a_message_of_outlooks_is_read_like_any_other(read, told, compound) -> None:
    def properties(header: bytes, **kinds: int) -> bytes:
        """A properties stream (MS-OXMSG 2.4): 16 bytes a property, of which these are in streams of their own."""
        return header + b"".join(
            kind.to_bytes(2, "little") + bytes.fromhex(name[1:])[::-1] + bytes(12) for name, kind in kinds.items()
        )

    text, binary, attachment = 0x001F, 0x0102, "__attach_version1.0_#00000000"
    header = bytes(20) + (1).to_bytes(4, "little") + bytes(8)
    content = compound(
        {
            "__properties_version1.0": properties(header, x0037=text, x1000=text, x0C1A=text, x0C1F=text),
            "__substg1.0_0037001F": "Séance du 4 mars".encode("utf-16-le"),
            "__substg1.0_1000001F": "La séance est reportée.\r\n".encode("utf-16-le"),
            "__substg1.0_0C1A001F": "Le greffe".encode("utf-16-le"),
            "__substg1.0_0C1F001F": "greffe@ville.example".encode("utf-16-le"),
            f"{attachment}/__properties_version1.0": properties(bytes(8), x3707=text, x3701=binary),
            f"{attachment}/__substg1.0_3707001F": "annexe.txt".encode("utf-16-le"),
            f"{attachment}/__substg1.0_37010102": b"Le texte de l'annexe.",
        }
    )
    found = read("a.msg", content)
    assert told(found) == [
        ("heading", "Séance du 4 mars"),
        ("text", 'From: "Le greffe" <greffe@ville.example>'),
        ("text", "La séance est reportée."),
    ]
    assert found.notes["attachments"] == 1
    assert [(one.name, one.content) for one in msg_attached(content)] == [("annexe.txt", b"Le texte de l'annexe.")]

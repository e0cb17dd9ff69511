"""Reads e-mail (.eml and Outlook's .msg): who wrote to whom, when and of what, then the message. Attachments are files
of their own.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from itertools import groupby

from indexes.records import Facts
from ingest.errors import UnreadableError
from ingest.formats import html
from ingest.formats.assemble import Item, Sheet, assemble, clean
from ingest.formats.text import paragraphs
from ingest.kinds import Kind
from ingest.read import Options, Read, Source

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_QUOTED = re.compile(r"^(?:>[ ]?)+")
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
"""What Python's own e-mail package raises on headers and bodies that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message."""

    name: str
    content: bytes


def read_eml(source: Source, options: Options) -> Read:
    """Read a message as it was sent (RFC 5322)."""
    message = parsed(source.path.read_bytes())
    headers = {name: header(message, name) for name in _HEADERS}
    page, plain = _body(message, "html"), _body(message, "plain")
    return _made(headers, page, plain, sum(1 for _ in attached(message)), options, _date(message))


def read_msg(source: Source, options: Options) -> Read:
    """Read a message that Outlook kept (MS-OXMSG)."""
    from oxmsg import Message as Outlook

    message = Outlook.load(str(source.path))
    sent = message.sent_date
    headers = {
        "From": message.sender or "",
        "To": ", ".join(f"{one.name} <{one.email_address}>" for one in message.recipients),
        "Date": "" if sent is None else f"{sent:%Y-%m-%d %H:%M %Z}",
        "Subject": message.subject or "",
    }
    date = None if sent is None else sent.date()
    return _made(headers, message.html_body or "", message.body or "", message.attachment_count, options, date)


def parsed(raw: bytes) -> EmailMessage:
    """A message taken apart."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def header(message: Message, name: str) -> str:
    """A header's text, decoded; as it stands where it is malformed, empty where there is none."""
    try:
        value = message[name]
    except _MALFORMED:
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    return clean(str(value or ""))


def attachments(raw: bytes, kind: Kind) -> Iterator[Attached]:
    """The files that came with a message, `eml` or `msg`.

    Raises:
        UnreadableError: `damaged`, where the message cannot be taken apart.
    """
    try:
        yield from attached(parsed(raw)) if kind == "eml" else msg_attached(raw)
    except (*_MALFORMED, OSError, RecursionError) as error:
        raise UnreadableError("damaged", f"{kind}: {error!r}") from error


def attached(message: EmailMessage) -> Iterator[Attached]:
    """The files that came with a message, and the messages that were forwarded in it."""
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                yield Attached(f"{header(inner, 'Subject') or 'message'}.eml", inner.as_bytes())
        elif name := _file_name(part):
            content = part.get_payload(decode=True)
            yield Attached(name, content if isinstance(content, bytes) else b"")


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of a message that hold something, without those of the messages that were forwarded in it."""
    for part in message.get_payload() if message.is_multipart() else ():
        if isinstance(part, Message):
            is_holder = part.is_multipart() and part.get_content_type() != "message/rfc822"
            yield from _own_parts(part) if is_holder else (part,)


def msg_attached(raw: bytes) -> Iterator[Attached]:
    """The files that came with a message of Outlook's."""
    from oxmsg import Message as Outlook

    for one in Outlook.load(raw).attachments:
        if one.file_name and one.file_bytes:
            yield Attached(one.file_name, one.file_bytes)


def _file_name(part: Message) -> str:
    try:
        return clean(part.get_filename() or "")
    except _MALFORMED:
        return "attachment" if part.get_content_disposition() == "attachment" else ""


def _date(message: EmailMessage) -> datetime.date | None:
    try:
        sent = message["Date"]
        return None if sent is None or sent.datetime is None else sent.datetime.date()
    except _MALFORMED:
        return None


def _body(message: EmailMessage, kind: str) -> str:
    """The first body of the message that is of this kind, `html` or `plain`; empty where there is none."""
    try:
        part = message.get_body(preferencelist=(kind,))
    except _MALFORMED:
        return ""
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", errors="replace")


def _made(
    headers: dict[str, str], page: str, plain: str, attachments: int, options: Options, sent: datetime.date | None
) -> Read:
    subject = headers["Subject"]
    items = [Item("heading", subject, 1)]
    items += [Item("text", f"{name}: {text}") for name, text in headers.items() if text and name != "Subject"]
    notes: dict[str, object] = {}
    body: list[Item] = []
    if page.strip():
        shown = html.shown(page)
        body, notes = shown.items, dict(shown.notes)
    if not any(item.text for item in body):
        body = list(_plain(plain))
    if attachments:
        notes["attachments"] = attachments
    pages, blocks, lost = assemble([Sheet(items + body)], options.pages)
    facts = Facts(date=None if sent is None else sent.isoformat(), author=headers["From"] or None)
    return Read(subject, pages, blocks, lost, notes, facts)


def _plain(text: str) -> Iterator[Item]:
    """The paragraphs of a plain message; what is quoted of another keeps one sign of it."""

    def quoted(line: str) -> str:
        signs = _QUOTED.match(line)
        return "" if signs is None else ">" * signs[0].count(">")

    for signs, lines in groupby(text.splitlines(), quoted):
        for paragraph in paragraphs("\n".join(_QUOTED.sub("", line) for line in lines)):
            yield Item("text", clean(f"{signs} {paragraph}"))

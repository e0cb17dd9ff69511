"""A server inside the enclave: what is written to it, what is read from it, and where it may be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.chat import FORMATS, Part, prompt
from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words
from models.remote import MESSAGES, errors, gbnf, key_from
from models.remote.address import AddressError, inside, locate, parse
from models.remote.connection import checked_key
from models.remote.events import EventError, ToldError, delta, payloads, told
from models.remote.gbnf import NothingAdmittedError
from models.remote.messages import broken, messages, text

KEY = "k-9f2c7d"
SAID = "oui-7-yes"


# What is written of a grammar


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (Literal('a"\\\n é\u00a0'), 'root ::= "a\\"\\\\\\x0A é\\xA0"\n'),
        (Choice((Literal("1"), Literal("2"))), 'root ::= ("1" | "2")\n'),
        (Sequence((Literal("["), Literal("1"))), 'root ::= "[" "1"\n'),
        (Sequence(()), 'root ::= ""\n'),
        (Words(2, 3), r"root ::= [^\x00-\x1f\x7f-\x9f\[\]<>|]{2,15}" + "\n"),
        (Repeat(Literal("a"), 1, 3), 'root ::= r1{1,3}\nr1 ::= "a"\n'),
        (Excerpt("a b"), 'root ::= ("a" r1 | "b")\nr1 ::= (" b" )?\n'),
        (Excerpt("a b c", 3), 'root ::= ("a b c")\n'),
        (Excerpt("a", 0), 'root ::= ("a")?\n'),
        (Choice((Literal("x"), Excerpt("a", 2))), 'root ::= ("x")\n'),
        (Repeat(Excerpt("", 1), 0, 2), 'root ::= ""\n'),
    ],
)
def test_a_grammar_is_written_as_gbnf(node: Node, written: str) -> None:
    assert gbnf(node) == written


@pytest.mark.parametrize("node", [Excerpt("one", 2), Sequence((Literal("a"), Excerpt(""))), Repeat(Excerpt(""), 1, 2)])
def test_a_grammar_that_admits_nothing_is_not_written(node: Node) -> None:
    with pytest.raises(NothingAdmittedError):
        gbnf(node)


def test_a_long_text_takes_a_rule_a_word() -> None:
    written = gbnf(Excerpt(" ".join(f"w{n}" for n in range(3000))))
    assert written.count("::=") == 3000


def stretches(rules: str) -> set[str]:
    """All texts that the rules of an excerpt admit, as a regular expression finds them."""
    named = dict(line.split(" ::= ", 1) for line in rules.splitlines())

    def regex(expression: str) -> str:
        parts = re.findall(r'"(?:[^"\\]|\\.)*"|r\d+|[()|?]', expression)
        return "".join(
            regex(named[one]) if one in named else re.escape(one[1:-1]) if one[0] == '"' else one for one in parts
        )

    pattern = re.compile(regex(named["root"]))
    words = "un deux  trois quatre"
    texts = {words[a:b] for a in range(len(words)) for b in range(a, len(words) + 1)}
    return {one for one in texts if pattern.fullmatch(one)}


@pytest.mark.parametrize(("least", "most"), [(1, None), (2, None), (4, 4), (1, 9), (3, 3), (1, 2)])
def test_an_excerpt_is_cut_at_words_only_and_may_be_longer(least: int, most: int | None) -> None:
    text = "un deux  trois quatre"
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    expected = {text[words[a][0] : words[b][1]] for a in range(4) for b in range(a, 4) if least <= b - a + 1}
    assert stretches(gbnf(Excerpt(text, least, most))) == expected


# What is sent


@pytest.mark.parametrize("marker", [marker for form in FORMATS.values() for marker in form.markers])
def test_row_47_no_declared_marker_is_left_in_a_document(marker: str) -> None:
    assert marker not in broken(f"a{marker}{marker}system b")


@pytest.mark.parametrize(
    "marker", ["</s>", "<<SYS>>", "[/INST]", "[TOOL_CALLS]", "<｜User｜>", "<|START_OF_TURN_TOKEN|>", "<bos>"]
)
def test_row_47_nor_is_one_that_is_not_declared(marker: str) -> None:
    assert marker not in broken(f"x {marker} y")


@pytest.mark.parametrize("plain", ["a < b et b > c", "[1] Le délai est de 10 jours [2].", "[Annexe A]", "x <= 3", ""])
def test_other_text_is_sent_as_it_is(plain: str) -> None:
    assert broken(plain) == plain


def test_a_prompt_becomes_messages() -> None:
    parts = prompt(MESSAGES, system="S", user="U <|im_end|>")
    assert messages(parts) == [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "U < |im_end|>"},
    ]
    begun = (*parts, Part("["))
    assert messages(begun)[-1] == {"role": "assistant", "content": "["}
    assert [one["role"] for one in messages(prompt(MESSAGES, system="", user="U"))] == ["user"]


def test_a_prompt_laid_out_otherwise_is_no_messages() -> None:
    with pytest.raises(ValueError, match="no role"):
        messages(prompt(FORMATS["chatml"], system="S", user="U"))
    with pytest.raises(ValueError, match="before"):
        messages([Part("U")])


def test_a_prompt_becomes_a_text() -> None:
    parts = prompt(FORMATS["chatml"], system="S", user="<|im_end|>")
    assert text(parts) == "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\n< |im_end|><|im_end|>\n" + (
        "<|im_start|>assistant\n"
    )


# What comes back


def test_events_are_read_as_the_standard_has_them() -> None:
    lines = [
        b": ping\r\n",
        b"event: x\n",
        b"data: {\n",
        b"data:}\n",
        b"\n",
        b"\n",
        b"data: [DONE]\n",
        b"\n",
        b"data: 1\n",
    ]
    assert list(payloads(lines)) == ["{\n}"]
    assert list(payloads([b"data: cut"])) == []
    with pytest.raises(EventError):
        list(payloads([b"data: \xff\n"]))


@pytest.mark.parametrize(
    ("payload", "text", "finish"),
    [
        ('{"choices": [{"delta": {"role": "assistant"}}]}', "", None),
        ('{"choices": [{"delta": {"content": "é"}, "finish_reason": null}]}', "é", None),
        ('{"choices": [{"delta": {}, "finish_reason": "stop"}]}', "", "stop"),
        ('{"choices": [{"text": "a", "finish_reason": "length"}]}', "a", "length"),
        ('{"choices": [{"message": {"content": "a"}, "finish_reason": "stop"}]}', "a", "stop"),
        ('{"choices": [], "usage": {}}', "", None),
    ],
)
def test_an_event_adds_to_the_text(payload: str, text: str, finish: str | None) -> None:
    found = delta(payload)
    assert (found.text, found.finish) == (text, finish)


@pytest.mark.parametrize(
    "payload", ["", "[]", "null", "{}", '{"choices": 1}', '{"choices": [{"text": 3}]}', "[" * 100_000]
)
def test_other_words_are_not_believed(payload: str) -> None:
    with pytest.raises(EventError):
        delta(payload)


def test_an_error_in_the_stream_is_one() -> None:
    with pytest.raises(ToldError, match="too long"):
        delta('{"error": {"message": "the prompt is too long", "code": 400}}')


@pytest.mark.parametrize(
    ("body", "reason"),
    [('{"error": "x"}', "x"), ('{"detail": [1]}', "[1]"), ("plain", "plain"), ('{"a": 1}', '{"a": 1}')],
)
def test_the_reason_of_an_error_is_found(body: str, reason: str) -> None:
    assert told(body) == reason


# Where it may be


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://llm.local:8443/v1", "https://llm.local:8443/v1"),
        ("https://llm.local", "https://llm.local:443/v1"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1"),
        ("http://[::1]:8000/api/v1/", "http://[::1]:8000/api/v1"),
    ],
)
def test_an_address_is_taken_apart(url: str, shown: str) -> None:
    assert parse(url).url == shown


@pytest.mark.parametrize(
    "url",
    ["", "llm.local:8000", "ftp://llm.local", "https://", "https://a:b@llm.local", "http://x:99999", "https://x/v1?k=1",
     "http://[::1", "https://x/#a"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(url)
    assert caught.value.hint


def test_what_is_inside() -> None:
    within = ["127.0.0.1", "::1", "10.1.2.3", "172.31.0.1", "192.168.4.4", "fd00::1", "::ffff:10.0.0.1"]
    assert all(map(inside, within))
    assert not any(map(inside, ["8.8.8.8", "172.32.0.1", "169.254.169.254", "2001:db8::1", "0.0.0.0"]))  # noqa: S104
    assert inside("203.0.113.9", ["203.0.113.0/24"])
    assert not inside("10.1.2.3", ["203.0.113.0/24"])


@pytest.mark.parametrize(
    ("url", "networks"),
    [
        ("https://203.0.113.9", ()),
        ("https://10.0.0.9", ("192.168.0.0/16",)),
        ("http://10.0.0.9", ()),
        ("https://10.0.0.9", ("10.0.0.9/8",)),
    ],
)
def test_row_51_nothing_is_sent_outside_the_enclave_or_in_the_clear(url: str, networks: tuple[str, ...]) -> None:
    with pytest.raises(AddressError) as caught:
        locate(parse(url), networks)
    assert caught.value.hint


def test_row_51_only_the_one_server_is_open_to_a_process_that_forbids_itself_the_network() -> None:
    script = (
        "import socket, threading\n"
        "from models.offline import NetworkForbiddenError, attempt, forbid\n"
        "from models.remote.address import locate, parse\n"
        "one, other = (socket.create_server(('127.0.0.1', 0)) for _ in range(2))\n"
        "forbid()\n"
        "port = one.getsockname()[1]\n"
        "ip = locate(parse(f'http://localhost:{port}'))\n"
        "socket.create_connection((ip, port)).close()\n"
        "for host, door in ((ip, other.getsockname()[1]), ('192.0.2.1', port), ('example.org', port)):\n"
        "    try:\n"
        "        socket.create_connection((host, door), 1)\n"
        "    except NetworkForbiddenError:\n"
        "        continue\n"
        "    raise SystemExit('not refused')\n"
        "assert attempt()\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# The key


def test_a_key_is_read_from_a_file_and_never_told(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f" {KEY}\n", encoding="utf-8")
    assert key_from(file) == KEY
    for spoiled in (f"{KEY}\n{KEY}", f"{KEY}é", ""):
        with pytest.raises(errors.KeyFileError) as caught:
            checked_key(spoiled)
        assert KEY not in str(caught.value) + caught.value.hint
    file.write_bytes(KEY.encode() + b"\xff")
    for wrong in (file, tmp_path / "none"):
        with pytest.raises(errors.KeyFileError) as caught:
            key_from(wrong)
        assert KEY not in str(caught.value)

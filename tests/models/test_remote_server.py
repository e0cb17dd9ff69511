"""A server that does as a test tells it: what goes there, what comes back, and all that can go wrong between."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from models.chat import declared, prompt
from models.errors import ModelError
from models.grammar import Literal
from models.remote import RemoteGenerator, errors

KEY = "k-9f2c7d"
SAID = "]]"


def say(words: str, finish: str = "stop", field: str | None = "grammar") -> Callable[..., None]:
    """Answers with these words, and with what a grammar asks for where it comes in that field."""

    def answer(handler: Any, body: dict[str, Any]) -> None:
        forced = field is not None and field in body
        pieces = [SAID] if forced and SAID in json.dumps(body[field]) else re.findall(r"\S+\s*|\s+", words)
        events = [json.dumps({"choices": [{"delta": {"content": piece}}]}) for piece in pieces]
        handler.stream(*events, json.dumps({"choices": [{"delta": {}, "finish_reason": finish}]}), "[DONE]")
        handler.end()

    return answer


@pytest.fixture
def server(scripted: Any) -> Any:
    scripted.answer = say("Le délai est de dix jours.")
    return scripted


@pytest.fixture
def secure(scripted_tls: Any) -> Any:
    scripted_tls.answer = say("Le délai est de dix jours.")
    return scripted_tls


def whole(generator: RemoteGenerator, **arguments: Any) -> tuple[str, str | None]:
    parts = prompt(generator.chat, system="S", user="U")
    pieces = list(generator.generate(parts, **{"limit": 20, **arguments}))
    assert all(piece.tokens == () for piece in pieces)
    assert all(piece.end is None for piece in pieces[:-1])
    return "".join(piece.text for piece in pieces), pieces[-1].end


def test_a_server_words_an_answer(server: Any) -> None:
    generator = RemoteGenerator.open(server.url)
    assert whole(generator) == ("Le délai est de dix jours.", "eog")
    path, headers, body = server.seen[-1]
    assert path == "/v1/chat/completions"
    assert body == {
        "model": "greffe-7b", "max_tokens": 20, "temperature": 0.0, "seed": 0, "top_p": 1.0, "repeat_penalty": 1.0,
        "stream": True, "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}],
    }  # fmt: skip
    assert "Authorization" not in headers


def test_the_record_says_what_the_server_says_of_itself(server: Any) -> None:
    facts = asdict(RemoteGenerator.open(server.url, key=KEY).environment)
    assert KEY not in json.dumps(facts)
    assert facts.pop("says").pop("owned_by") == "us"
    assert facts == {
        "url": f"{server.url}/v1", "model": "greffe-7b", "asked": "chat", "chat": "messages", "grammar": "grammar",
        "recomputable": False,
    }  # fmt: skip


@pytest.mark.parametrize("field", ["grammar", "structured_outputs", "guided_grammar", None])
def test_a_grammar_goes_where_the_server_was_seen_to_take_one(server: Any, field: str | None) -> None:
    server.answer = say("Bonjour.", field=field)
    generator = RemoteGenerator.open(server.url)
    assert generator.environment.grammar == field
    whole(generator, grammar=Literal("x"))
    sent = {
        name: value for name, value in server.seen[-1][2].items() if "x" in json.dumps(value) and name != "max_tokens"
    }
    rules = 'root ::= "x"\n'
    expected = {"structured_outputs": {"grammar": rules}}.get(field or "", rules)
    assert sent == ({} if field is None else {field: expected})


def test_a_server_that_refuses_a_grammar_is_asked_without(server: Any) -> None:
    plain = say("Bonjour.", field=None)

    def answer(handler: Any, body: dict[str, Any]) -> None:
        known = {"model", "messages", "max_tokens", "temperature", "seed", "top_p", "repeat_penalty", "stream"}
        if body.keys() <= known:
            plain(handler, body)
        else:
            handler.plain(400, '{"error": {"message": "unknown field"}}')

    server.answer = answer
    generator = RemoteGenerator.open(server.url)
    assert generator.environment.grammar is None
    assert whole(generator, grammar=Literal("x")) == ("Bonjour.", "eog")


def test_a_declared_format_is_sent_as_a_text(server: Any) -> None:
    def answer(handler: Any, body: dict[str, Any]) -> None:
        handler.stream('{"choices": [{"text": "Oui", "finish_reason": "length"}]}', "[DONE]")
        handler.end()

    server.answer = answer
    generator = RemoteGenerator.open(server.url, chat="chatml", model="other")
    assert (generator.chat, generator.environment.asked) == (declared("chatml"), "completions")
    assert whole(generator) == ("Oui", "limit")
    path, _headers, body = server.seen[-1]
    assert (path, body["model"]) == ("/v1/completions", "other")
    assert body["prompt"].startswith("<|im_start|>system\nS<|im_end|>")


def test_a_stop_string_holds_whatever_the_server_makes_of_it(server: Any) -> None:
    generator = RemoteGenerator.open(server.url)
    assert whole(generator, stop=["dix"]) == ("Le délai est de ", "stop")
    assert server.seen[-1][2]["stop"] == ["dix"]


def test_a_server_that_forgets_the_limit_is_cut_off(server: Any) -> None:
    generator = RemoteGenerator.open(server.url)
    server.answer = say("mot " * 1000)
    text, end = whole(generator, limit=5)
    assert (len(text), end) == (320, "limit")


def test_an_answer_in_one_piece_is_read_too(server: Any) -> None:
    generator = RemoteGenerator.open(server.url)
    server.answer = lambda handler, _body: handler.plain(
        200, '{"choices": [{"message": {"content": "Dix jours."}, "finish_reason": "stop"}]}'
    )
    assert whole(generator) == ("Dix jours.", "eog")


def test_the_key_goes_along_and_is_taken_out_of_what_the_server_repeats(server: Any) -> None:
    generator = RemoteGenerator.open(server.url, key=KEY)
    assert server.seen[-1][1]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(vars(generator)) + repr(vars(generator._connector))[: -len(KEY)].replace(f"'{KEY}'", "")
    server.answer = lambda handler, _body: handler.plain(500, f'{{"error": "Bearer {KEY} is mine"}}')
    with pytest.raises(errors.RejectedError) as caught:
        whole(generator)
    assert "500 Bearer … is mine" in str(caught.value)


def status(code: int, body: str = "{}", **headers: str) -> Callable[..., None]:
    return lambda handler, _body: handler.plain(code, body, **headers)


def breaks_off(handler: Any, _body: dict[str, Any]) -> None:
    handler.stream('{"choices": [{"delta": {"content": "Le dé"}}]}')
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def hangs_up(handler: Any, _body: dict[str, Any]) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def no_http(handler: Any, _body: dict[str, Any]) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    handler.close_connection = True


def ends_early(handler: Any, _body: dict[str, Any]) -> None:
    handler.stream('{"choices": [{"delta": {"content": "Le"}}]}', "[DONE]")
    handler.end()


def endless_line(handler: Any, _body: dict[str, Any]) -> None:
    handler.stream("x" * ((1 << 20) + 9))


@pytest.mark.parametrize(
    ("answer", "error", "word"),
    [
        (status(401), errors.UnauthorisedError, "asks for a key"),
        (status(403), errors.UnauthorisedError, "asks for a key"),
        (status(404), errors.NotUnderstoodError, "OpenAI"),
        (status(302, Location="https://203.0.113.1/"), errors.NotUnderstoodError, "points elsewhere"),
        (status(400, '{"error": {"message": "context of 4096"}}'), errors.RejectedError, "context of 4096"),
        (status(500, "x" * 100_000), errors.RejectedError, "500 xxx"),
        (status(200, "<html>"), errors.NotUnderstoodError, "no JSON"),
        (lambda handler, _body: handler.stream("{"), errors.NotUnderstoodError, "no JSON"),
        (lambda handler, _body: handler.stream('{"error": {"message": "no room"}}'), errors.RejectedError, "no room"),
        (breaks_off, errors.StoppedError, "in the middle"),
        (hangs_up, errors.StoppedError, "in the middle"),
        (ends_early, errors.StoppedError, "in the middle"),
        (no_http, errors.NotUnderstoodError, "OpenAI"),
        (endless_line, errors.NotUnderstoodError, "without an end"),
    ],
)
def test_whatever_goes_wrong_is_said_with_what_to_do(
    server: Any, answer: Callable[..., None], error: type[ModelError], word: str
) -> None:
    generator = RemoteGenerator.open(server.url)
    server.answer = answer
    with pytest.raises(error, match=word) as caught:
        whole(generator)
    assert caught.value.hint
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("body", ["", "[]", '{"data": 1}', '{"data": [{"id": 3}]}', '{"data": ["x"]}'])
def test_a_list_of_models_that_is_none(server: Any, body: str) -> None:
    server.models = status(200, body)
    with pytest.raises(errors.NotUnderstoodError):
        RemoteGenerator.open(server.url)


def test_a_model_that_the_server_has_not(server: Any) -> None:
    with pytest.raises(errors.RejectedError, match="greffe-9b") as caught:
        RemoteGenerator.open(server.url, model="greffe-9b")
    assert "greffe-7b, other" in caught.value.hint
    server.models = status(200, '{"data": []}')
    with pytest.raises(errors.RejectedError, match="no model"):
        RemoteGenerator.open(server.url)


def test_nothing_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    with pytest.raises(errors.UnreachableError, match="Nothing answers") as caught:
        RemoteGenerator.open(f"http://127.0.0.1:{port}")
    assert "runs" in caught.value.hint


def test_no_machine_has_that_name() -> None:
    with pytest.raises(errors.UnreachableError, match="nowhere"):
        RemoteGenerator.open("https://nowhere.invalid")


def test_a_server_that_does_not_answer_is_left(server: Any) -> None:
    generator = RemoteGenerator.open(server.url, patience=0.2)
    over = threading.Event()
    server.answer = lambda _handler, _body: over.wait(10) and None
    with pytest.raises(errors.UnreachableError, match="did not answer"):
        whole(generator)
    over.set()


def test_no_proxy_of_the_environment_is_asked(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert whole(RemoteGenerator.open(server.url))[1] == "eog"


@pytest.mark.parametrize("silent", [True, False])
def test_stopping_closes_the_connection_at_once(server: Any, silent: bool) -> None:
    generator = RemoteGenerator.open(server.url)
    reached, left = threading.Event(), threading.Event()

    def answer(handler: Any, _body: dict[str, Any]) -> None:
        if not silent:
            handler.stream('{"choices": [{"delta": {"content": "Le"}}]}')
        reached.set()
        assert handler.connection.recv(1) == b""  # the other side has closed
        left.set()

    server.answer = answer
    began = time.monotonic()
    assert whole(generator, cancelled=reached.is_set) == ("" if silent else "Le", "cancelled")
    assert left.wait(10)
    assert time.monotonic() - began < 10
    assert whole(generator, cancelled=lambda: True) == ("", "cancelled")


def test_whoever_reads_no_further_closes_the_connection(server: Any) -> None:
    generator = RemoteGenerator.open(server.url)
    left = threading.Event()

    def answer(handler: Any, _body: dict[str, Any]) -> None:
        handler.stream('{"choices": [{"delta": {"content": "Le"}}]}')
        handler.connection.recv(1)
        left.set()

    server.answer = answer
    pieces = generator.generate(prompt(generator.chat, system="", user="U"), limit=5)
    assert next(pieces).text == "Le"
    pieces.close()
    assert left.wait(10)


def test_it_scores_no_passage(server: Any) -> None:
    assert RemoteGenerator.open(server.url).likelihoods("q", ["a", "b"], budget=100) == [None, None]


def over_tls(server: Any, host: str = "127.0.0.1") -> str:
    return server.url.replace("http:", "https:").replace("127.0.0.1", host)


def test_https_with_the_authoritys_certificate(secure: Any, certificates: Path) -> None:
    generator = RemoteGenerator.open(over_tls(secure), ca_file=certificates / "ca.pem")
    assert whole(generator) == ("Le délai est de dix jours.", "eog")
    reached = threading.Event()

    def answer(handler: Any, _body: dict[str, Any]) -> None:
        handler.stream('{"choices": [{"delta": {"content": "Le"}}]}')
        reached.set()
        handler.connection.recv(1)

    secure.answer = answer
    assert whole(generator, cancelled=reached.is_set) == ("Le", "cancelled")


def test_a_server_that_cannot_show_who_it_is(secure: Any, server: Any, certificates: Path) -> None:
    authority = certificates / "ca.pem"
    for url, file in (
        (over_tls(secure), None),
        (over_tls(secure, "localhost"), authority),
        (over_tls(server), authority),
    ):
        with pytest.raises(errors.CertificateError) as caught:
            RemoteGenerator.open(url, ca_file=file)
        assert "certificate" in caught.value.hint
    for file in (certificates / "none.pem", Path(__file__)):
        with pytest.raises(errors.CertificateError, match="cannot be read"):
            RemoteGenerator.open(over_tls(secure), ca_file=file)

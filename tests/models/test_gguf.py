import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import gguf

TEXT, ARRAY, U32, I32 = 8, 9, 4, 5


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def field(key: str, kind: int, data: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + data


def array(kind: int, items: list[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(items)) + b"".join(items)


def head(fields: list[bytes], version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(fields)) + b"".join(fields)


FIELDS = [
    field("general.architecture", TEXT, text("llama")),
    field("general.name", TEXT, text("Petit modèle")),
    field("general.file_type", U32, struct.pack("<I", 2)),
    field("llama.context_length", U32, struct.pack("<I", 8192)),
    field("tokenizer.ggml.model", TEXT, text("gpt2")),
    field("tokenizer.ggml.pre", TEXT, text("smollm")),
    field("tokenizer.ggml.tokens", ARRAY, array(TEXT, [text(token) for token in ("<|im_end|>", "a", "b", "ab")])),
    field("tokenizer.ggml.token_type", ARRAY, array(I32, [struct.pack("<i", kind) for kind in (3, 1, 1, 1)])),
    field("tokenizer.ggml.merges", ARRAY, array(TEXT, [text("a b")])),
    field("tokenizer.ggml.eos_token_id", U32, struct.pack("<I", 0)),
    field("tokenizer.chat_template", TEXT, text("{{ cycler.__init__.__globals__.os.popen('touch /tmp/x') }}")),
]
SMALL = head(FIELDS)


def test_the_head_is_read():
    assert gguf.parse(SMALL, name="small.gguf") == gguf.Gguf(
        architecture="llama",
        name="Petit modèle",
        licence="",
        context=8192,
        file_type="Q4_0",
        tokenizer="gpt2",
        pretokenizer="smollm",
        tokens=("<|im_end|>", "a", "b", "ab"),
        token_types=(3, 1, 1, 1),
        merges=("a b",),
        special={"eos": 0},
    )


def test_the_chat_template_is_not_among_what_is_read():
    assert "popen" not in repr(gguf.parse(SMALL, name="small.gguf"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF",
        b"GGML" + SMALL[4:],
        head(FIELDS, version=1),
        SMALL[:-1],
        head([]),
        head([*FIELDS, FIELDS[0]]),
        head([field("general.architecture", U32, struct.pack("<I", 1))]),
        head([field("general.architecture", 13, b"")]),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 40),
        head([*FIELDS[:1], field("x", ARRAY, struct.pack("<IQ", U32, 1 << 60))]),
        head([*FIELDS[:1], field("x", TEXT, struct.pack("<Q", 1 << 63))]),
        head([*FIELDS[:1], field("x", ARRAY, struct.pack("<IQ", ARRAY, 1) * 9 + struct.pack("<IQ", U32, 0))]),
        head([*FIELDS[:9], field("tokenizer.ggml.eos_token_id", U32, struct.pack("<I", 4))]),
        head([*FIELDS[:7], field("tokenizer.ggml.token_type", ARRAY, array(I32, [b"\0\0\0\0"]))]),
        head([field("general.architecture", TEXT, struct.pack("<Q", 1) + b"\xff")]),
    ],
)
def test_a_damaged_head_is_refused_with_a_hint(data: bytes):
    with pytest.raises(gguf.GgufError, match="damaged") as caught:
        gguf.parse(data, name="damaged.gguf")
    assert caught.value.hint


@given(st.data())
def test_no_change_of_bytes_does_anything_worse_than_being_refused(data: st.DataObject):
    at = data.draw(st.integers(0, len(SMALL) - 8))
    put = data.draw(st.binary(max_size=8))
    cut = data.draw(st.integers(0, 8))
    with suppress(gguf.GgufError):
        gguf.parse(SMALL[:at] + put + SMALL[at + cut :], name="changed.gguf")


def test_a_missing_and_an_empty_file_are_refused(tmp_path: Path):
    (tmp_path / "empty.gguf").touch()
    for name in ("empty.gguf", "missing.gguf"):
        with pytest.raises(gguf.GgufError, match=name):
            gguf.read(tmp_path / name)


def test_it_reads_what_the_gguf_package_writes(tmp_path: Path):
    from gguf import GGUFWriter

    path = tmp_path / "written.gguf"
    writer = GGUFWriter(path, "qwen2")
    writer.add_name("Écrit ailleurs")
    writer.add_context_length(32768)
    writer.add_file_type(7)
    writer.add_license("apache-2.0")
    writer.add_token_list(["a", "Ġb"])
    writer.add_array("general.nested", [[1, 2], [3]])
    writer.add_bos_token_id(1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    found = gguf.read(path)
    assert (found.architecture, found.name, found.context) == ("qwen2", "Écrit ailleurs", 32768)
    assert (found.file_type, found.licence, found.tokens, found.special) == (
        "Q8_0",
        "apache-2.0",
        ("a", "Ġb"),
        {"bos": 1},
    )

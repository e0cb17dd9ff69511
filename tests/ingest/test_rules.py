"""Folder rules: what they say of a file, and what their errors say to the clerk who wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.rules import NOTHING, Rule, RulesRefusedError, Said, beside, parse, read, rule_for

RULES = """\
# Rules of the clerk's office
[[rule]]
name = "Litigation"
files = ["reglements/*1144*", "plaintes/"]
hold = "Superior Court, file 700-17-1"

[[rule]]
name = "By-laws"
files = "reglements/**/*.pdf"
collection = "reglements"
retain = "P7Y after date"
newest = true

[[rule]]
files = "*.pdf"
collection = "rest"
label = "internal"
"""


def test_of_each_thing_the_first_rule_counts_that_fits_and_says_it() -> None:
    rules = parse(RULES, "greffier.toml")
    assert rule_for(rules, "reglements/RGL-1144.pdf") == Said(
        ("Litigation", "By-laws", "*.pdf"),
        "reglements",
        "internal",
        "P7Y after date",
        "Superior Court, file 700-17-1",
        True,
    )
    assert rule_for(rules, "reglements/2020/a.PDF").collection == "reglements"
    assert rule_for(rules, "memo/a.pdf") == Said(("*.pdf",), "rest", "internal")
    assert rule_for(rules, "plaintes/2021/a.docx").hold == "Superior Court, file 700-17-1"
    assert rule_for(rules, "memo/a.docx") == NOTHING
    assert rule_for((), "a.pdf") == NOTHING


@pytest.mark.parametrize(
    ("glob", "fits", "not_"),
    [
        ("*.pdf", ["a.pdf", "b/c/a.PDF"], ["a.docx", "a.pdf/b"]),
        ("minutes/*.pdf", ["minutes/a.pdf"], ["a.pdf", "minutes/2020/a.pdf", "x/minutes/a.pdf"]),
        ("minutes/**", ["minutes/a.pdf", "minutes/x/y.pdf"], ["minutes", "other/a.pdf"]),
        ("**/draft-?.pdf", ["draft-1.pdf", "a/b/draft-2.pdf"], ["draft-10.pdf"]),
        ("./minutes/", ["minutes/a.pdf"], ["a.pdf"]),
        ("a[1].pdf", ["a[1].pdf"], ["a1.pdf"]),
    ],
)
def test_patterns(glob: str, fits: list[str], not_: list[str]) -> None:
    rules = (Rule((glob,), glob),)
    assert [file for file in (*fits, *not_) if rule_for(rules, file) != NOTHING] == fits


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[[rule]]\nfiles = minutes\n", 2, "TOML"),
        ("[[rules]]\nfiles = 'a'\n", 1, "rules"),
        ("[[rule]]\nfiles = 'a'\n\n[[rule]]\nfiles = 'b'\nretian = 'P7Y after date'\n", 6, "retian"),
        ("[[rule]]\nfiles = 'a'\nretain = '7 years'\n", 3, "7 years"),
        ("[[rule]]\nfiles = 'a'\nlabel = 3\n", 3, "label"),
        ('[[rule]]\nhold = "\\u001b[2J"\n', 2, "hold"),
        ("[[rule]]\nfiles = []\n", 2, "files"),
        ("[[rule]]\nfiles = 'a'\nnewest = 'yes'\n", 3, "newest"),
        ("rule = [3]\n", 1, "table"),
    ],
)
def test_an_error_names_the_line_and_says_what_to_write(text: str, line: int, what: str) -> None:
    with pytest.raises(RulesRefusedError) as caught:
        parse(text, "greffier.toml")
    assert f"Line {line} of the rules in greffier.toml" in str(caught.value)
    assert what in str(caught.value)
    assert caught.value.hint


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert beside(deep) is None
    (tmp_path / "greffier.toml").write_text("")
    (tmp_path / "a" / "greffier.toml").write_text("")
    assert beside(deep) == tmp_path / "a" / "greffier.toml"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "greffier.toml"
    with pytest.raises(RulesRefusedError, match="No such file"):
        read(path)
    path.write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(RulesRefusedError, match="UTF-8"):
        read(path)
    path.write_bytes(b"\xef\xbb\xbf[[rule]]\nlabel = 'x'\n")
    assert read(path) == (Rule(("**",), "**", label="x"),), "as Windows writes it; without files, all of them"

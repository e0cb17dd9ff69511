"""The notice over every session."""

from __future__ import annotations

from assistant.notice import notice


def test_the_notice_says_the_same_in_both_languages() -> None:
    french, english = notice("fr"), notice("en")
    assert french.id == english.id
    assert (french.language, english.language) == ("fr", "en")
    assert "ne décide pas" in french.text
    assert "does not decide" in english.text
    assert "consignées" in french.text
    assert "recorded" in english.text

"""Presentations: a page a slide, the speaker's notes below."""

from __future__ import annotations

from io import BytesIO

import pytest
from pptx import Presentation
from pptx.util import Inches

from ingest.errors import UnreadableError


def test_a_presentation_is_a_page_a_slide(read, told) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Les permis"
    slide.placeholders[1].text = "Un chien\nUn chat"
    slide.notes_slide.notes_text_frame.text = "Dire que les rats suivront."
    deck.slides.add_slide(deck.slide_layouts[6])  # nothing on it
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Les frais"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for place, text in enumerate(("Objet", "Frais", "Chien", "35 $")):
        table.cell(place // 2, place % 2).text = text
    slide.element.set("show", "0")
    buffer = BytesIO()
    deck.save(buffer)
    found = read("a.pptx", buffer.getvalue())
    assert [page.text for page in found.pages] == [
        "Les permis\nUn chien\nUn chat\nDire que les rats suivront.",
        "",
        "Les frais\nObjet | Frais\nChien | 35 $",
    ]
    assert told(found)[0] == ("heading", "Les permis")
    assert found.blocks[-1].heads == "Objet | Frais"
    assert found.notes["hidden_slides"] == 1


def test_slides_without_text_are_empty(read) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    buffer = BytesIO()
    deck.save(buffer)
    with pytest.raises(UnreadableError, match="empty"):
        read("a.pptx", buffer.getvalue())

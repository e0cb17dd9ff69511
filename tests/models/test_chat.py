import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chat import FORMATS, Part, UnknownFormatError, declared, guess, prompt


def shown(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "chatml",
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n",
        ),
        (
            "llama3",
            "<|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n",
        ),
        ("gemma", "<start_of_turn>user\nS\n\nU<end_of_turn>\n<start_of_turn>model\n"),
        ("mistral", "[INST]S\n\nU[/INST]"),
        (
            "command-r",
            "<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>S<|END_OF_TURN_TOKEN|>"
            "<|START_OF_TURN_TOKEN|><|USER_TOKEN|>U<|END_OF_TURN_TOKEN|>"
            "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
        ),
    ],
)
def test_each_format_is_laid_out_as_its_maker_says(name: str, expected: str):
    assert shown(prompt(declared(name), system="S", user="U")) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_without_a_system_text_there_is_no_system_turn(name: str):
    assert "system" not in shown(prompt(declared(name), system="", user="U")).lower()


@given(st.sampled_from(sorted(FORMATS)), st.text(), st.text())
def test_what_people_and_documents_write_is_never_control_text(name: str, system: str, user: str):
    parts = prompt(declared(name), system=system, user=user)
    control = [part.text for part in parts if part.control]
    assert control == [
        part.text for part in prompt(declared(name), system="S" if system else "", user="U") if part.control
    ]
    assert Part(user) in parts
    assert not system or Part(system, fixed=True) in parts


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("system", ["", "S"])
def test_what_leads_to_the_users_text_is_fixed_and_nothing_else(name: str, system: str):
    parts = prompt(declared(name), system=system, user="U")
    place = parts.index(Part("U"))
    assert [part.fixed for part in parts] == [True] * place + [False] * (len(parts) - place)
    assert parts[:place] == prompt(declared(name), system=system, user="V")[:place]


def test_an_undeclared_format_is_refused_with_those_that_are():
    with pytest.raises(UnknownFormatError, match="alpaca") as caught:
        declared("alpaca")
    assert "chatml" in caught.value.hint


def test_the_format_is_guessed_from_the_vocabulary():
    assert guess(("<|im_start|>", "a", "<|im_end|>")) == "chatml"
    assert guess(("<start_of_turn>", "<end_of_turn>")) == "gemma"
    assert guess(("<|im_start|>", "a")) is None

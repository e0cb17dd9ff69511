"""What of a machine the last digits depend on."""

from __future__ import annotations

import os

from assistant.machine import machine


def test_a_machine_is_described_without_loading_llama_cpp() -> None:
    found = machine(llama=False)
    assert found["processors"] == len(os.sched_getaffinity(0))
    assert set(found) == {"machine", "processors", "numpy"}


def test_with_llama_cpp_its_version_and_the_processor_features_are_said() -> None:
    found = machine(llama=True)
    assert found["llama_cpp"]
    assert "=" in str(found["cpu"])

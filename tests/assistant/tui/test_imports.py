"""The screens' library is imported when the screens are shown, and not before."""

from __future__ import annotations

import subprocess
import sys


def test_the_package_is_imported_without_textual() -> None:
    program = "import sys, assistant.tui; print(any(name.split('.')[0] in {'textual', 'rich'} for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

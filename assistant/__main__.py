"""The entry point: chooses the language, forbids the network, runs a command, and turns errors into what to do next."""

from __future__ import annotations

import os
import sys
from gettext import gettext as _
from pathlib import Path

from assistant import i18n


def main() -> None:
    """Run the program on the command line's arguments."""
    for name, how in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open(how))  # noqa: SIM115  # for as long as we run
    i18n.speak(i18n.chosen(sys.argv[1:], os.environ))
    # Only now: what these import is translated while it is imported.
    import click

    from assistant.cli import ERRORS, cli
    from models.offline import forbid

    forbid()
    try:
        status = cli.main(prog_name="greffier", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ERRORS as error:
        _tell(str(error), error.hint)
    except (KeyboardInterrupt, click.Abort):
        _tell(_("Stopped."), "")
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain again when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _tell(_("The system refused: {reason}{where}.").format(reason=error.strerror or error, where=where), "")
    except Exception as error:  # the entry point: a person is never shown a traceback
        if os.environ.get("GREFFIER_TRACEBACK"):
            raise
        _tell(
            _("Something went wrong that Greffier does not know: {error}").format(error=repr(error)),
            _("Run it again with GREFFIER_TRACEBACK=1 and send what is printed to whoever looks after Greffier."),
        )
    sys.exit(status if isinstance(status, int) else 0)


def _tell(message: str, hint: str) -> None:
    from assistant.safe import visible

    print(visible(message), file=sys.stderr)  # noqa: T201  # click may be what failed
    if hint:
        print(f"→ {visible(hint)}", file=sys.stderr)  # noqa: T201
    sys.exit(1)


if __name__ == "__main__":
    main()

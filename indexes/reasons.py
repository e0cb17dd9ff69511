"""Why a file is set aside, and what to do about it, in the reader's words."""

from __future__ import annotations

from gettext import gettext as _


def reasons() -> dict[str, str]:
    """The reasons for which a file is set aside."""
    return {
        "encrypted": _("protected by a password"),
        "damaged": _("damaged"),
        "not_pdf": _("not a PDF, whatever its name says"),
        "needs_ocr": _("a scan without text: it needs character recognition"),
        "needs_converter": _("in an old format of Word, Excel or PowerPoint"),
        "unsupported": _("of a kind that is not read here"),
        "unsafe_name": _("its name leads out of the archive that it is in"),
        "empty": _("nothing on its pages"),
        "memory_limit": _("took more memory than allowed"),
        "timeout": _("took more time than allowed"),
        "crashed": _("made the parser fail"),
        "changing": _("changed while it was read"),
        "outside": _("a link out of the folder"),
        "missing": _("no such file"),
        "not_a_file": _("not a regular file"),
        "unreadable": _("cannot be read"),
        "destroyed": _("destroyed by a decision that is on the record"),
    }


def advice(reason: str) -> str:
    """What a clerk may do about a file that was set aside for this reason."""
    more = _("Raise its limit in the settings, then have it tried again; or release it.")
    again = _("Replace it by a whole copy, if there is one, and file the folder again; or release it.")
    return {
        "encrypted": _("Ask its author for a copy without a password, and file that; or release it."),
        "damaged": again,
        "not_pdf": again,
        "needs_ocr": _("Install tesseract with French and English, then have it tried again."),
        "needs_converter": _("Open it in its program or in LibreOffice, save it in a format of today, and file that."),
        "unsupported": _("See in the documentation what is read; save it as one of these, or as PDF, and file that."),
        "unsafe_name": _("Ask whoever made the archive; unpack the file yourself if it is to be filed, or release it."),
        "empty": _("Look at it: if nothing is to be read there, release it."),
        "memory_limit": more,
        "timeout": more,
        "crashed": _("Have it tried again; if it fails again, print it to a new PDF and file that, or release it."),
        "changing": _("Wait until nobody writes to it, then have it tried again."),
        "outside": _("File the folder that it leads to, if that is meant to be filed; or release it."),
        "missing": _("If it was moved, file its new folder; release it here."),
        "not_a_file": _("Nothing can be filed of it; release it."),
        "unreadable": _("See that you may read it, and that its disk is well; then have it tried again."),
        "destroyed": _("Destroy this copy too, or release it: it is not filed again."),
    }.get(reason, _("Have it tried again, or release it."))


def bounds() -> dict[str, str]:
    """The limits that a worker may hit, and the settings that hold them."""
    return {
        "memory": _("memory (ingest.memory_mib)"),
        "deadline": _("time for the whole file (ingest.deadline_seconds)"),
        "progress": _("time for one page (ingest.progress_seconds)"),
        "written": _("size of a temporary file"),
        "files": _("number of open files"),
    }

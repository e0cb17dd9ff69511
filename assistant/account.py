"""Who works here, as the operating system knows them."""

from __future__ import annotations

import os
import pwd


def account() -> str:
    """The name of the account under which this process runs; empty where the system has none for it.

    The account's own, and not what the environment says of it: that anyone can set.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return ""

"""The colours: ink, paper and one accent, dark and light; amber is kept for what is not to be relied on.

High contrast keeps text at 7:1 and over (WCAG 2.2, 1.4.6); one colour tells everything by weight and signs.
"""

from __future__ import annotations

from textual.theme import Theme

from assistant.tui.plain import N_

DARK = Theme(
    name="greffier-dark",
    dark=True,
    primary="#7fb4d6",
    accent="#7fb4d6",
    warning="#e5b567",
    error="#e5b567",
    success="#7fb4d6",
    foreground="#dfe3e8",
    background="#15191f",
    surface="#15191f",
    panel="#1e242c",
    variables={
        "lit": "#2c4a60",
        "lit-other": "#23313d",
        "lit-text": "#ffffff",
        "text-muted": "#a3abb5",  # its own colour: what Textual derives is known to style sheets, and not to texts
        "footer-background": "#1e242c",
        "footer-key-foreground": "#7fb4d6",
        "footer-description-foreground": "#b9c1ca",
        "border": "#3b4652",
        "scrollbar": "#3b4652",
        "scrollbar-background": "#15191f",
        "scrollbar-corner-color": "#15191f",
    },
)

LIGHT = Theme(
    name="greffier-light",
    dark=False,
    primary="#1d5a85",
    accent="#1d5a85",
    warning="#8a4b00",
    error="#8a4b00",
    success="#1d5a85",
    foreground="#1b1f24",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eeece5",
    variables={
        "lit": "#cfe3f1",
        "lit-other": "#e6eef4",
        "lit-text": "#10202c",
        "text-muted": "#555c64",
        "footer-background": "#eeece5",
        "footer-key-foreground": "#1d5a85",
        "footer-description-foreground": "#444b53",
        "border": "#b9b5a8",
        "scrollbar": "#b9b5a8",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-corner-color": "#fbfaf7",
    },
)

CONTRAST = Theme(
    name="greffier-contrast",
    dark=True,
    primary="#ffff66",
    accent="#ffff66",
    warning="#ffb000",
    error="#ffb000",
    success="#ffff66",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        "lit": "#ffff66",
        "lit-other": "#404040",
        "lit-text": "#000000",
        "text-muted": "#ffffff",
        "text-disabled": "#cccccc",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffff66",
        "footer-description-foreground": "#ffffff",
        "border": "#ffffff",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)

MONOCHROME = Theme(
    name="greffier-monochrome",
    dark=True,
    primary="#ffffff",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#ffffff",
    foreground="#d0d0d0",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    variables={
        "lit": "#d0d0d0",
        "lit-other": "#303030",
        "lit-text": "#000000",
        "text-muted": "#b0b0b0",
        "footer-background": "#1c1c1c",
        "footer-key-foreground": "#ffffff",
        "footer-description-foreground": "#d0d0d0",
        "border": "#808080",
        "scrollbar": "#808080",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)

ALL = (DARK, LIGHT, CONTRAST, MONOCHROME)

THEMES = {
    DARK.name: N_("Dark"),
    LIGHT.name: N_("Light"),
    CONTRAST.name: N_("High contrast"),
    MONOCHROME.name: N_("One colour"),
}
"""The themes in the order in which a key goes through them, with what they are called."""

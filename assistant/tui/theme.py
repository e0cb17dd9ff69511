"""The colours: ink, paper and one accent, light and dark; amber is kept for what is not to be relied on."""

from __future__ import annotations

from textual.theme import Theme

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
        "footer-background": "#eeece5",
        "footer-key-foreground": "#1d5a85",
        "footer-description-foreground": "#444b53",
        "border": "#b9b5a8",
        "scrollbar": "#b9b5a8",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-corner-color": "#fbfaf7",
    },
)

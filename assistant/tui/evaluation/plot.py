"""Draws a picture with plotext, in the colours of the theme. Imported only once the room is entered."""

from __future__ import annotations

from textual.color import Color
from textual_plotext import PlotextPlot

from assistant.i18n import number
from assistant.tui.evaluation.pictures import MARKS, Picture

_TONES = {"fr": "accent", "en": "foreground", "overall": "accent", "ideal": "border"}
"""The variable of the theme that each kind of line is drawn in."""


class Plot(PlotextPlot):
    """A picture, as large as there is room; the table beside it says the same."""

    def __init__(self) -> None:
        super().__init__(id="plot")
        self.picture: Picture | None = None

    def on_mount(self) -> None:
        """Follow the theme."""
        super().on_mount()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.draw(self.picture), immediate=True)

    def draw(self, picture: Picture | None) -> None:
        """Draw another picture."""
        self.picture = picture
        plt = self.plt
        plt.clear_data()
        plt.clear_figure()
        if picture is None:
            self.refresh()
            return
        places = [float(place) for place in range(1, len(picture.places) + 1)]
        for one in picture.series:
            pairs = [(place, value) for place, value in zip(places, one.values, strict=True) if value is not None]
            if pairs:
                plt.plot(
                    [place for place, _value in pairs],
                    [value for _place, value in pairs],
                    marker=MARKS[one.kind],
                    color=self._tone(_TONES[one.kind]),
                    label=one.name,
                )
        low = picture.lowest
        plt.ylim(low, 1.0)
        step = 0.1 if low >= 0.5 else 0.2
        ticks = [1.0 - step * place for place in range(round((1.0 - low) / step) + 1)]
        plt.yticks(ticks, [number(abs(tick), 1) for tick in ticks])
        plt.xticks(places, list(picture.places))
        plt.xlim(0.5, len(places) + 0.5)
        self.refresh()

    def _tone(self, variable: str) -> tuple[int, int, int]:
        """A colour of the theme."""
        return Color.parse(self.app.theme_variables[variable]).rgb

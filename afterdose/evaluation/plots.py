"""The plots of the page: SVG that stands in it, without scripts and without another host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.style import Style

SVG = "http://www.w3.org/2000/svg"
WIDTH = 900
ROW = 26
FRAME = 90
STYLE = Style(
    background="transparent",
    plot_background="transparent",
    font_family="system-ui, sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    legend_font_size=12,
    title_font_size=14,
    colors=("#1f6f8b", "#c8553d", "#7a8450", "#8d6a9f"),
)


def shares(title: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw a bar for each rate (as plain data) in percent, with its interval."""
    return series(title, list(rows), {"": list(rows.values())})


def series(
    title: str, labels: Sequence[str], rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> str:
    """Draw a bar for each label and series: name → a rate for each label."""
    chart = pygal.HorizontalBar(
        title=title,
        js=[],
        style=STYLE,
        range=(0, 100),
        show_legend=len(rows) > 1,
        legend_at_bottom=True,
        width=WIDTH,
        height=FRAME + ROW * len(labels) * max(1, len(rows)) * (1 if len(rows) < 3 else 0.6),
        truncate_label=-1,
        disable_xml_declaration=True,
        value_formatter=lambda value: f"{value:.1f} %",
    )
    # A horizontal chart counts from the bottom.
    chart.x_labels = [_label(name, rows, at) for at, name in enumerate(labels)][::-1]
    for name, rates in rows.items():
        chart.add(name, [_bar(one) for one in reversed(rates)])
    return _plain(chart.render_tree())


def _label(name: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], at: int) -> str:
    counted = {rates[at]["of"] for rates in rows.values()}
    return f"{name} ({counted.pop()})" if len(counted) == 1 else name


def _bar(rate: Mapping[str, Any]) -> dict[str, Any] | None:
    if rate["share"] is None:
        return None
    return {
        "value": rate["share"] * 100,
        "label": f"{rate['hits']} of {rate['of']}",
        "ci": {"low": rate["low"] * 100, "high": rate["high"] * 100},
    }


def _plain(root: ElementTree.Element) -> str:
    """Write the drawing without pygal's scripts and comments."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.split("}")[-1] == "script":
                parent.remove(child)
    return ElementTree.tostring(root, encoding="unicode")

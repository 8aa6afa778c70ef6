"""The diagram that `qaforum evaluate similar` draws."""

from __future__ import annotations

from qaforum.cli.evaluate import BAR_WIDTH, diagram


def test_bars_show_what_came_true_and_a_line_what_was_said() -> None:
    bins = [
        {"start": 0.0, "end": 0.1, "said": 0.05, "true": 0.0, "weight": 12.0},
        {"start": 0.9, "end": 1.0, "said": 1.0, "true": 0.5, "weight": 4.0},
    ]

    header, low, high = diagram(bins)

    assert "confidence" in header
    assert "0.0 to 0.1" in low
    assert "█" not in low
    assert high.count("█") == BAR_WIDTH // 2
    assert high.endswith("│")

"""What axe finds on the page before a visitor."""

from __future__ import annotations

from pathlib import Path

AXE = next((Path(__file__).resolve().parents[2] / ".stamps/vendor").glob("axe-core@*/axe.min.js"), None)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(visitor) -> list[str]:
    """Return every violation, with the first elements it names."""
    visitor.page.evaluate(AXE.read_text())
    found = visitor.page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))",
        TAGS,
    )
    return [str(one) for one in found]


def pixels_beyond(visitor) -> int:
    """Return how many pixels of the page reach beyond the screen."""
    return int(visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

"""Make the PDFs of the example case from the HTML pages beside them.

    python tools/build_examples.py

The committed PDFs were made with DejaVu Serif installed; the same fonts and the same weasyprint give the same bytes,
other fonts give other line breaks but the same words.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def build(source: Path, target: Path) -> None:
    """Write `source` (HTML) as the PDF `target`, with nothing in it that depends on the day or the machine."""
    from weasyprint import HTML

    identifier = hashlib.sha256(source.read_bytes()).digest()[:16]
    HTML(filename=str(source)).write_pdf(str(target), pdf_identifier=identifier, full_fonts=False)


def main() -> None:
    """Build every PDF of every example case."""
    os.environ["SOURCE_DATE_EPOCH"] = "1510617600"  # 14 November 2017
    for source in sorted(EXAMPLES.glob("*/sources/*.html")):
        target = source.parent.parent / f"{source.stem}.pdf"
        build(source, target)
        print(f"{target.relative_to(EXAMPLES)}  {hashlib.sha256(target.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()

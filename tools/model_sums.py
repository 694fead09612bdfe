"""Write the checksums of the weights that ship, after they were trained or the table of places was built anew.

    python tools/model_sums.py [--check]

`rashomon doctor` holds the files of an installation to this list. `--check` writes nothing and ends with status 1
where the list is another.
"""

from __future__ import annotations

import argparse
import sys

from rashomon.doctor.models import FOLDER, SUMS, sums


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    path, made = FOLDER / SUMS, sums()
    kept = path.read_text(encoding="ascii") if path.exists() else ""
    if options.check:
        sys.exit(0 if kept == made else f"{SUMS}: not as the files are; run python tools/model_sums.py")
    path.write_text(made, encoding="ascii")
    print(f"{SUMS}: {'as it was' if kept == made else 'written'}, {len(made.splitlines())} files")


if __name__ == "__main__":
    main()

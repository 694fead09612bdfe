"""Compile what readers of files import: behind their walls nothing can be written, so they never could themselves.

    python tools/compile_readers.py

Without this, a checkout installed with `pip install --no-compile` compiles the parsers anew for every file it reads:
0.7 s of processor time for those of all formats.
"""

from __future__ import annotations

from importlib import import_module

from rashomon.ingest.registry import JOBS


def main() -> None:
    """Import every module that some reader wants imported before it is walled; Python keeps the bytecode."""
    for module in sorted({module for job in JOBS.values() for module in job.warm}):
        import_module(module)


if __name__ == "__main__":
    main()

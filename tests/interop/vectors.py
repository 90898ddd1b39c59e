#!/usr/bin/env python3
"""Holds the committed vectors and what the Rust crates sealed to the second implementation.

    vectors.py

Runs `make_vectors.py check` and `statement_vectors.py check` in an environment of their own (room.py). Exit code 1: one of
them found something.
"""

import pathlib
import subprocess
import sys

import room

CRYPTOGRAPHY = "cryptography==50.0.2"


def main():
    python = room.room(CRYPTOGRAPHY, room.BLAKE3) / "python"
    here = pathlib.Path(__file__).resolve().parent
    ended = [subprocess.run([str(python), str(here / name), "check"], timeout=600).returncode
             for name in ("make_vectors.py", "statement_vectors.py")]
    return int(any(ended))


if __name__ == "__main__":
    sys.exit(main())

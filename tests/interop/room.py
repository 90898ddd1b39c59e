"""A virtual environment in target/ for the programs beside this file, with packages of PyPI at fixed versions.

Where it cannot be made, because Python has no venv or PyPI is out of reach, the program ends as one that skipped: it says
why, and its exit code is SKIPPED. Whether that is good enough is for its caller to say.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
BLAKE3 = "blake3==1.0.11"


def room(package, *more):
    """The folder of the programs of an environment with these packages, named after the first; made when it is not here."""
    place = ROOT / "target" / "interop" / package.replace("==", "-")
    done = place / "complete"
    if done.exists():
        return place / "bin"
    steps = [
        ([sys.executable, "-m", "venv", "--clear", str(place)], "this Python makes no virtual environment"),
        ([str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "20",
          package, *more], "PyPI cannot be reached"),
    ]
    for command, otherwise in steps:
        try:
            tried = subprocess.run(command, capture_output=True, text=True, timeout=180)
        except (OSError, subprocess.TimeoutExpired) as error:
            skip(f"{otherwise}: {error}")
        if tried.returncode != 0:
            last = (tried.stderr or tried.stdout).strip().splitlines()[-1:]
            skip(f"{otherwise}: {''.join(last)}")
    done.touch()
    return place / "bin"


def skip(why):
    """Ends the program as one that skipped."""
    print(f"skipped: {why}", flush=True)
    sys.exit(SKIPPED)

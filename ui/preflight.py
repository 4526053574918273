"""What a bare system lacks, in one sentence. No Qt here: this runs when Qt cannot be loaded."""

from __future__ import annotations

import ctypes
import os
import sys

LIBRARIES = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3", "libfontconfig.so.1": "libfontconfig1", "libglib-2.0.so.0": "libglib2.0-0",
}
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1", "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
CHINESE_FONTS = "fonts-noto-cjk"


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of the libraries that cannot be loaded."""
    return [package for library, package in libraries.items() if not _loads(library)]


def import_sentence(error: ImportError) -> str:
    """Why the window's libraries cannot be imported, and what to install."""
    packages = missing_packages(LIBRARIES) if sys.platform.startswith("linux") else []
    if packages:
        return f"Gradsim needs system libraries that are missing here; install: {' '.join(packages)}"
    if error.name and ".so" not in str(error):
        return (f"Gradsim needs the Python package {error.name.partition('.')[0]}; "
                "install it with: python -m pip install -r requirements.txt")
    return f"Gradsim's window cannot be loaded ({error})."


def platform_sentence() -> str:
    """Why no window can be opened, and what to do."""
    if sys.platform.startswith("linux"):
        packages = missing_packages({**LIBRARIES, **XCB_LIBRARIES})
        if packages:
            return f"Gradsim needs system libraries that are missing here; install: {' '.join(packages)}"
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return ("There is no display to open a window on; set DISPLAY or WAYLAND_DISPLAY, or work headless with: "
                    "python main.py run FILE --steps N --out DIR")
    return "No window can be opened on this display; work headless with: python main.py run FILE --steps N --out DIR"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True

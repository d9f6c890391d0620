#!/usr/bin/python3
"""linkage.py: the program for the command line is not linked with GTK, not even indirectly.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

That the check can fail is seen by looking at the window's program, in which it must find GTK.
"""

import re
import subprocess
import sys

GRAPHIC = re.compile(r"\b(lib(?:gtk|gdk|gsk|adwaita|graphene|X11|wayland)[\w.+-]*\.so[\w.]*)")


def graphic_libraries(program):
    """The libraries of GTK and its kind that a program needs, directly or not."""
    result = subprocess.run(["ldd", program], text=True, capture_output=True, check=True)
    return sorted(set(GRAPHIC.findall(result.stdout)))


def main():
    command_line, window = sys.argv[1:]
    in_command_line = graphic_libraries(command_line)
    in_window = graphic_libraries(window)
    print("1..2")
    print(f"{'not ok' if in_command_line else 'ok'} 1 the command line is not linked with GTK")
    for library in in_command_line:
        print(f"# {command_line}: is linked with {library}")
    found = any(library.startswith("libgtk") for library in in_window)
    print(f"{'ok' if found else 'not ok'} 2 GTK is noticed in the window's program")
    return 0 if found and not in_command_line else 1


if __name__ == "__main__":
    sys.exit(main())

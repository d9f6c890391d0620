"""tree.py: the files of a checkout as the rules see them.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE,
)
_COMMENT = ("//", "/*")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def _blank(text):
    """As many blanks as the text is long; its line ends stay."""
    return re.sub(r"[^\n]", " ", text)


def _blank_comments(match):
    return _blank(match[0]) if match[0].startswith(_COMMENT) else match[0]


def _blank_all(match):
    return _blank(match[0])


@dataclass(frozen=True)
class Include:
    """One #include: `quoted` tells "name" from <name>."""

    line: int
    target: str
    quoted: bool


@dataclass(frozen=True)
class Source:
    """One file; the path is relative to the checkout, with slashes."""

    path: str
    text: str

    @cached_property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @cached_property
    def stem(self):
        return self.name.rsplit(".", 1)[0]

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @cached_property
    def without_comments(self):
        """The text with comments blanked, every character in its place."""
        return _COMMENT_OR_LITERAL.sub(_blank_comments, self.text)

    @cached_property
    def code(self):
        """The text with comments and literals blanked, every character in its place."""
        return _COMMENT_OR_LITERAL.sub(_blank_all, self.text)

    @cached_property
    def code_lines(self):
        return self.code.splitlines()

    @cached_property
    def includes(self):
        text = self.without_comments
        return [
            Include(text.count("\n", 0, match.start(2)) + 1, match[2], match[1] == '"')
            for match in _INCLUDE.finditer(text)
        ]

    def find(self, pattern):
        """Yields (line, text) of each match in the code, comments and literals left out."""
        for match in re.finditer(pattern, self.code):
            yield self.code.count("\n", 0, match.start()) + 1, match[0]

    def find_anywhere(self, pattern):
        """Yields (line, text) of each match in the whole text."""
        for match in re.finditer(pattern, self.text):
            yield self.text.count("\n", 0, match.start()) + 1, match[0]


class Tree:
    """A checkout. Build folders and hidden ones are no part of it."""

    def __init__(self, root):
        self.root = Path(root)
        self._sources = {}

    def paths(self, *tops):
        """The paths of all files below the folders named, in a fixed order."""
        found = []
        for top in tops:
            for path in sorted((self.root / top).rglob("*")):
                relative = path.relative_to(self.root)
                if path.is_file() and "__pycache__" not in relative.parts:
                    found.append(relative.as_posix())
        return found

    def exists(self, path):
        return (self.root / path).is_file()

    def source(self, path):
        if path not in self._sources:
            text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            self._sources[path] = Source(path, text)
        return self._sources[path]

    def sources(self, *tops, suffixes=(".c", ".h")):
        """The files below the folders named whose names end so."""
        return [self.source(path) for path in self.paths(*tops) if path.endswith(suffixes)]

"""rules.py: states rules, checks a checkout by them, and proves that each can be broken.

Copyright 2026 The Coilscope authors
SPDX-License-Identifier: GPL-3.0-or-later

A rule is a function that takes a Tree and yields a Violation for each place that breaks it:

    @rule(
        "each file has an end",
        breaks={"src/ui/ui-x.c": "no end", "at": "src/ui/ui-x.c:1"},
    )
    def has_an_end(tree):
        ...

`breaks` are small checkouts that break the rule, `keeps` ones that do not: each is a dictionary of
paths and contents, and "at" says where the violation must be reported. main() writes one TAP result
for the rule on the real checkout and one for each of these.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from lib.tree import Tree


@dataclass(frozen=True)
class Violation:
    """A place that breaks a rule, and how. Line 0 stands for the whole file."""

    path: str
    line: int
    text: str

    @property
    def place(self):
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Rule:
    name: str
    check: Callable
    breaks: tuple
    keeps: tuple


_rules = []


def rule(name, breaks=(), keeps=()):
    """Registers the function below as a rule of this script."""

    def register(check):
        _rules.append(Rule(name, check, _as_tuple(breaks), _as_tuple(keeps)))
        return check

    return register


def _as_tuple(plants):
    return (plants,) if isinstance(plants, dict) else tuple(plants)


class _Tap:
    """Writes results, numbers them and remembers whether one failed."""

    def __init__(self):
        self.n = 0
        self.n_failed = 0

    def result(self, name, problems=()):
        self.n += 1
        self.n_failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.n} {name}")
        for problem in problems:
            print(f"# {problem}")

    def end(self):
        print(f"1..{self.n}", flush=True)
        return 1 if self.n_failed else 0


def _check_planted(check, plant):
    """Checks a checkout made of the plant's files; returns the places reported."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in plant.items():
            if path != "at":
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content, encoding="utf-8")
        return list(check(Tree(folder)))


def _check_rule(tap, one, tree):
    violations = sorted(one.check(tree), key=lambda v: (v.path, v.line))
    tap.result(one.name, [f"{v.place}: {v.text} [{one.name}]" for v in violations])
    for plant in one.breaks:
        places = [v.place for v in _check_planted(one.check, plant)]
        missed = [] if plant["at"] in places else [f"expected {plant['at']}, got {places}"]
        tap.result(f"{one.name}: notices {plant['at']}", missed)
    for plant in one.keeps:
        wrong = [f"{v.place}: {v.text}" for v in _check_planted(one.check, plant)]
        tap.result(f"{one.name}: accepts {', '.join(plant)}", wrong)


def arguments():
    """The command line of every script here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, help="the checkout")
    parser.add_argument("--build", help="its build folder")
    return parser.parse_args()


def main():
    """Checks all rules of the script that calls it; ends the program."""
    tree = Tree(arguments().root)
    tap = _Tap()
    for one in _rules:
        _check_rule(tap, one, tree)
    sys.exit(tap.end())

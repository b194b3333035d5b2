#!/usr/bin/env python3
"""Checks that the tests which docs/security.md names exist.

    scripts/attacks.py [PAGE]

In every table of the page whose last column is headed "test", that column names tests in backticks: functions
with a test attribute, or sections of client/tests/end_to_end/main.rs. Titles of JavaScript tests stand in double
quotes instead. Each row names at least one, and the table of attacks has at least 40 rows, no attack twice.
./scripts/test format runs this.
"""
import difflib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEAD = ["attack", "what stops it", "test"]
LEAST = 40
SECTIONS = "client/tests/end_to_end/main.rs"

# An attribute, then what may stand between it and the function: other attributes, comments.
RUST = re.compile(
    r"^[ \t]*#\[(?:tokio::)?test\b[^\n]*\]\s*(?:(?:#\[[^\n]*\]|//[^\n]*)\s*)*"
    r"(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(\w+)",
    re.MULTILINE,
)
SCRIPT = re.compile(r"^\s*(?:test|it)\(\s*(['\"`])(.+?)\1\s*,", re.MULTILINE)


def sources(*patterns):
    """Files that git knows or would take, as scripts/tidy sees them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            yield name, path.read_text(encoding="utf-8")


def tests():
    """Names of test functions, and titles of JavaScript tests."""
    functions, titles = set(), set()
    for name, text in sources("*.rs"):
        functions.update(RUST.findall(text))
        if name == SECTIONS:
            functions.update(re.findall(r'^\s*\("[^"]+", \w+::(\w+)\),', text, re.MULTILINE))
    for _, text in sources("*.mjs", "*.js", "*.ts", "*.tsx"):
        titles.update(title for _, title in SCRIPT.findall(text))
    return functions, titles


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def tables(text):
    """Header, and numbered rows, of each table."""
    lines = text.splitlines()
    at = 0
    while at + 1 < len(lines):
        if lines[at].startswith("|") and re.fullmatch(r"\|[-:| ]+\|", lines[at + 1].strip()):
            head, rows, at = cells(lines[at]), [], at + 2
            while at < len(lines) and lines[at].startswith("|"):
                rows.append((at + 1, cells(lines[at])))
                at += 1
            yield head, rows
        else:
            at += 1


def main():
    page = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs/security.md").resolve()
    label = page.relative_to(ROOT) if page.is_relative_to(ROOT) else page
    functions, titles = tests()
    wrong, attacks = [], None

    for head, rows in tables(page.read_text(encoding="utf-8")):
        if head[-1] != "test":
            continue
        if head == HEAD:
            attacks = (attacks or []) + rows
        for number, row in rows:
            where = f"{label}:{number}"
            if len(row) != len(head):
                wrong.append(f"{where}: {len(row)} cells, the table has {len(head)}")
                continue
            names = [(name, functions) for name in re.findall(r"`([^`]+)`", row[-1])]
            names += [(name, titles) for name in re.findall(r'"([^"]+)"', row[-1])]
            if not names:
                wrong.append(f'{where}: no test is named for "{row[0]}"')
            for name, known in names:
                if name in known:
                    continue
                kind = "test function" if known is functions else "JavaScript test"
                near = difflib.get_close_matches(name, known, n=3)
                hint = f"; is it {' or '.join(near)}?" if near else ""
                wrong.append(f"{where}: no {kind} is called {name}{hint}")

    if attacks is None:
        wrong.append(f"{label}: no table with the columns {' | '.join(HEAD)}")
    else:
        if len(attacks) < LEAST:
            wrong.append(f"{label}: {len(attacks)} attacks are listed, not {LEAST}")
        seen = {}
        for number, row in attacks:
            first = seen.setdefault(row[0], number)
            if first != number:
                wrong.append(f"{label}:{number}: this attack stands in line {first} already")
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        print(
            "Correct the name. If the test is gone, name the one that took its place, or write one: "
            "an attack is listed with what shows that it fails.",
            file=sys.stderr,
        )
        sys.exit(1)


main()

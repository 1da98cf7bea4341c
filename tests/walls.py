"""`python -m tests.walls`: how long a file, a function and a template may get. Migrations are generated."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE, FUNCTION, TEMPLATE = 300, 40, 150  # lines
LIMITS = {".py": FILE, ".js": FILE, ".css": FILE, ".html": TEMPLATE, ".txt": TEMPLATE}


def main() -> int:
    root = Path(__file__).resolve().parents[1]
    found = [line for path in ours(root) for line in too_long(path, root)]
    sys.stdout.write("".join(f"{line}\n" for line in found) or "Sizes: every file and function is within its wall.\n")
    return 1 if found else 0


def ours(root: Path) -> list[Path]:
    """What git tracks or would track, so that nothing installed or generated counts."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(asked, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    files = (root / name for name in names if name.endswith(tuple(LIMITS)) and "/migrations/" not in name)
    return sorted(path for path in files if path.exists())


def too_long(path: Path, root: Path) -> Iterator[str]:
    """One line for each wall that this file breaks."""
    text = path.read_text()
    lines = len(text.splitlines())
    name = path.relative_to(root)
    if lines > LIMITS[path.suffix]:
        yield f"{name}: {lines} lines, the wall is {LIMITS[path.suffix]}"
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION:
                    yield f"{name}:{node.lineno}: {node.name} has {length} lines, the wall is {FUNCTION}"


if __name__ == "__main__":
    sys.exit(main())

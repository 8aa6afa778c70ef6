"""Vulture, told which names templates and the fields of files use: it reads Python alone."""

import keyword
import re
import subprocess
import sys
from pathlib import Path

NAMES = Path("build/names_in_templates.py")


def main() -> int:
    texts = [file.read_text() for file in Path("templates").rglob("*.*")]
    code = re.findall(r"{[{%](.*?)[%}]}", "\n".join(texts), re.DOTALL)
    names = {name for part in code for name in re.findall(r"[A-Za-z_]\w+", part)}
    NAMES.parent.mkdir(exist_ok=True)
    NAMES.write_text("".join(f"_.{name}\n" for name in sorted(names - {*keyword.kwlist})))
    return subprocess.run([sys.executable, "-m", "vulture"]).returncode


if __name__ == "__main__":
    sys.exit(main())

"""Files of weights: which ones they are, and whether they are the ones meant."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

_WEIGHTS = {".safetensors", ".bin", ".onnx"}


def sha256(file: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def packaged(package: str, file: str, digest: str) -> Path:
    """A file inside an installed package; the package itself is not imported.

    Raises RuntimeError when it is not there, or not the one whose SHA-256 is `digest`.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the package {package.replace('_', '-')} is not installed")
    found = Path(spec.origin).parent / file
    if not found.is_file() or sha256(found) != digest:
        raise RuntimeError(f"{found} are not the weights expected")
    return found


def fingerprint(model: str | Path) -> str:
    """The model's name, and for a local folder also a hash of its weights."""
    folder = Path(model)
    if not folder.is_dir():
        return str(model)
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in _WEIGHTS:
            digest.update(bytes.fromhex(sha256(file)))
    return f"{folder.name}@{digest.hexdigest()[:12]}"

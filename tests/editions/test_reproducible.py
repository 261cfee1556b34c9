"""The same tree gives the same bytes, whatever the machine around it is set to."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.conftest import ROOT, find_module
from tests.editions.trees import HERE

# One process emits every format; what it prints are digests.
PROGRAM = """
import hashlib, os, sys
from lxml import etree
from converter.emit import FORMATS
os.umask(int(sys.argv[1], 8))
tree = etree.parse(sys.argv[2])
for name in sys.argv[3:]:
    print(name, hashlib.sha256(FORMATS[name].emit(tree)).hexdigest())
"""
SETTINGS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("022", {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
    ("077", {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}),
    ("002", {"TZ": "America/Lima", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "77"}),
)


def digests(formats: tuple[str, ...], umask: str, setting: Mapping[str, str]) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "SOURCE_"))}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, umask, str(HERE / "rich.xml"), *formats],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**clean, **setting},
    )
    assert len(run.stdout.splitlines()) == len(formats)
    return run.stdout


def test_editions_do_not_depend_on_zone_locale_hash_seed_or_umask() -> None:
    formats = ("html", "epub", "md", "json", "txt")
    first, *others = (digests(formats, *setting) for setting in SETTINGS)
    assert others == [first, first]
    assert hashlib.sha256(b"").hexdigest() not in first


def test_pdf_does_not_depend_on_them_either() -> None:
    find_module("weasyprint")
    first, second = (digests(("pdf",), *setting) for setting in SETTINGS[:2])
    assert first == second


@pytest.mark.parametrize("name", ["html", "epub"])
def test_no_output_names_a_path_of_this_machine(name: str) -> None:
    from io import BytesIO
    from zipfile import ZipFile

    from converter.emit import FORMATS
    from tests.editions.trees import tree

    data = FORMATS[name].emit(tree("rich"))
    parts = [data]
    if name == "epub":
        with ZipFile(BytesIO(data)) as archive:
            parts += [archive.read(info) for info in archive.infolist()]
    for part in parts:
        assert str(ROOT).encode() not in part
        assert str(HERE).encode() not in part

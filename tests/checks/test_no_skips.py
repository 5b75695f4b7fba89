"""The guard that makes a skipped test a failed one, tried on tests that skip."""

import subprocess
import sys
from pathlib import Path

from tests.checks.tree import ROOT

SKIPPING = """
import pytest

def test_that_skips():
    pytest.skip("no time")

@pytest.mark.skip(reason="no time")
def test_that_is_marked():
    pass

@pytest.mark.xfail
def test_that_is_expected_to_fail():
    assert False

def test_that_runs():
    pass
"""


def test_skipping_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    (tmp_path / "test_module.py").write_text('import pytest\npytest.skip("all of it", allow_module_level=True)\n')
    (tmp_path / "conftest.py").write_text(
        "from tests.no_skips import pytest_make_collect_report, pytest_runtest_makereport\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nxfail_strict = false\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert "2 failed, 1 passed, 2 errors" in done.stdout, done.stdout + done.stderr
    assert done.returncode != 0

"""A test that was skipped has not been run, so it has not passed: skips and expected failures are failures."""

from collections.abc import Generator
from typing import Any

import pytest


def _refuse(report: pytest.TestReport | pytest.CollectReport, what: str) -> None:
    report.outcome = "failed"
    report.longrepr = f"{what} counts as a failure here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if hasattr(report, "wasxfail"):
        _refuse(report, "An expected failure")
        del report.wasxfail
    elif report.skipped:
        _refuse(report, "A skipped test")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, pytest.CollectReport]:
    report: pytest.CollectReport = yield
    if report.skipped:
        _refuse(report, "A skipped module")
    return report

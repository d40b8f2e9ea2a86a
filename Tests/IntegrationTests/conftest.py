import pytest

from fixtures import *  # noqa: F403
from fixtures import _logs  # noqa: F401
from fixtures import report_figures, report_logs


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report_logs(outcome.get_result())


def pytest_terminal_summary(terminalreporter):
    report_figures(terminalreporter)

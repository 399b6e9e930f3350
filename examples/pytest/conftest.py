"""Asks Focus bot why a failing test's job has no consumer, while the job still lives. Standard library only.

FOCUS_API (http://127.0.0.1:8090), FOCUS_TOKEN and FOCUS_ENVIRONMENT say whom to ask; without a token nobody is asked.
A test says which job it is about: record_property("job_id", "19-7").
"""
import json
import os
import urllib.error
import urllib.request

import pytest

ANSWERS = pytest.StashKey()


def ask(job_id):
    """The bot's report; or, of whatever went wrong, its title alone: a test never fails because of this."""
    question = {"job_id": job_id, "environment": os.environ.get("FOCUS_ENVIRONMENT", "staging")}
    request = urllib.request.Request(
        os.environ.get("FOCUS_API", "http://127.0.0.1:8090") + "/v1/investigations?wait=2m",
        data=json.dumps(question).encode(),
        headers={"Authorization": "Bearer " + os.environ["FOCUS_TOKEN"], "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=150) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return {"title": json.load(error).get("title", str(error))}
    except (OSError, ValueError) as error:
        return {"title": f"the bot could not be asked: {error}"}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    job_id = dict(item.user_properties).get("job_id")
    if call.when == "call" and report.failed and job_id and os.environ.get("FOCUS_TOKEN"):
        answer = ask(job_id)
        cause = (answer.get("cause") or {}).get("id", answer.get("verdict", "unknown"))
        links = answer.get("links", {})
        link = links.get("slack") or links.get("report") or answer.get("report_url", "")
        found = [("focus_cause", cause), ("focus_link", link)]
        item.user_properties.extend(found)
        report.user_properties = list(item.user_properties)
        said = answer.get("headline") or answer.get("title") or "no report yet"
        item.config.stash.setdefault(ANSWERS, []).append(f"{item.nodeid}: {said} ({cause}) {link}")


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(ANSWERS, []):
        terminalreporter.write_line(f"focus: {line}")

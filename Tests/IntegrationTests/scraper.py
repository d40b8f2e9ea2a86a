"""Reads `/metrics` as Prometheus does."""

import re

import requests

SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+)="([^"\\]*)"\})? (\S+)')


def samples(url, authority=None):
    """The values by name, or by name and label, as a scraper reads them; each metric is described before it."""
    session = requests.Session()
    session.trust_env = False
    reply = session.get(url + "/metrics", timeout=10, verify=authority and str(authority))
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    values, described = {}, set()
    for line in reply.text.splitlines():
        if line.startswith("#"):
            word, name, rest = line[2:].split(" ", 2)
            assert word in ("HELP", "TYPE") and rest
            described.add((word, name))
            continue
        name, label, value, number = SAMPLE.fullmatch(line).groups()
        family = re.sub("_(bucket|sum|count)$", "", name)
        assert {("HELP", family), ("TYPE", family)} <= described, line
        values[name if label is None else (name, value)] = float(number)
    return values

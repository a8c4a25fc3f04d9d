"""Every way to write a percentile in a name: 95th percentile, q0.95, P-95, 95 % of requests."""

from __future__ import annotations

import re

_RANK = r"(50|75|90|95|99)"
_QUANTILE = r"(?:perc?entil\w*|perzentil\w*|centil\w*|quantil\w*|pctl|pctile|p?c?tile|pct|%[\s_-]*ile|パーセンタイル|百分位数?|분위수)"
_PERCENTILE = re.compile(
    rf"(?<![\d.]){_RANK}(?:st|nd|rd|th|e|er|ème|[ºª.°])?[\s_-]*{_QUANTILE}|(?<![\d.])0?\.{_RANK}[\s_-]*{_QUANTILE}|"
    rf"{_QUANTILE}[\s_(=:-]*(?:0?\.)?{_RANK}(?![\d.])|\bp[\s_-]{_RANK}\b|\bq(?:0?\.)?{_RANK}\b|(?<![\d.]){_RANK}p\b|"
    rf"(?<![\d.+-]){_RANK}[\s_]?%(?=[\s_]of[\s_](?:all[\s_]|the[\s_])?(?:requests|answers|calls))|"
    rf"(?<![\d.+-]){_RANK}[\s_]?%(?=[\s_-]*(?:lat|ttft|tpot|resp|antwort|time))|(?<=latency )\(?{_RANK}[\s_]?%\)?$",
    re.IGNORECASE,
)
"""Every way to write a percentile; ``plain_percentiles`` turns it into ``p95``."""


def plain_percentiles(label: str) -> str:
    """Return ``label`` with every percentile written as ``p95``."""
    return _PERCENTILE.sub(lambda found: f" p{next(filter(None, found.groups()))} ", label)

"""A topic counts where it is discussed, not where it is listed."""

from __future__ import annotations

import pytest

from grader.reading.topics import discussed_topics


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Accuracy drops by 3 points, which is acceptable.", ("quality",)),
        ("Users wait less for the first token, so it feels quicker.", ("responsiveness",)),
        ("There is less headroom for longer contexts, so we lose flexibility.", ("flexibility",)),
        ("The traffic is bursty, so this fits the workload.", ("workload-fit",)),
        ("Cost fell by 10 %.", ()),
        ("latency throughput quality responsiveness flexibility workload memory cost energy data", ()),
        ("", ()),
    ],
)
def test_topics(text, topics):
    assert discussed_topics([text]) == topics

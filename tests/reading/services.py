"""Two invented services with their facts, and what the reader finds and says of a text about them."""

from grader.model import Better, Decision, Facts, Given, Measure, Target
from grader.reading.claims import find_claims
from grader.reading.prose_text import cleaned
from grader.reading.prose_verify import judge_claims

LOWER, HIGHER = Better.LOWER, Better.HIGHER
FACTS = Facts(
    scenario="invented",
    requests_per_month=3e6,
    decision=Decision.CONDITIONS,
    targets=(Target("latency_p95", "ms", at_most=1500.0), Target("quality:legal", at_least=0.9)),
    givens=(Given("3 million requests a month", 3e6), Given("48 GB GPU", 48.0)),
    metrics={
        "latency_mean": Measure(1000.0, 720.0, "ms", LOWER),
        "latency_p95": Measure(2000.0, 1250.0, "ms", LOWER),
        "ttft_p95": Measure(600.0, 330.0, "ms", LOWER),
        "throughput_requests": Measure(12.0, 20.4, "req/s", HIGHER),
        "peak_memory": Measure(40.0, 23.0, "GiB", LOWER),
        "cost_per_request": Measure(0.0008, 0.0005, "USD/request", LOWER),
        "cost_per_month": Measure(2400.0, 1500.0, "USD/month", LOWER),
        "energy_per_request": Measure(0.2, 0.12, "Wh/request", LOWER),
        "quality": Measure(0.91, 0.88, "score 0-1", HIGHER),
        "quality:legal": Measure(0.93, 0.86, "score 0-1", HIGHER),
        "error_rate": Measure(0.004, 0.012, "fraction", LOWER),
    },
)


def checked(text, facts=FACTS, own=None):
    return judge_claims(find_claims("analysis", cleaned(text).text, ("legal",)), facts, own)[0]


SERVICE = Facts(
    scenario="invented too",
    requests_per_month=2e6,
    decision=Decision.CONDITIONS,
    targets=(Target("ttft_p95:team-x", "ms", at_most=400.0), Target("cost_per_1k", "USD/1k requests", at_most=0.5)),
    givens=(
        Given("at most 1.5 percentage points of quality lost", 1.5),
        Given("6 L40 (BF16)", 6.0),
        Given("also tried (latency_p95)", 8940.0),
    ),
    metrics={
        "latency_p95": Measure(9000.0, 7000.0, "ms", LOWER),
        "latency_p95:code": Measure(5000.0, 4850.0, "ms", LOWER),
        "ttft_p95": Measure(350.0, 300.0, "ms", LOWER),
        "ttft_p95:team-x": Measure(380.0, 410.0, "ms", LOWER),
        "ttft_p95:peak": Measure(900.0, 1900.0, "ms", LOWER),
        "ttft_p95:off-peak": Measure(300.0, 200.0, "ms", LOWER),
        "peak_memory": Measure(30.0, 20.0, "GiB", LOWER),
        "cost_per_request": Measure(0.0006, 0.0004, "USD/request", LOWER),
        "cost_per_1k": Measure(0.6, 0.4, "USD/1k requests", LOWER),
        "cost_per_month": Measure(1200.0, 800.0, "USD/month", LOWER),
        "energy_per_request": Measure(0.1, 0.06, "Wh/request", LOWER),
        "energy_per_month": Measure(200.0, 120.0, "kWh/month", LOWER),
        "carbon_per_request": Measure(0.04, 0.024, "gCO2e/request", LOWER),
        "carbon_per_month": Measure(80.0, 48.0, "kgCO2e/month", LOWER),
        "quality": Measure(0.8, 0.793, "score 0-1", HIGHER),
        "quality:physics": Measure(0.63, 0.58, "score 0-1", HIGHER),
        "quality:code": Measure(0.7, 0.6, "score 0-1", HIGHER),
    },
    workload={"quality_low_pp": -1.4, "quality_change_pp": -0.7, "memory_headroom_gib": 24.7},
)
CATEGORIES, CLASSES = ("physics", "code"), ("team-x", "peak", "off-peak", "physics", "code")


def read(text, facts=SERVICE):
    return [(c.metric, c.verdict) for c in judge_claims(find_claims("analysis", cleaned(text).text, CATEGORIES, CLASSES), facts)[0]]

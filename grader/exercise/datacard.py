"""The ``README.md`` that ships with the data: every column, how it was simulated, what was simplified."""

from __future__ import annotations

from grader.exercise.scenario import Scenario, System
from grader.exercise.workload import Workload

COLUMNS = """\
## Files

`workload.json`: the context. Demand, targets, fleets, prices, documented effects. `targets` hold either `at_most` or
`at_least`; a metric with a colon (`quality:maths`, `ttft_p95:peak`) is about that category or request class only.

`baseline_requests.csv`, `optimized_requests.csv`: one row per request, sorted by arrival. Both systems were given the
same requests, so rows with the same `request_id` can be compared.

| column | meaning | unit | how simulated |
| --- | --- | --- | --- |
| `request_id` | the request, same in both files | - | numbered by arrival |
| `arrival_s` | when it was sent, from the start of the window | s | {arrivals} |
| `request_class` | kind of request | - | drawn with fixed shares |
| `input_tokens` | tokens in the prompt | tokens | capped lognormal, independent of everything else |
| `output_tokens` | tokens in the answer; 0 if it failed | tokens | capped lognormal, independent of everything else |
| `ttft_ms` | time to first token; blank if it failed | ms | {ttft} |
| `latency_ms` | time to last token, end to end; blank if it failed | ms | {latency} |
| `status` | `ok`, `error` or `timeout` | - | {failures} of requests marked at random afterwards, whatever the load |

Time per output token (TPOT) of a request is (`latency_ms` - `ttft_ms`) / (`output_tokens` - 1).

`baseline_gpu.csv`, `optimized_gpu.csv`: one row per {sample:g} s interval and GPU. The intervals cover the whole window
(`duration_s` in `workload.json`) without gaps.

| column | meaning | unit | how simulated |
| --- | --- | --- | --- |
| `t_s` | end of the interval | s | every {sample:g} s |
| `gpu` | number of the GPU, from 0 | - | - |
| `memory_gib` | largest memory in use in the interval: weights, activations, reserved KV cache | GiB (2^30 bytes) | equation 4 |
| `power_w` | average power over the interval, so power x interval is energy | W | equation 6 |
| `utilization` | share of the interval in which the GPU was working | 0 to 1 | engine loop |

`quality.csv`: one row per item of a graded evaluation, both systems on the same items.

| column | meaning | unit | how simulated |
| --- | --- | --- | --- |
| `item_id` | the item | - | - |
| `category` | kind of task | - | - |
| `baseline_correct`, `optimized_correct` | whether the answer was right | 0 or 1 | invented; sizes as published evaluations report |

"""

EQUATIONS = """\
## How it was simulated

Each replica runs an engine loop. {scheduler} Requests go to the replicas in turn. A step of the engine takes

1. step = t0 + c x sequences + max(m, k) + 0.3 x min(m, k), where m = (weights + context x kv) / (bandwidth x efficiency)
   is memory time and k = 2 x parameters x tokens / (FLOPS x efficiency) is compute time.
   t0 = 0.7 ms and c = 0.045 ms (1.9 ms and 0.03 ms where one replica spans several GPUs).
2. latency = wait + prefill + (output tokens - 1) x TPOT.
3. Little's law holds: requests in the system = arrival rate x mean latency.
4. memory = weights + activations + reserved tokens x kv bytes per token; the engine fills at most 90 % of a card.
5. cost per 1,000 = GPUs x price x hours / successful requests x 1,000; idle hours are paid for.
6. busy power = board power x (0.664 + 0.321 x (1 - exp(-sequences / 60))), 100 prompt tokens counting as one sequence;
   idle cards draw their idle power. Facility energy = (GPU energy + host power x GPUs x time) x PUE.
7. gCO2e = facility kWh x grid intensity. PUE is already in the energy.
8. Quality, paired: d = (gained - lost) / n, SE = sqrt((gained + lost) / n - d^2) / sqrt(n).
{extra}
Step times and power were fitted to published measurements (ML.ENERGY leaderboard for the H100, AccelMark for A100 and L4);
the power curves of A100 and L4 are the H100 shape scaled to board power. Lengths have the shape of the Azure 2023 traces.

## Simplifications

- First come first served, no pre-emption: room for the whole request is reserved when it is admitted.
- No network time, no tokenizer time, perfect rotation over the replicas, no slow or failing machines.
- Failures are independent of load and took the same resources as a success.
- `memory_gib` is what the model uses. Real engines reserve most of the card in advance, and `nvidia-smi` would show that.
{simplified}- Requests that arrive late in the window are followed to their end; GPU samples stop at the end of the window.
- The service and its evaluation are invented. The magnitudes are those of published measurements.
"""


def datacard(record: Scenario, workload: Workload) -> str:
    """Return the data README of ``record``, in Markdown."""
    simulation = record.simulation
    rate = sum(system.failure_rate for _, system in record.systems) / 2
    columns = COLUMNS.format(
        arrivals=_arrivals(record),
        ttft=_first_token(record),
        latency="from dispatch to an engine, not from 0: see below" if simulation.queued else "send to last token, waiting included",
        failures=f"{100 * rate:.2g} %",
        sample=simulation.sample_s,
    )
    head = (
        f"# Data: {workload.title}\n\nScenario `{workload.scenario}`, seed {workload.seed}. Simulated, not measured. "
        f"The same scenario and seed always give exactly these files.\n\n{simulation.window}\n\n"
    )
    equations = EQUATIONS.format(scheduler=_schedulers(record), extra=_extra(record), simplified=_simplified(record))
    return head + columns + equations


def _first_token(record: Scenario) -> str:
    if not record.simulation.streaming:
        return "not streamed: equal to `latency_ms`"
    return "dispatch to first token" if record.simulation.queued else "send to first token, waiting included"


def _arrivals(record: Scenario) -> str:
    if record.simulation.queued:
        return "the whole queue is there at 0"
    return "Poisson with a varying rate" + (" and bursts" if any(phase.bursts for phase in record.simulation.phases) else "")


def _schedulers(record: Scenario) -> str:
    ways = {(system.scheduler, system.max_sequences, system.max_wait_s) for _, system in record.systems}
    if len(ways) == 1:
        return _way(record.optimized)
    if all(system.scheduler == "continuous" for _, system in record.systems):
        return _continuous(f"{record.baseline.max_sequences} (baseline) or {record.optimized.max_sequences} (optimized)")
    return " ".join(f"{side.capitalize()}: {_way(system)}" for side, system in record.systems)


def _way(system: System) -> str:
    if system.scheduler == "static":
        if system.max_sequences == 1:
            return "one request at a time, in order of arrival."
        return (
            f"waiting requests form a batch of at most {system.max_sequences} (the first waits at most {system.max_wait_s:g} s for "
            "company), padded to the longest; all are answered when the longest is done."
        )
    return _continuous(str(system.max_sequences))


def _continuous(limit: str) -> str:
    return (
        f"Continuous batching: requests are admitted first come first served while at most {limit} run and their KV cache\n"
        "fits, prompts are processed in chunks of at most 2,048 tokens per step, each running request gains a token per step."
    )


def _extra(record: Scenario) -> str:
    lines = []
    if record.optimized.speculation is not None:
        plan = record.optimized.speculation
        lines.append(
            "9. Speculative step = step with (draft tokens + 1) x sequences to verify + draft passes; "
            f"{plan.draft_tokens} draft tokens, on average {plan.tokens_per_step:g} tokens gained per step."
        )
    if record.optimized.prefix_hit_rate:
        lines.append(
            f"9. Prefix cache: a request with the fixed prefix finds it with probability {record.optimized.prefix_hit_rate:g} "
            "and then skips it in prefill."
        )
    return "".join(f"{line}\n" for line in lines)


def _simplified(record: Scenario) -> str:
    lines = []
    if record.simulation.queued:
        lines.append("`latency_ms` and `ttft_ms` run from dispatch to an engine; time in the queue before that is left out on purpose.")
    if record.optimized.prefix_hit_rate:
        lines.append("Cached prefixes are counted in memory once per request, as if they were not shared.")
    if record.optimized.speculation:
        lines.append("The memory of the draft model is not counted. Every sequence gains the mean number of tokens per step.")
    if not record.simulation.queued:
        lines.append("Every stretch of about 100 requests holds exactly as many as its rate says; within it, arrivals are random.")
    if not record.simulation.streaming:
        lines.append("TPOT has no meaning here, because nothing is streamed.")
    return "".join(f"- {line}\n" for line in lines)

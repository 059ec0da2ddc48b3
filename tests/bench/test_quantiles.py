import math

from tests.bench.quantiles import milliseconds, quantile


def test_the_median_of_a_few_is_one_of_them() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_the_99th_percentile_of_a_hundred_leaves_one_above() -> None:
    assert quantile([float(n) for n in range(1, 101)], 0.99) == 99.0


def test_of_few_values_the_high_percentiles_are_the_greatest() -> None:
    assert quantile([1.0, 5.0], 0.95) == 5.0


def test_nothing_measured_is_no_figure() -> None:
    told = milliseconds([])
    assert told["n"] == 0
    assert math.isnan(told["p95"])


def test_seconds_are_told_in_milliseconds() -> None:
    assert milliseconds([0.25]) == {"p50": 250.0, "p95": 250.0, "p99": 250.0, "max": 250.0, "n": 1}

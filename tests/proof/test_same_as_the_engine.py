"""The formulas and the engine decide alike: on random cases, and on every case of a tiny set."""

from itertools import product
from random import Random

import msgspec
import pytest
import z3

from afterdose.proof.model import Model
from afterdose.proof.random_cases import RandomCases
from afterdose.proof.situations import situation
from afterdose.triage.decide import decide
from afterdose.triage.dispositions import rank
from afterdose.triage.load import load_protocols
from afterdose.triage.schema import ProtocolSet
from tests.pages.tiny import write

pytestmark = pytest.mark.timeout(900)  # pure computing: slow on a busy machine
TRIES = 60  # thousands were tried while the proof was written; a few keep it honest


def true(assignment: z3.ModelRef, formula: object) -> bool:
    if isinstance(formula, bool):
        return formula
    return z3.is_true(assignment.eval(formula, model_completion=True))


def compare(model: Model, assignment: z3.ModelRef) -> None:
    case = situation(model.inputs, assignment)
    decision = decide(model.ps, case.areas, case.answers, case.context)
    assert sum(true(assignment, level) for level in model.levels) == rank(decision.disposition), (
        case
    )
    fired = {name for name, one in model.fired.items() if true(assignment, one.any)}
    assert fired == {rule.id for rule in model.ps.rules} & set(decision.rules), case


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_cases_of_the_real_protocols(real, seed):
    cases = RandomCases(real.model.inputs, seed)
    for _ in range(TRIES):
        compare(real.model, cases.draw())


def test_a_case_for_every_level_of_every_area(real):
    # Random cases are seldom calm: these are found by the solver.
    solver = z3.Solver()
    solver.add(*real.model.rules)
    for area, level in product(real.ps.areas, range(4)):
        if solver.check(real.model.inputs.areas[area], real.model.is_at(level)) == z3.sat:
            compare(real.model, solver.model())


def tiny(tmp_path) -> ProtocolSet:
    return load_protocols(write(tmp_path / "tiny"))


def test_every_case_of_a_tiny_set(tmp_path):
    model = Model(tiny(tmp_path))
    inputs = model.inputs
    ways = {
        "Q1": [(), ("yes",), ("no",), ("not_sure",), ("silent",)],
        "Q2": [(), ("none",), ("sick",), ("blood",), ("sick", "blood"), ("not_sure",), ("silent",)],
        "Q3": [(), ("hot",), ("a number",), ("an impossible number",)],
    }
    rest = [
        *inputs.areas.values(),
        *inputs.findings.values(),
        *inputs.flags.values(),
    ]
    solver = z3.Solver()
    solver.add(*model.rules)
    looked_at = 0
    for day, degrees, *chosen in product((10, 11), (3799, 3800), *ways.values()):
        facts = [inputs.day == day, inputs.answers["Q3"].amount.variable == degrees]
        for name, given in zip(ways, chosen, strict=True):
            flags = inputs.answers[name].flags
            facts += [flag == (way in given) for way, flag in flags.items()]
        for there in product((True, False), repeat=len(rest)):
            one = [flag == value for flag, value in zip(rest, there, strict=True)]
            assert solver.check(*facts, *one) == z3.sat
            compare(model, solver.model())
            looked_at += 1
    assert looked_at == 2 * 2 * 5 * 7 * 4 * 2 ** len(rest)


def test_a_known_day_is_never_above_an_unknown_one(tmp_path, real):
    random = Random(5)
    cases = RandomCases(real.model.inputs, 11)
    for _ in range(25):
        case = situation(real.model.inputs, cases.draw())
        unknown = {k: v for k, v in case.context.items() if k != "days_since_infusion"}
        day = random.choice(real.ps.days)
        at_worst = decide(real.ps, case.areas, case.answers, unknown).disposition
        on_a_day = decide(
            real.ps, case.areas, case.answers, {**unknown, "days_since_infusion": day}
        ).disposition
        assert rank(at_worst) >= rank(on_a_day)


def test_a_temperature_is_compared_as_it_is_written(real):
    # The formulas add and compare exactly, the engine in binary fractions: no hundredth differs.
    edges = [limit.value for limit in real.ps.limits.values() if limit.unit == "C"]
    masking = real.ps.limits["masking"].value
    for hundredths, edge in product(range(3500, 4201), edges):
        degrees = hundredths / 100
        assert (degrees >= edge) == (hundredths >= round(edge * 100))
        masked = hundredths + round(masking * 100)
        assert (degrees + masking >= edge) == (masked >= round(edge * 100))


def test_another_default_changes_the_model(tmp_path):
    ps = tiny(tmp_path)
    bare = msgspec.structs.replace(ps, no_rule=())
    solver = z3.Solver()
    solver.add(*Model(bare).rules, Model(bare).is_at(0), Model(ps).at_least(1))
    assert solver.check() == z3.sat

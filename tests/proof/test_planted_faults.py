"""Each fault is planted in a copy of the real protocols and must be found, with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from afterdose.proof.check import Checks
from afterdose.proof.faults import Fault
from afterdose.triage.errors import ProtocolError
from tests.proof.conftest import PROTOCOLS, Edit, basis

pytestmark = pytest.mark.timeout(900)  # pure computing: slow on a busy machine
EIGHTH = """  - id: B8
    answer: yes_no
    text: {en: "Do you bleed at night? YES or NO?", es: "¿Sangra de noche? ¿SÍ o NO?"}
    not_sure: yes
    silent: yes

decisions:
"""

# (what was done to it, the edits, file and line or field of the error, why it is refused)
REFUSED: list[tuple[str, list[Edit], str, str]] = [
    (
        "a missing translation",
        [("bleeding.yml", '      es: "¿Sangra mucho ahora', '      fr: "¿Sangra mucho ahora')],
        "bleeding.yml",
        "has no text in es",
    ),
    (
        "a rule on an unknown answer",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B1 == 'perhaps'")],
        "bleeding.yml",
        "'perhaps' is no option of B1",
    ),
    (
        "a rule on an unknown question",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B9 == 'yes'")],
        "bleeding.yml",
        "B9 is not known",
    ),
    (
        "a duplicate rule id",
        [("bleeding.yml", "- id: EB2", "- id: EB1")],
        "bleeding.yml",
        "EB1 stands in bleeding.yml:",
    ),
    (
        "a missing sign-off block",
        [("bleeding.yml", "sign_off:", "signed_off:")],
        "bleeding.yml",
        "is not known",
    ),
    (
        "a rule of unknown disposition",
        [("bleeding.yml", "then: emergency", "then: critical")],
        "bleeding.yml",
        "Invalid enum value 'critical'",
    ),
    (
        "a term that is defined by itself",
        [("shared/terms.yml", "  infusion_time: D <=", "  infusion_time: infusion_time && D <=")],
        "shared/terms.yml",
        "defined by itself",
    ),
    (
        "an answer that ends texting in English",
        [("bleeding.yml", "words: {en: [no, nope, nah, normal period]", "words: {en: [stop]")],
        "bleeding.yml",
        "may not be a word that ends texting",
    ),
    (
        "an alias of a rule that is not there",
        [("bleeding.yml", "alias_of: UB1", "alias_of: UB9")],
        "bleeding.yml",
        "no rule UB9",
    ),
    (
        "an option with a finding that nobody declares",
        [("bleeding.yml", "findings: [bleeding.dots]", "findings: [bleeding.dot]")],
        "bleeding.yml",
        "bleeding.dot is not a declared finding",
    ),
]


@pytest.mark.parametrize(
    ("edits", "file", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_fault_that_loading_refuses(edited, edits, file, why):
    with pytest.raises(ProtocolError) as refused:
        Checks(basis(edited(*edits)))
    assert refused.value.file == file
    assert refused.value.line > 1
    assert why in str(refused.value)


Look = Callable[[Checks], Any]
FOUND: list[tuple[str, list[Edit], Look, str, str]] = [
    (
        "a lowered rule",
        [
            (
                "bleeding.yml",
                "when: B1 == 'yes'\n    then: emergency",
                "when: B1 == 'yes'\n    then: urgent",
            )
        ],
        Checks.listed,
        "EB1",
        "is urgent, but has to be emergency",
    ),
    (
        "a deleted emergency rule",
        [("bleeding.yml", "- id: EB2", "- id: EB7")],
        Checks.listed,
        "EB2",
        "is missing",
    ),
    (
        "an emergency form that is gone",
        [("shared/cross.yml", "    emergency_when: D <= limit.neutropenia_days\n", "")],
        Checks.listed,
        "X10",
        "has no emergency form any more",
    ),
    (
        "an emergency form that cannot be reached",
        [
            (
                "shared/cross.yml",
                "emergency_when: D <= limit.neutropenia_days",
                "emergency_when: D > limit.listeria_days",
            )
        ],
        lambda checks: checks.rules(["X10"]),
        "X10",
        "its emergency form can never be reached",
    ),
    (
        "a rule that can never fire",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B1 == 'yes' && B1 == 'no'")],
        lambda checks: checks.rules(["EB1"]),
        "EB1",
        "no answers exist on which it fires",
    ),
    (
        "a wrong alias",
        [("bleeding.yml", "alias_of: UB1", "alias_of: UB2")],
        lambda checks: checks.rules(["UB5"]),
        "UB5",
        "is no alias of UB2",
    ),
    (
        "a yes that is better than a no",
        [("bleeding.yml", "when: B5 == 'yes'", "when: B5 == 'no'")],
        lambda checks: checks.order("B5"),
        "B5",
        "a worse answer lowers the result",
    ),
    (
        "one sign more that hides another",
        [
            (
                "fever.yml",
                "when: F3.exists(i, i != 'none')",
                "when: F3.exists(i, i != 'none') && !F3.exists(i, i == 'might_die')",
            )
        ],
        lambda checks: checks.order("F3"),
        "F3",
        "a worse answer lowers the result",
    ),
    (
        "a not sure that lowers",
        [
            (
                "bleeding.yml",
                "    not_sure: yes\n    silent: yes\n    findings: [bleeding.uncontrolled",
                "    not_sure: no\n    silent: yes\n    findings: [bleeding.uncontrolled",
            )
        ],
        lambda checks: checks.order("B1"),
        "B1",
        '"not sure" or silence lowers the result: yes is emergency, not_sure',
    ),
    (
        "a silence that lowers",
        [
            (
                "bleeding.yml",
                "    not_sure: all\n    silent: all",
                "    not_sure: all\n    silent: [none]",
            )
        ],
        lambda checks: checks.order("B2"),
        "B2",
        '"not sure" or silence lowers the result',
    ),
    (
        "a dead end: no default for the rest",
        [("shared/set.yml", '- when: "true"', '- when: "false"')],
        Checks.defaults,
        "no_rule",
        "a dead end",
    ),
    (
        "a path of eight questions",
        [("bleeding.yml", "\ndecisions:\n", "\n" + EIGHTH)],
        lambda checks: checks.path("bleeding"),
        "bleeding",
        "a path of 8 questions: B1, B2, B3, B4, B5, B6, B7, B8",
    ),
    (
        "a question that nobody is ever asked",
        [("bleeding.yml", "ask_when: sex != 'male'", "ask_when: sex == 'male' && sex == 'female'")],
        lambda checks: checks.path("bleeding"),
        "B5",
        "is never asked",
    ),
    (
        "an edge moved in the thresholds",
        [("shared/limits.yml", "fever: {value: 38.0", "fever: {value: 38.4")],
        Checks.required,
        "EF3",
        "is no emergency for some answers",
    ),
    (
        "an edge moved in the days",
        [("shared/limits.yml", "neutropenia_days: {value: 90", "neutropenia_days: {value: 60")],
        Checks.required,
        "EF3",
        "is no emergency for some answers",
    ),
    (
        "an emergency rule whose condition is narrower",
        [
            (
                "bleeding.yml",
                "when: B2.exists(i, i != 'none')",
                "when: B2.exists(i, i == 'vomiting_blood')",
            )
        ],
        Checks.required,
        "EB2",
        "is no emergency for some answers",
    ),
    (
        "a text of grade 9",
        [
            (
                "bleeding.yml",
                "Is blood still running right now?",
                "Does considerable haemorrhaging continue notwithstanding appropriate compression?",
            )
        ],
        Checks.wording,
        "B1 (simpler wording, en)",
        "reads at grade",
    ),
    (
        "a Spanish text that is too hard",
        [
            (
                "bleeding.yml",
                "¿Le sale sangre ahora mismo?",
                "¿Continúa considerablemente la hemorragia, independientemente de la compresión?",
            )
        ],
        Checks.wording,
        "B1 (simpler wording, es)",
        "reads at grade",
    ),
    (
        "a text that is too long",
        [
            (
                "bleeding.yml",
                "Is there heavy bleeding now",
                "Is there " + "heavy " * 60 + "bleeding now",
            )
        ],
        Checks.wording,
        "B1 (question, en)",
        "characters, above 320",
    ),
    (
        "an answer that ends texting in Spanish",
        [("bleeding.yml", "es: [no, regla normal]", "es: [alto]")],
        Checks.wording,
        "B5",
        "the answer alto of no ends texting",
    ),
    (
        "an option that no text offers",
        [("bleeding.yml", "3 black or red stools 4 none. Reply", "4 none. Reply")],
        Checks.wording,
        "B2",
        "black_or_red_stool cannot be answered: en offers it nowhere",
    ),
    (
        "an option without words in one language",
        [("bleeding.yml", ", es: [no, regla normal]}", ", es: []}")],
        Checks.wording,
        "B5",
        "no has no words in es",
    ),
    (
        "a placeholder that nobody fills in",
        [("shared/guidance.yml", "Call {clinic_phone}.", "Call {clinic}.")],
        Checks.wording,
        "urgent",
        "asks for clinic, which nobody fills in",
    ),
    (
        "advice that one language lacks",
        [
            (
                "bleeding.yml",
                'es:\n      do_not: ["No tome aspirina',
                'es:\n      do: ["No tome aspirina',
            )
        ],
        Checks.wording,
        "routine (do_not)",
        "is not the same: 1 in en, 0 in es",
    ),
    (
        "a condition that does not compile",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B1 == 'yes' &&")],
        Checks.unreadable,
        "EB1",
        "cannot be computed",
    ),
    (
        "a condition of the wrong type",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B1 > 3.0")],
        Checks.unreadable,
        "EB1",
        "between things that are no numbers",
    ),
    (
        "a condition outside what can be proved",
        [("bleeding.yml", "when: B1 == 'yes'", "when: B1.startsWith('y')")],
        Checks.unreadable,
        "EB1",
        "cannot be computed",
    ),
    (
        "a number without a range in which it is best",
        [("shared/set.yml", "\n  best: ", "\n  # best: ")],
        lambda checks: checks.order("F1"),
        "F1",
        "declares no range in which a number is best",
    ),
]


def matching(checks: Checks, look: Look, name: str, why: str) -> list[Fault]:
    faults = [one for one in look(checks) if isinstance(one, Fault)]
    return [f for f in faults if name in f.place and why in f.message]


@pytest.mark.parametrize(
    ("edits", "look", "name", "why"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_a_fault_that_the_proof_finds(real, edited, edits, look, name, why):
    assert not matching(real, look, name, why), "the fault stands in the real protocols already"
    found = matching(Checks(basis(edited(*edits))), look, name, why)
    assert found, "the planted fault was not found"
    if "is missing" not in why:
        file, _, line = found[0].place.partition(" ")[0].partition(":")
        assert (PROTOCOLS / file).exists()
        assert int(line) > 0


def test_at_least_twenty_faults_are_planted():
    assert len(REFUSED) + len(FOUND) >= 20

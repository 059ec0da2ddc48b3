"""A protocol set so small that every combination of its inputs can be tried."""

from pathlib import Path

AREA = """
area: belly
name: {en: belly, es: barriga}
organ: belly
version: "1"
author: a test
source: none
sign_off: {name: null, role: null, on: null}
triggers: {en: [my belly], es: [mi barriga]}
findings:
  belly.pain: belly pain
questions:
  - id: Q1
    answer: yes_no
    red_flag: true
    text: {en: "Does it hurt? YES or NO.", es: "¿Le duele? SÍ o NO."}
    simpler: {en: "Pain? YES or NO.", es: "¿Dolor? SÍ o NO."}
    not_sure: yes
    silent: yes
    findings: [belly.pain]
  - id: Q2
    answer: multi
    text: {en: "Which? 1 sick 2 blood 3 none", es: "¿Qué? 1 náusea 2 sangre 3 nada"}
    options:
      - {id: sick, label: {en: sick, es: náusea}}
      - {id: blood, label: {en: blood, es: sangre}}
      - {id: none, label: {en: none, es: nada}}
    not_sure: all
    silent: [sick]
  - id: Q3
    answer: temperature
    text: {en: "How hot are you?", es: "¿Qué temperatura tiene?"}
    options:
      - {id: hot, label: {en: HOT, es: CALIENTE}, counts_as: 38.3}
    not_sure: unclear
    silent: unclear
decisions:
  - id: EQ1
    when: Q2.exists(i, i == 'blood')
    then: emergency
    reason: Blood.
    source: a test
    confidence: D
  - id: UQ1
    when: hot && D <= limit.early
    then: urgent
    organ: infection
    reason: Hot in the early days.
    source: a test
    confidence: D
  - id: UQ2
    when: Q1 == 'yes'
    then: urgent
    emergency_when: Q2.exists(i, i == 'sick')
    reason: It hurts.
    source: a test
    confidence: D
  - id: SQ1
    when: Q2.exists(i, i == 'sick')
    then: soon
    reason: Sick.
    source: a test
    confidence: D
  - id: RQ1
    when: Q1 == 'no' && Q2 == ['none']
    then: routine
    reason: Nothing.
    source: a test
    confidence: D
guidance:
  urgent:
    en: {do: ["Rest.", {when: hot, say: "Drink."}]}
    es: {do: ["Descanse.", {when: hot, say: "Beba."}]}
"""

SHARED = """
version: "1"
author: a test
source: none
sign_off: {name: null, role: null, on: null}
release: tiny
languages: [en, es]
questions_per_area: 7
text_length: 320
temperature: {celsius: [35, 42], fahrenheit: [95, 108], unclear_counts_as: 38.3}
context:
  days_since_infusion: {type: integer, meaning: days}
  today: {type: date, meaning: today}
  carer_concern: {type: boolean, default: false, meaning: somebody is worried}
limits:
  early: {value: 10, unit: days, meaning: early, source: a test, confidence: D, sign_by: nobody}
  fever: {value: 38.0, unit: C, meaning: fever, source: a test, confidence: D, sign_by: nobody}
terms:
  hot: ["Q3 >= limit.fever", "false"]
buckets:
  T0: {first: 0, last: 10, changes: early}
  T1: {first: 11, last: 20, changes: late}
mild_findings: [belly.pain]
no_rule:
  - {when: "D <= limit.early", then: urgent, reason: early}
  - {when: "true", then: soon, reason: late}
adding_up:
  - {id: ADD, of: urgent, organs: 2, then: emergency, reason: two, source: a test, confidence: D}
raises:
  - id: RAISE
    when: carer_concern
    levels: 1
    at_most: urgent
    reason: worry
    source: a test
    confidence: D
"""


def write(folder: Path, *edits: tuple[str, str]) -> Path:
    """Write the set with some texts replaced; a text that is not there fails the test."""
    area, shared = AREA, SHARED
    for old, new in edits:
        assert old in area + shared, old
        area, shared = area.replace(old, new), shared.replace(old, new)
    (folder / "shared").mkdir(parents=True)
    (folder / "belly.yml").write_text(area, "utf-8")
    (folder / "shared" / "all.yml").write_text(shared, "utf-8")
    return folder

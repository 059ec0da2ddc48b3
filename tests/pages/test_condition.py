"""Each construct of a condition in the words that a nurse reads."""

import pytest

from afterdose.pages.condition import Conditions
from afterdose.pages.words import Words
from afterdose.proof.syntax import OutsideSubset


@pytest.fixture(scope="module")
def said(book):
    conditions = Conditions(book.ps, Words("en"))
    return lambda expression: conditions.words.plain(conditions.phrase(expression))


@pytest.fixture(scope="module")
def dicho(book):
    conditions = Conditions(book.ps, Words("es"))
    return lambda expression: conditions.words.plain(conditions.phrase(expression))


HEAVY = "B1 (heavy bleeding, or still bleeding after 10 minutes of pressure)"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("B1 == 'yes'", f"{HEAVY}: YES"),
        ("B1 == 'no'", f"{HEAVY}: NO"),
        ("B1 != 'yes'", f"{HEAVY}: NO"),
        ("!(B1 == 'no')", f"{HEAVY}: YES"),
        ("B5 == 'not_relevant'", "B5: “DOES NOT APPLY”"),
        ("B5 != 'yes'", "B5: not “YES”"),
        ("B5 in ['yes', 'not_relevant']", "B5: “YES” or “DOES NOT APPLY”"),
    ],
)
def test_an_answer(said, expression, words):
    assert said(expression) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("B2.exists(i, i != 'none')", "B2: anything of it"),
        ("!B2.exists(i, i != 'none')", "B2: none of it"),
        ("B2 == ['none']", "B2: none of it"),
        ("B4.exists(i, i == 'dots')", "B4 has “tiny dots”"),
        ("'dots' in B4", "B4 has “tiny dots”"),
        ("!B4.exists(i, i in ['dots', 'gum'])", "B4 does not have “tiny dots” or “bleeding gums”"),
        ("B4 == ['gum']", "B4: only “bleeding gums”"),
        ("B4.all(i, i in ['dots', 'gum'])", "B4: only “tiny dots” or “bleeding gums”"),
        ("B4.exists(i, !(i in ['gum']))", "B4 has something else than “bleeding gums”"),
        ("!B4.exists(i, !(i in ['gum']))", "B4 has nothing else than “bleeding gums”"),
        (
            "B4.filter(i, i in ['dots', 'gum']).size() >= 2",
            "B4 has 2 or more of “tiny dots” or “bleeding gums”",
        ),
    ],
)
def test_an_answer_of_several(said, expression, words):
    assert said(expression) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("F1 >= limit.fever", "F1 (highest temperature in 24 hours) is 38.0 °C (100.4 °F) or more"
         " (limit fever)"),
        ("limit.fever > F1", "F1 (highest temperature in 24 hours) is below 38.0 °C (100.4 °F)"
         " (limit fever)"),
        ("!(F1 >= 39)", "F1 (highest temperature in 24 hours) is below 39.0 °C (102.2 °F)"),
        ("D <= limit.neutropenia_days", "up to day 90 (limit neutropenia_days)"),
        ("!(D <= 90)", "after day 90"),
        ("D == 0", "day 0"),
        ("labs.platelets.value < limit.platelets_critical",
         "platelets, last result, is below 20 10⁹/L (limit platelets_critical)"),
        ("labs.platelets.age > limit.overdue_days",
         "the last result of platelets is older than 35 days (limit overdue_days)"),
        ("labs.platelets.fall >= limit.platelets_fall",
         "fall of platelets from its baseline is 50 % or more (limit platelets_fall)"),
        ("labs.creatinine.ratio >= limit.creatinine_ratio",
         "creatinine, against its baseline, is 1.5 times the baseline or more"
         " (limit creatinine_ratio)"),
        ("F1 >= limit.fever + limit.masking",
         "F1 (highest temperature in 24 hours) is 38.5 °C (101.3 °F) or more"
         " (limit fever, masking)"),
        ("contacts_48h >= limit.repeat_contacts_48h",
         "earlier contacts about the same symptom within 48 hours is 1 or more"
         " (limit repeat_contacts_48h)"),
    ],
)  # fmt: skip
def test_a_number(said, expression, words):
    assert said(expression) == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("bleeding.gum", "patient tells of: bleeding gums"),
        ("!bleeding.gum", "patient does not tell of: bleeding gums"),
        ("any_bleeding", "any bleeding or bruising"),
        ("!any_bleeding", "not: any bleeding or bruising"),
        ("blood_thinner", "records: takes a prescribed blood thinner"),
        ("sex != 'male'", "sex on record: not male"),
        ("has(labs.platelets)", "a result of platelets is there"),
        ("!has(labs.platelets)", "no result of platelets is there"),
        ("labs_fed", "the clinic feeds laboratory values"),
        ("'fever' in areas", "the case is about: fever or infection"),
        (
            "areas.exists(a, a != 'fever')",
            "the case is also about something beside fever or infection",
        ),
        ("true", "always"),
        ("false", "never"),
    ],
)
def test_a_fact(said, expression, words):
    assert said(expression) == words


def test_groups_keep_their_brackets(said):
    assert said("B1 == 'yes' && (any_bleeding || has_fever)") == (
        f"{HEAVY}: YES AND (any bleeding or bruising OR fever)"
    )


def test_a_negated_group_turns_into_its_contraries(said):
    assert said("!(has_fever || B1 == 'yes')") == f"not: fever AND {HEAVY}: NO"


def test_groups_inside_groups_of_the_same_kind_are_one_list(book):
    phrase = Conditions(book.ps, Words("en")).phrase("has_fever || (low_fever || no_fever)")
    assert (phrase.kind, len(phrase.parts)) == ("any", 3)


def test_a_number_with_cases_is_if_and_otherwise(book):
    conditions = Conditions(book.ps, Words("en"))
    shown = conditions.words.plain(
        conditions.value("F5 == 'yes' && !infusion_time ? F1 + limit.masking : F1")
    )
    assert shown == (
        "F1 (highest temperature in 24 hours) + 0.5 °C (limit masking) if"
        " F5 (fever medicine in 6 hours, or a steroid in 3 days): YES AND"
        " not: the infusion day or the day after,"
        " otherwise F1 (highest temperature in 24 hours)"
    )


def test_spanish_words_and_labels(dicho):
    assert dicho("B4 == ['gum'] && D > 90") == (
        "B4: solo “encías que sangran” Y después del día 90"
    )


def test_a_rule_that_is_a_term_is_opened(book):
    conditions = Conditions(book.ps, Words("en"))
    (meaning, *_) = conditions.opened("signs_of_x5")
    assert meaning.kind == "all"
    assert conditions.words.plain(meaning).startswith("dots or large bruises without a cause AND")


def test_a_meaning_that_only_leaves_out_what_was_not_asked_is_not_repeated(book):
    conditions = Conditions(book.ps, Words("en"))
    (only,) = conditions.meanings("faint_or_pale")
    assert conditions.words.plain(only).startswith("B7 has “feeling faint”")
    assert len(conditions.meanings("any_bleeding")) == 2


def test_every_condition_of_the_set_has_words_in_both_languages(book):
    for language in ("en", "es"):
        conditions = Conditions(book.ps, Words(language))
        for rule in book.ps.rules:
            for when in filter(None, (rule.when, rule.emergency_when)):
                shown = conditions.words.plain(conditions.phrase(when))
                assert not {"&&", "||", "==", "{", "["} & set(shown.split()), rule.id
        for meanings in book.ps.terms.values():
            for meaning in meanings:
                assert conditions.words.plain(conditions.value(meaning))


def test_a_condition_without_words_is_refused(book):
    with pytest.raises(OutsideSubset):
        Conditions(book.ps, Words("en")).phrase("B4.exists(i, i == B1)")
    with pytest.raises(OutsideSubset):
        Conditions(book.ps, Words("en")).phrase("1 +")

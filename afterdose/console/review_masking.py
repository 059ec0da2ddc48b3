"""Taking out of a text what names somebody, before a person reads it again and lets it go.

It masks rather too much: what is masked can be guessed from the rest, what is left cannot be
taken back. Numbers that medicine needs (101.2, 3 days, 120/80, 8/10) stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import phonenumbers

from afterdose.language.folding import fold

LEAST = 2  # letters of a name that is looked for
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|"
    "junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
)
_STREETS = "street|st|avenue|ave|road|rd|drive|lane|ln|boulevard|blvd|court|way|place"
_CALLES = "calle|avenida|av|carrera|colonia|paseo|plaza"
_NAME = r"[^\W\d_][^\W\d_'’-]+"
_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][^\W\d_'’-]+"

# What is looked for, in this order, and what is put in its place; a group keeps its words.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\S+@\S+\.\w+", "[email]"),
        (r"(?i:\bhttps?://\S+|\bwww\.\S+)", "[link]"),
        (r"(?<!\w)@\w{3,}", "[name]"),
        (rf"(?i:\b\d+\w?\s+(?:\w+\s+){{1,3}}(?:{_STREETS})\b\.?)", "[address]"),
        (rf"(?i:\b(?:{_CALLES})\.?\s+(?:[^\W\d]+\s+){{1,4}}\#?\d+)", "[address]"),
    )
)
_LATER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b", "[date]"),
        (r"\b(?:0?[1-9]|1[0-2])/(?!10\b)(?:[12]\d|3[01]|0?[1-9])\b(?!/)", "[date]"),  # 8/10: pain
        (r"\b(?:[12]\d|3[01]|0?[1-9])/(?:0?[1-9]|1[12])\b(?!/)", "[date]"),
        (rf"(?i:\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?)", "[date]"),
        (rf"(?i:\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b)", "[date]"),
        (r"\b(?:19|20)\d\d\b", "[date]"),
        (r"(?:\d[\s().-]{0,2}){7,}", "[phone] "),
        (r"\b[A-Za-z]{0,3}-?\d{5,}\b", "[number]"),
        (rf"(?i:\b(my name is|me llamo|mi nombre es))\s+{_NAME}(?:\s+{_CAPITAL})*", r"\1 [name]"),
        (rf"(?i:\b(this is|i am|i['’]?m|soy|habla))\s+{_CAPITAL}(?:\s+{_CAPITAL})*", r"\1 [name]"),
        (
            r"(?i:\b(dr|dra|doctor|doctora|mrs?|ms|sra?|señora?|nurse|enfermer[ao]))"
            rf"(\.?)\s+{_CAPITAL}(?:\s+{_CAPITAL})*",
            r"\1\2 [name]",
        ),
    )
)
_WORD = re.compile(r"[^\W\d_]+")


def mask(text: str, names: Iterable[str]) -> str:
    """Put [name], [phone], [date], … where a text could tell who wrote it.

    ``names`` are those of the patient and of the team, as the records have them.
    """
    for pattern, put in _MARKS:
        text = pattern.sub(put, text)
    text = _without_phones(text)
    for pattern, put in _LATER:
        text = pattern.sub(put, text)
    known = {
        folded
        for name in names
        for part in _WORD.findall(name)
        if len(folded := fold(part)) >= LEAST
    }

    def named(found: re.Match[str]) -> str:
        inside = text[: found.start()].endswith("[") and text[found.end() :].startswith("]")
        word = fold(found.group())
        return "[name]" if not inside and word in known else found.group()

    return re.sub(r" {2,}", " ", _WORD.sub(named, text)).strip()


def _without_phones(text: str) -> str:
    lenient = phonenumbers.Leniency.POSSIBLE
    for found in reversed(list(phonenumbers.PhoneNumberMatcher(text, "US", leniency=lenient))):
        if sum(sign.isdigit() for sign in found.raw_string) >= 7:
            text = f"{text[: found.start]}[phone]{text[found.end :]}"
    return text

"""Numbers written as words: "a hundred and two point five", "treinta y ocho y medio"."""

from __future__ import annotations

from collections.abc import Sequence

from afterdose.language.normalise import Token
from afterdose.language.wordlists import words_of

_EN = words_of("""zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen""")
_ES = words_of("""cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro
veinticinco veintiseis veintisiete veintiocho veintinueve""")
_TENS_EN = words_of("twenty thirty forty fifty sixty seventy eighty ninety")
_TENS_ES = words_of("treinta cuarenta cincuenta sesenta setenta ochenta noventa")

UNITS: dict[str, int] = {
    **{w: n for n, w in enumerate(_EN)},
    **{w: n for n, w in enumerate(_ES)},
    "oh": 0,
    "un": 1,
    "una": 1,
}
TENS: dict[str, int] = {
    "veinte": 20,
    **{w: 20 + 10 * n for n, w in enumerate(_TENS_EN)},
    **{w: 30 + 10 * n for n, w in enumerate(_TENS_ES)},
}
_HUNDREDS_ES = words_of("""doscientos trescientos cuatrocientos quinientos seiscientos setecientos
ochocientos novecientos""")
HUNDREDS: dict[str, int] = {
    **dict.fromkeys(["hundred", "cien", "ciento"], 100),
    **{w: 200 + 100 * n for n, w in enumerate(_HUNDREDS_ES)},
}
_TIMES: dict[str, int] = {"hundred": 100, "thousand": 1000, "mil": 1000}
"""What multiplies the number before it: "fifteen hundred", "dos mil"."""
POINTS = {"point", "punto", "coma", "dot", "con"}
HALVES = {"half", "medio", "media"}
AND = {"and", "y"}
# "a couple" is read as two and "a few" as three: the usual meaning.
VAGUE: dict[str, float] = {"couple": 2, "few": 3, "several": 5, "par": 2, "pocos": 3, "varios": 5}
# The place of an option, as a word.
ORDINALS: dict[str, int] = {
    **dict.fromkeys(["first", "1st", "primero", "primera"], 1),
    **dict.fromkeys(["second", "2nd", "segundo", "segunda"], 2),
    **dict.fromkeys(["third", "3rd", "tercero", "tercera"], 3),
    **dict.fromkeys(["fourth", "4th", "cuarto", "cuarta"], 4),
    **dict.fromkeys(["fifth", "5th", "quinto", "quinta"], 5),
    **dict.fromkeys(["sixth", "6th", "sexto", "sexta"], 6),
    **dict.fromkeys(["seventh", "7th", "septimo", "septima"], 7),
    **dict.fromkeys(["eighth", "8th", "octavo", "octava"], 8),
    **dict.fromkeys(["ninth", "9th", "noveno", "novena"], 9),
    **dict.fromkeys(["one", "uno", "una"], 1),
    **dict.fromkeys(["two", "dos"], 2),
    **dict.fromkeys(["three", "tres"], 3),
    **dict.fromkeys(["four", "cuatro"], 4),
    **dict.fromkeys(["five", "cinco"], 5),
    **dict.fromkeys(["six", "seis"], 6),
    **dict.fromkeys(["seven", "siete"], 7),
    **dict.fromkeys(["eight", "ocho"], 8),
}

_UNITS = {
    1 / 60: "minute minutes minuto minutos minutito minutitos",
    1: "hour hours hora horas h hr horita horitas",
    24: "day days dia dias d diita diitas",
    14 * 24: "fortnight fortnights quincena quincenas",
    7 * 24: "week weeks wk wks semana semanas semanita semanitas",
    30 * 24: "month months mes meses mesecito mesecitos",
    365 * 24: "year years yr yrs ano anos anito anitos",
}
HOURS = {word: hours for hours, words in _UNITS.items() for word in words.split()}
"""Units of time, in hours."""


def number_at(tokens: Sequence[Token], at: int) -> tuple[float | None, int]:
    """Read the number that begins at a place; its length in words is 0 if none does."""
    texts = [t.text for t in tokens]
    value, end = _whole(tokens, texts, at)
    if value is None:
        return None, 0
    if end < len(texts) and texts[end] in POINTS:
        after, after_end = _whole(tokens, texts, end + 1)
        # "120 con 80" is a blood pressure.
        pressure = texts[end] == "con" and value > 42 and after is not None and after >= 10
        if after is not None and 0 <= after < 100 and not pressure:
            return float(f"{int(value)}.{int(after)}"), after_end - at
    spoken = tokens[at].kind != "number"
    if spoken and value >= 20 and end < len(texts) and UNITS.get(texts[end], 10) < 10:
        # "thirty eight five" is 38.5
        return float(f"{int(value)}.{UNITS[texts[end]]}"), end + 1 - at
    if texts[end : end + 1] and texts[end] in AND and texts[end + 1 : end + 2]:
        half = 2 if texts[end + 1] in HALVES else 3 if texts[end + 2 : end + 3] == ["half"] else 0
        if half:
            return value + 0.5, end + half - at
    return value, end - at


def _whole(tokens: Sequence[Token], texts: Sequence[str], at: int) -> tuple[float | None, int]:
    """Read a whole number, thousands and hundreds included."""
    value: float | None
    if texts[at : at + 1] == ["mil"]:
        value, end = 1000.0, at + 1
    else:
        value, end = _below(tokens, texts, at)
        times = _TIMES.get(texts[end]) if end < len(texts) else None
        if value is None or times is None or not 0 < value < 100:
            return value, end
        value, end = value * times, end + 1
    skip = 1 if texts[end : end + 1] and texts[end] in AND else 0
    if end + skip < len(texts) and tokens[end + skip].kind != "number":
        rest, after = _below(tokens, texts, end + skip)
        most = 100 if value < 1000 else 1000
        if rest is not None and 0 < rest < most and texts[end + skip] not in ("a", "un", "una"):
            times = _TIMES.get(texts[after]) if after < len(texts) else None
            if times == 100 and rest < 10 and most == 1000:
                rest, after = rest * 100, after + 1
            return value + rest, after
    return value, end


def _below(tokens: Sequence[Token], texts: Sequence[str], at: int) -> tuple[float | None, int]:
    """Read a number of hundreds, tens and units."""
    if at >= len(texts) or texts[max(0, at - 1) : at + 1] == ["por", "ciento"]:
        return None, at
    if tokens[at].kind == "number":
        return (float(texts[at]), at + 1) if texts[at].count(".") < 2 else (None, at + 1)
    total: float | None = None
    end = at
    if texts[end] in ("a", "one") and texts[end + 1 : end + 2] == ["hundred"]:
        total, end = 100, end + 2
    elif texts[end] in HUNDREDS:
        total, end = HUNDREDS[texts[end]], end + 1
    if total is not None and texts[end : end + 1] and texts[end] in AND:
        end += 1
    if end < len(texts) and texts[end] in TENS:
        total, end = (total or 0) + TENS[texts[end]], end + 1
        skip = 1 if texts[end : end + 1] and texts[end] == "y" else 0
        unit = texts[end + skip : end + skip + 1]
        if unit and 0 < UNITS.get(unit[0], 0) < 10:
            total, end = total + UNITS[unit[0]], end + skip + 1
    elif end < len(texts) and texts[end] in UNITS:
        unit_value = UNITS[texts[end]]
        # "one oh one" and "one oh one point two"
        if total is None and texts[end + 1 : end + 2] == ["oh"]:
            last = texts[end + 2 : end + 3]
            if last and 0 < UNITS.get(last[0], 0) < 10:
                return 100 * unit_value + UNITS[last[0]], end + 3
        if total is None and unit_value == 1 and texts[end + 1 : end + 2]:
            # "one twenty" and "one twenty five"
            rest, rest_end = _below(tokens, texts, end + 1)
            if texts[end + 1] in TENS and rest is not None:
                return 100 + rest, rest_end
        total, end = (total or 0) + unit_value, end + 1
    return (None, at) if total is None else (float(total), end)

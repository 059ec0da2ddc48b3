"""Cases in which words were written, asked of the index of words (`word_index`).

A rare word is looked up once and gives its cases. A common one stands in most of them: gathering
them all costs half a second with 400,000 texts, while the newest cases hold it anyway, so each
case is asked in turn until the page is full.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from afterdose.records.keys import current_keys
from afterdose.records.models import Case, InboundMessage, OutboundMessage
from afterdose.records.models_review import WordHash
from afterdose.records.word_index import IN, OUT, words_of

COMMON = 2_000  # texts from which on a word is asked case by case


def hold(records: Session, text: str) -> list[ColumnElement[bool]] | None:
    """Return the conditions under which all words of this text were written in a Case.

    None when there is no word to look for. Compares with the hashes of all keys, so that a text
    is found whichever key was the newest when it came.
    """
    hashes = [current_keys().word_hashes(word) for word in sorted(words_of(text))]
    if not hashes:
        return None
    common = _common(records, hashes)
    return [
        _asked(hashed) if place in common else _gathered(hashed)
        for place, hashed in enumerate(hashes)
    ]


def _common(records: Session, hashes: list[list[bytes]]) -> set[int]:
    # Counts no further than it must.
    counts = []
    for place, hashed in enumerate(hashes):
        some = select(WordHash.text_seq).where(WordHash.word.in_(hashed)).limit(COMMON + 1)
        counts.append(select(literal(place), func.count()).select_from(some.subquery()))
    return {place for place, texts in records.execute(union_all(*counts)) if texts > COMMON}


def _gathered(hashed: list[bytes]) -> ColumnElement[bool]:
    texts = [
        select(table.case_id).join(
            WordHash,
            and_(
                WordHash.text_seq == table.seq,
                WordHash.source == source,
                WordHash.word.in_(hashed),
            ),
        )
        for table, source in ((InboundMessage, IN), (OutboundMessage, OUT))
    ]
    cases = union(*texts).subquery()
    return Case.id.in_(select(cases.c.case_id).where(cases.c.case_id.is_not(None)))


def _asked(hashed: list[bytes]) -> ColumnElement[bool]:
    return or_(
        *(
            exists().where(
                table.case_id == Case.id,
                exists().where(
                    WordHash.word.in_(hashed),
                    WordHash.source == source,
                    WordHash.text_seq == table.seq,
                ),
            )
            for table, source in ((InboundMessage, IN), (OutboundMessage, OUT))
        )
    )

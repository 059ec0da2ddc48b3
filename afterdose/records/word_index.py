"""Finding encrypted texts by their words: each word stands in the records as a keyed hash.

Whoever reads the table sees which texts share a word, never which word; the key comes from
AFTERDOSE_SECRET_KEYS and reads no column. Only what people wrote is taken in: the assistant's
questions name every symptom, so a search would find every conversation. `word_search` asks it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import yaml
from sqlalchemy import Select, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from afterdose.language.folding import fold
from afterdose.language.stems import LEAST, stem
from afterdose.records.database import reading, session
from afterdose.records.keys import current_keys
from afterdose.records.models import InboundMessage, OutboundMessage
from afterdose.records.models_review import WordHash
from afterdose.settings import ROOT

IN, OUT = "in", "out"
WRITTEN_BY_A_PERSON = "person"  # kind of the texts that a clinician writes to a patient
BATCH = 100  # texts a transaction: milliseconds
LONGEST_PAUSE = 0.2
TAKEN_IN = b""
_WORD = re.compile(r"[^\W_]+")


@cache
def passed_over() -> frozenset[str]:
    """Return the words of grammar that no search looks for, in all languages."""
    listed: dict[str, str] = yaml.safe_load((ROOT / "data" / "search_words.yml").read_text("utf-8"))
    return frozenset(fold(word) for words in listed.values() for word in words.split())


def words_of(text: str) -> set[str]:
    """Give the words of a text as they are hashed: folded, without endings, no grammar."""
    folded = _WORD.findall(fold(text))
    return {_root(word) for word in folded if len(word) > 1 and word not in passed_over()}


def _root(word: str) -> str:
    shorter = stem(word)
    return shorter[:-1] if len(shorter) == LEAST and shorter[-1] == "s" else shorter  # gums


def take_in(records: Session, source: str, text_seq: int, text: str) -> None:
    """Enter a text's words, in the transaction that stores the text; again changes nothing."""
    _enter(records, _rows(source, text_seq, text))


def index_missing() -> int:
    """Take in every text that is not in the index yet; return how many. Short transactions."""
    return sum(_every(source, _missing(source)) for source in (IN, OUT))


def index_anew() -> int:
    """Hash all words by the newest key and drop what older keys made; return the texts."""
    return sum(_every(source, _all(source), drop=True) for source in (IN, OUT))


Texts = Select[int, str]


def _all(source: str) -> Texts:
    if source == IN:
        mine = InboundMessage.patient_id.is_not(None)
        return select(InboundMessage.seq, InboundMessage.body).where(mine)
    written = OutboundMessage.kind == WRITTEN_BY_A_PERSON
    return select(OutboundMessage.seq, OutboundMessage.body).where(written)


def _missing(source: str) -> Texts:
    table = InboundMessage if source == IN else OutboundMessage
    known = exists().where(
        WordHash.word == TAKEN_IN, WordHash.source == source, WordHash.text_seq == table.seq
    )
    return _all(source).where(~known)


def _every(source: str, texts: Texts, drop: bool = False) -> int:
    seq = (InboundMessage if source == IN else OutboundMessage).seq
    done, last = 0, 0
    while True:
        # Reading and hashing take most of the time, and nobody waits for them.
        with reading() as records:
            batch = records.execute(texts.where(seq > last).order_by(seq).limit(BATCH)).all()
        if not batch:
            return done
        rows = [row for text in batch for row in _rows(source, text.seq, text.body)]
        began = time.monotonic()
        with session() as records:
            for text in batch if drop else ():
                _drop(records, source, text.seq, words_of(text.body))
            _enter(records, rows)
        # Others write beside us: the lock is theirs for as long as it was ours.
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
        done, last = done + len(batch), batch[-1].seq


def _rows(source: str, text_seq: int, text: str) -> list[dict[str, Any]]:
    keys = current_keys()
    hashes = {TAKEN_IN, *(keys.word_hashes(word)[0] for word in words_of(text))}
    return [{"word": word, "source": source, "text_seq": text_seq} for word in sorted(hashes)]


def _enter(records: Session, rows: list[dict[str, Any]]) -> None:
    dialect = records.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    records.execute(insert(WordHash).on_conflict_do_nothing(), rows)


def _drop(records: Session, source: str, text_seq: int, words: Iterable[str]) -> None:
    older = [made for word in words for made in current_keys().word_hashes(word)[1:]]
    own = (WordHash.source == source, WordHash.text_seq == text_seq)
    if older:
        records.execute(delete(WordHash).where(WordHash.word.in_(older), *own))

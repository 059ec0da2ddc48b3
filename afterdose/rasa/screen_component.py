"""The red-flag screen inside Rasa: it alone sets the intents that interrupt a conversation."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from afterdose.language.commands import command
from afterdose.language.screen import screen
from afterdose.rasa.turn import NO_WORDS

log = logging.getLogger(__name__)

LEXICON = Path(__file__).resolve().parents[2] / "data" / "lexicon"

# Text command → intent. `back` and `restart` may not keep their names: Rasa reserves them.
INTENTS = {"help": "help", "nurse": "nurse", "back": "go_back", "restart": "start_over"}


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class RedFlagScreen(GraphComponent):
    """Deterministic; last in the pipeline, so that no learnt intent outvotes it.

    It takes what the worker found before the turn from the message's metadata and reads the
    text itself only when there is nothing, as in `rasa shell`.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagScreen:
        """Make the component for training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagScreen:
        """Make the component from a model; warn if the lexicon has changed since.

        No failure: the screen always reads the lexicon that stands in data/, as the worker does,
        and a server that does not start helps nobody.
        """
        with model_storage.read_from(resource) as folder:
            sealed = (folder / "lexicon.sha256").read_text("ascii")
        if sealed != lexicon_hash():
            log.warning("data/lexicon is not what the model was trained with: train again")
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Make training notice an edit of the lexicon."""
        return lexicon_hash()

    def train(self, training_data: TrainingData) -> Resource:
        """Seal the lexicon's hash into the model; there is nothing to learn."""
        with self._storage.write_to(self._resource) as folder:
            (folder / "lexicon.sha256").write_text(lexicon_hash(), "ascii")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the interrupting intent of each message, and its findings as entities."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._mark(message, text, message.get("metadata") or {})
        return messages

    def _mark(self, message: Message, text: str, metadata: dict[str, Any]) -> None:
        found = metadata.get("screening")
        if found is None:
            found = screen(text, metadata.get("language")).to_json()
        name = metadata["command"] if "command" in metadata else command(text)
        intent = INTENTS.get(name or "")
        if text == NO_WORDS:
            intent = "no_words"
        if found["level"] == "emergency":
            intent = "emergency"
        if intent:
            certain = {"name": intent, "confidence": 1.0}
            message.set(INTENT, certain, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [certain], add_to_output=True)
        symptoms = [entity(finding) for finding in found["findings"]]
        if symptoms:
            entities = [*message.get(ENTITIES, []), *symptoms]
            message.set(ENTITIES, entities, add_to_output=True)


def entity(finding: dict[str, Any]) -> dict[str, Any]:
    """Write a finding as a Rasa entity."""
    start, end = finding["span"]
    return {
        "entity": "symptom",
        "value": finding["name"],
        "start": start,
        "end": end,
        "status": finding["status"],
        "extractor": "RedFlagScreen",
    }


def lexicon_hash() -> str:
    """Hash the files of the lexicon, names and contents."""
    digest = hashlib.sha256()
    for file in sorted(f for f in LEXICON.rglob("*") if f.is_file()):
        name = file.relative_to(LEXICON).as_posix().encode()
        digest.update(name + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()

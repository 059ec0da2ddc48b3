"""The meaning of a text as features for the intent classifier."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from afterdose.language.embedding import embed, encoder, fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector of each text, made longer by `scale`.

    Rasa's logistic regression has a fixed regularisation: the length of the vectors is how much
    it believes its examples. At 1 it is sure of nothing, at 20 of too much.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for a tokenizer before it, as every featurizer of Rasa."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the length of the vectors that was measured best."""
        return {**DenseFeaturizer.get_default_config(), "scale": 4.0}

    @staticmethod
    def validate_config(config: dict[str, Any]) -> None:
        """Refuse a scale that is no positive number."""
        if not config["scale"] > 0:
            raise ValueError(f"EmbeddingFeaturizer: scale must be above 0, not {config['scale']}")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmbeddingFeaturizer:
        """Make the component and load the encoder now, not at the first patient's text."""
        encoder()
        return cls(execution_context.node_name, config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Make training notice another encoder."""
        return fingerprint()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors of all examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector of each text, shape (1, DIMENSIONS)."""
        told = [message for message in messages if message.get(TEXT)]
        if told:
            vectors = embed([message.get(TEXT) for message in told])
            scaled = np.asarray(vectors, dtype=np.float64) * self._config["scale"]
            for message, vector in zip(told, scaled, strict=True):
                self.add_features_to_message(None, vector[np.newaxis, :], TEXT, message)
        return messages

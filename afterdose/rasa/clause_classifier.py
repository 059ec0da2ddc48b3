"""The intent of a text, and the areas that its clauses tell of beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from afterdose.language.embedding import embed
from afterdose.rasa.clauses import clauses
from afterdose.rasa.injection import AREA_ENTITY, REPORT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ClauseClassifier(LogisticRegressionClassifier):
    """Rasa's logistic regression, asked for each clause too.

    One intent a text cannot say "fever and my pee looks like coke". An area of which a clause
    alone is sure comes along as an entity; the intent stays that of the whole text.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for the vectors before it."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings and the confidence from which a clause counts."""
        return {**LogisticRegressionClassifier.get_default_config(), "sure": 0.7}

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message, and the areas of its clauses."""
        super().process(messages)
        for message in messages:
            if told := self.areas(message):
                message.set(ENTITIES, [*message.get(ENTITIES, []), *told], add_to_output=True)
        return messages

    def process_training_data(self, training_data: Any) -> Any:
        """Leave the examples as they are: nothing after this one learns from them."""
        return training_data

    def areas(self, message: Message) -> list[dict[str, Any]]:
        """List the areas that single clauses tell of, surest first, as entities."""
        parts = clauses(message.get(TEXT) or "")
        features = message.get_dense_features(TEXT)[1]
        if not parts or features is None:
            return []
        # As long as the text's own vector, whatever the featurizer's scale is.
        length = np.linalg.norm(features.features)
        probabilities = self.clf.predict_proba(embed(parts) * length).max(axis=0)
        found = zip(self.clf.classes_, probabilities.tolist(), strict=True)
        return [
            {
                "entity": AREA_ENTITY,
                "value": intent[len(REPORT) :],
                "start": 0,
                "end": len(message.get(TEXT)),
                "confidence_entity": probability,
                "extractor": "ClauseClassifier",
            }
            for intent, probability in sorted(found, key=lambda f: -f[1])
            if intent.startswith(REPORT) and probability >= self.config["sure"]
        ]

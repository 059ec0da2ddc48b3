"""Turning protocol files into Rasa's domain, rules and training data."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from afterdose.rasa.injection import RASA_FORMAT, area_intents, area_rules, protocol_domain
from afterdose.triage.load import load_protocols

OURS = ("nlu", "rules.yml", "stories.yml")  # what below data/ is Rasa's; the rest is not


class ProtocolImporter(RasaFileImporter):
    """Reads Rasa's own files and adds to them what follows from the protocols.

    A new symptom area is one new protocol file: its questions become slots and responses, its
    triggers an intent with examples, and a rule opens the case. The slot protocol_release holds
    the set's hash, so that an edit of a clinical rule alone makes a new model too.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        protocols: str = "data/protocols",
    ) -> None:
        """Load the protocols; raises ProtocolError naming file, line and field if one is bad."""
        super().__init__(config_file, domain_path, training_paths(training_data_paths))
        root = Path(config_file or ".").resolve().parent
        self._protocols = load_protocols(root / protocols)

    def get_domain(self) -> Domain:
        """Return domain.yml with the protocols' slots, intents and responses."""
        return super().get_domain().merge(Domain.from_dict(protocol_domain(self._protocols)))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Return data/rules.yml with a start rule for each area."""
        reader = YAMLStoryReader(self.get_domain())
        rules = reader.read_from_parsed_yaml(
            {"version": RASA_FORMAT, "rules": area_rules(self._protocols)}
        )
        return super().get_stories(exclusion_percentage).merge(StoryGraph(rules))

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return data/nlu with the triggers of each area as examples of its intent."""
        examples = [
            Message.build(text=text, intent=intent)
            for intent, texts in area_intents(self._protocols).items()
            for text in texts
        ]
        return super().get_nlu_data(language).merge(TrainingData(examples))


def training_paths(paths: list[str] | str | None) -> list[str]:
    """Replace the data folder by Rasa's files in it: protocols and lexicon are there too."""
    found: list[str] = []
    for path in [paths] if isinstance(paths, str) else paths or []:
        if (Path(path) / "protocols").is_dir():
            found += [str(Path(path) / part) for part in OURS if (Path(path) / part).exists()]
        else:
            found.append(path)
    return found

"""Runs under Rasa's own Python: prints what the importer makes of the project in this folder."""

import json
import sys

from rasa.shared.core.training_data.structures import RuleStep
from rasa.shared.importers.importer import TrainingDataImporter


def main() -> None:
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", sys.argv[1:])
    domain = importer.get_domain().as_dict()
    steps = importer.get_stories().story_steps
    nlu = importer.get_nlu_data()
    told = {
        "slots": domain["slots"],
        "intents": [i if isinstance(i, str) else next(iter(i)) for i in domain["intents"]],
        "responses": domain["responses"],
        "session": domain["session_config"],
        "rules": [step.block_name for step in steps if isinstance(step, RuleStep)],
        "examples": [[e.get("intent"), e.get("text")] for e in nlu.intent_examples],
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

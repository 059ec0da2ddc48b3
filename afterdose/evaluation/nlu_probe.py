"""Runs inside the Rasa runtime (Python 3.10): what the trained NLU alone makes of texts.

`python -m afterdose.evaluation.nlu_probe MODEL IN OUT`: JSON Lines {"id","text","language"?} in,
{"id","intent","confidence"} out, in order. The screen component is told that it found nothing, so
the intents are the learnt ones.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path

NOTHING_FOUND = {"level": "none", "areas": [], "findings": []}


async def probe(model: str, source: Path, target: Path) -> None:
    """Parse each line of a file with the model."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)  # unlike load_agent it says why it cannot
    assert agent.processor is not None
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            record = json.loads(line)
            text = re.sub(r"^[\s/]+", "", record["text"])  # as the channel does
            metadata = {
                "screening": NOTHING_FOUND,
                "command": None,
                "language": record.get("language"),
            }
            parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
            intent = parsed.get("intent") or {}
            told = {
                "id": record["id"],
                "intent": intent.get("name"),
                "confidence": intent.get("confidence"),
            }
            out.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    asyncio.run(probe(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))

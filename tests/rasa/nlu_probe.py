"""Runs under Rasa's own Python: what the trained model makes of the texts on standard input."""

import asyncio
import json
import sys

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

NOTHING_FOUND = {"level": "none", "areas": [], "findings": []}


async def main() -> None:
    agent = Agent.load(sys.argv[1])
    metadata = {"screening": NOTHING_FOUND, "command": None}
    for text in json.load(sys.stdin):
        parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
        told = [e["value"] for e in parsed["entities"] if e["entity"] == "area"]
        print("TOLD", json.dumps([text, parsed["intent"]["name"], told]))


if __name__ == "__main__":
    asyncio.run(main())

"""The care team's side: who is paged, in what order, until a human has closed the loop."""

# A process that knows this room at all has to run its timers, hear of its failed texts and
# answer in its calls: these modules register themselves with messaging.
from afterdose.escalation import answering, arrival, due

__all__ = ["answering", "arrival", "due"]

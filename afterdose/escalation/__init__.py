"""The care team's side: who is paged, in what order, until a human has closed the loop."""

# A process that knows this room at all has to run its timers and hear of its failed texts:
# both modules register themselves with messaging.
from afterdose.escalation import arrival, due

__all__ = ["arrival", "due"]

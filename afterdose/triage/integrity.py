"""Whether the parts of a protocol set fit together: names, options, languages, areas."""

from __future__ import annotations

from afterdose.triage.document import Document, Where
from afterdose.triage.joined import Files, SharedFiles
from afterdose.triage.references import Known, values
from afterdose.triage.schema import (
    NONE,
    Advice,
    Depends,
    Fitting,
    Protocol,
    ProtocolSet,
    Question,
    Rule,
    Shared,
)

# Words on which carriers end a subscription: as an answer they would cut the line.
CARRIER_WORDS = {"stop", "stopall", "end", "cancel", "quit", "unsubscribe"}

RESERVED = ("D", "day_known", "areas", "labs_fed", "alarming_findings", "limit")


def check(ps: ProtocolSet, areas: Files, shared: SharedFiles) -> None:
    """Refuse unknown names and options, missing languages and answers that end texting.

    Raises ProtocolError with file, line and field of the first thing wrong.
    """
    known = Known(ps.questions, ps.findings, ps.terms, ps.limits, ps.labs, ps.context, ps.areas)
    parts: list[tuple[Document, Protocol | Shared]] = [*areas, *shared]
    for document, part in parts:
        for i, question in enumerate(part.questions):
            _Place(document, ("questions", i), known, ps).question(question)
        for i, rule in enumerate(part.decisions):
            _Place(document, ("decisions", i), known, ps).rule(rule)
        for disposition, texts in part.guidance.items():
            place = _Place(document, ("guidance", disposition), known, ps)
            place.languages(texts, "")
            place.conditions(texts)
    for document, protocol in areas:
        _Place(document, (), known, ps).area(protocol)
    for document, shared_part in shared:
        _Place(document, (), known, ps).shared(shared_part)


class _Place:
    """One spot of one file, with all that is known around it."""

    def __init__(self, document: Document, where: Where, known: Known, ps: ProtocolSet) -> None:
        self.document, self.where, self.known, self.ps = document, where, known, ps

    def expression(self, expression: str, *field: str | int) -> None:
        self.known.check(self.document, (*self.where, *field), expression)

    def languages(self, texts: object, *field: str | int) -> None:
        missing = [x for x in self.ps.languages if isinstance(texts, dict) and not texts.get(x)]
        if missing:
            where = (*self.where, *(f for f in field if f != ""))
            raise self.document.error(where, f"has no text in {', '.join(missing)}")

    def conditions(self, texts: dict[str, Advice]) -> None:
        for language, advice in texts.items():
            for part, sentence in advice.sentences():
                if isinstance(sentence, Fitting):
                    self.expression(sentence.when, language, part)

    def area(self, protocol: Protocol) -> None:
        self.languages(protocol.name, "name")
        self.expression(protocol.joins_when, "joins_when")
        self.expression(protocol.opens_when, "opens_when")
        if protocol.opens_when != "true" and protocol.else_opens not in self.ps.areas:
            raise self.document.error(("else_opens",), f"no area {protocol.else_opens}")
        self.languages(protocol.triggers, "triggers")
        if protocol.opening:
            self.languages(protocol.opening, "opening")
        file_area = self.document.name.removesuffix(".yml")
        if protocol.area != file_area:
            raise self.document.error(("area",), f"the file of this area is {protocol.area}.yml")

    def rule(self, rule: Rule) -> None:
        self.expression(rule.when, "when")
        if rule.emergency_when:
            self.expression(rule.emergency_when, "emergency_when")
        if not rule.organ:
            raise self.document.error(self.where, f"{rule.id} names no organ")
        if rule.alias_of and rule.alias_of not in {r.id for r in self.ps.rules}:
            raise self.document.error((*self.where, "alias_of"), f"no rule {rule.alias_of}")

    def shared(self, part: Shared) -> None:
        taken = {*RESERVED, *(finding.partition(".")[0] for finding in self.ps.findings)}
        for kind in ("terms", "context"):
            for name in getattr(part, kind):
                if name in taken:
                    raise self.document.error((kind, name), f"{name} means something else")
        for name, term in part.terms.items():
            for expression in (term,) if isinstance(term, str) else term:
                self.expression(expression, "terms", name)
        for i, row in enumerate(part.raises):
            self.expression(row.when, "raises", i, "when")
        for name in part.mild_findings:
            self.known.finding(self.document, ("mild_findings",), name)
        for i, adding in enumerate(part.adding_up):
            self.expression(adding.as_one_when, "adding_up", i, "as_one_when")
            for missing in set(adding.as_one) - {r.id for r in self.ps.rules}:
                raise self.document.error(("adding_up", i, "as_one"), f"no rule {missing}")
        for i, default in enumerate(part.no_rule):
            self.expression(default.when, "no_rule", i, "when")

    def question(self, question: Question) -> None:
        self.languages(question.text, "text")
        for name in ("simpler", "examples"):
            if getattr(question, name):
                self.languages(getattr(question, name), name)
        if question.red_flag:
            self.languages(question.simpler, "simpler")
        self.expression(question.ask_when, "ask_when")
        for i, option in enumerate(question.options):
            self.languages(option.label, "options", i, "label")
            if option.reply:
                self.languages(option.reply, "options", i, "reply")
            said = [
                option.id,
                *option.label.values(),
                *(w for x in option.words.values() for w in x),
            ]
            if any(word.lower() in CARRIER_WORDS for word in said):
                raise self.document.error(
                    (*self.where, "options", i), "an answer may not be a word that ends texting"
                )
            for name in option.findings:
                self.known.finding(self.document, (*self.where, "options", i, "findings"), name)
        for name in question.findings:
            self.known.finding(self.document, (*self.where, "findings"), name)
        self._options(question)
        self._worst(question)

    def _options(self, question: Question) -> None:
        ids = [option.id for option in question.options]
        if len(set(ids)) != len(ids):
            raise self.document.error((*self.where, "options"), "an option id stands twice")
        if question.answer in ("choice", "multi") and not ids:
            raise self.document.error(self.where, "a choice needs options")
        if question.answer == "multi" and NONE not in ids and not question.at_least_one:
            raise self.document.error(
                (*self.where, "options"), f"a list needs the option {NONE}: nothing of it"
            )
        if question.same_as and question.same_as not in self.ps.questions:
            raise self.document.error((*self.where, "same_as"), f"no question {question.same_as}")
        for value in question.best_to_worst:
            if value not in values(question):
                raise self.document.error((*self.where, "best_to_worst"), f"{value} is no option")

    def _worst(self, question: Question) -> None:
        allowed = {*values(question), "all"}
        for name in ("not_sure", "silent"):
            value = getattr(question, name)
            if isinstance(value, Depends):
                self.expression(value.when, name, "when")
                parts = [value.then, value.otherwise]
            else:
                parts = [value]
            for part in parts:
                texts = [part] if isinstance(part, str) else part
                wrong = (
                    [t for t in texts if t not in allowed]
                    if isinstance(texts, (list, tuple))
                    else []
                )
                if wrong and question.answer in ("yes_no", "choice", "multi"):
                    raise self.document.error((*self.where, name), f"{wrong[0]} is no option")

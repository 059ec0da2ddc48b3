"""A page as a reader sees it: the text without tags, and the cells of its tables."""

import re
from html.parser import HTMLParser

SPACES = re.compile(r"\s+")


class Reader(HTMLParser):
    """Collects the visible text, tags and outside addresses of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._hidden = tag in ("style", "script")
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.addresses += [found[name] for name in ("src", "href") if found.get(name)]

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return plain("".join(self.parts))


def plain(text: str) -> str:
    return SPACES.sub(" ", text).strip()

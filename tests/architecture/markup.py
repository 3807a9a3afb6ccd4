"""A page taken apart by the standard library: its words, headings, and what the policy forbids."""

import re
from html.parser import HTMLParser

SPOKEN = {"title", "aria-label", "placeholder", "alt", "value", "data-label", "data-confirm", "data-template"}
TO_THE_PHONE = "otpauth://"  # opens an app of the device, asks no host
NOT_SPOKEN = {"script", "style", "code"}


class Markup(HTMLParser):
    """`words`: texts and spoken attributes; `h1`, `posts`, `tokens`: how many; `inline`: what the policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.lang, self.h1, self.posts, self.tokens = "", 0, 0, 0
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        self.h1 += tag == "h1"
        self.posts += tag == "form" and given.get("method", "").lower() == "post"
        self.tokens += given.get("name") == "csrfmiddlewaretoken"
        self._silent += tag in NOT_SPOKEN
        if tag == "html":
            self.lang = given.get("lang", "")
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += ["script"] if tag == "script" and "src" not in given else []
        links = [value for name, value in given.items() if name in ("src", "href", "action")]
        self.outside += [link for link in links if re.match(r"(\w+:)?//", link) and not link.startswith(TO_THE_PHONE)]
        if given.get("type") not in ("hidden", "checkbox", "radio") and tag != "option":
            self.words += [_one_space(value) for name, value in given.items() if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in NOT_SPOKEN

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(_one_space(data))


def _one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

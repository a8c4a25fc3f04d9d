"""
HTML that cannot act: what a submission may show in a page that somebody else opens.

Everything is by allow-list (the sanitizer is bleach): headings, lists, tables, emphasis, code, links to pages and PNG
pictures that travel inside the text. What is not on the list is shown as text or left out; nothing runs, nothing is
loaded from elsewhere, nothing covers another part of the page.
"""

from __future__ import annotations

import base64
import binascii
import html
import re

import bleach
from bleach.css_sanitizer import CSSSanitizer

TAGS = frozenset(
    (
        "a abbr b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s "
        "samp small span strong sub sup table tbody td tfoot th thead tr u ul"
    ).split(" ")
)
ATTRIBUTES = {"th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "ol": {"start"}, "abbr": {"title"}, "img": {"alt"}}
STYLES = ("text-align", "vertical-align", "padding", "white-space", "font-weight")
CLASSES = re.compile(r"highlight|dataframe|language-[\w-]{1,20}|[a-z]{1,2}\d?")
"""Classes that colour code and tables; any other could borrow the looks of the page around it."""
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]{8,}")
MATHS_THAT_ACTS = re.compile(
    r"\\(href|class|style|cssId|require|unicode|html\w*|bbox|mml\w*|data|def|let|(?:re)?new(?:command|environment)|providecommand)(?![a-zA-Z])"
)
"""MathJax commands that make links, change looks or define others."""
_LETTER = re.compile(r"&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});?|&(?:bsol|lbrace|rbrace);")
PNG = b"\x89PNG\r\n\x1a\n"
MOST_TAGS = 20_000
DEEPEST = 60
LONGEST = 200_000
_BLOCKS = re.compile(r"<(style|script)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
"""Left out with what is in them (pandas puts a style sheet before every table); what they leave behind is cleaned as all else."""
TAG = re.compile(r"<(/?)[a-zA-Z][^<>]*?(/?)>")
VOID = re.compile(r"<(?:br|hr|img|col|input|meta|link|wbr)\b", re.IGNORECASE)

_cleaner = bleach.Cleaner(
    tags=TAGS,
    attributes=lambda tag, name, value: _allowed(tag, name, value),
    protocols=("http", "https", "mailto", "data"),
    css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
    strip=False,
    strip_comments=True,
)


def safe_html(text: str) -> str:
    """Return the HTML ``text`` without anything that acts; text that is too large or too deep comes out as plain text."""
    if len(text) > LONGEST or not _shallow(text):
        return plain_html(text)
    try:
        return inert_maths(_cleaner.clean(_BLOCKS.sub("", text)))
    except (RecursionError, ValueError):
        return plain_html(text)


def safe_picture(given: object) -> str:
    """Return a PNG in base64 as clean base64, an empty string when it is none."""
    if not isinstance(given, str):
        return ""
    try:
        content = base64.b64decode("".join(given.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(content).decode() if content.startswith(PNG) else ""


def plain_html(text: str) -> str:
    """Return ``text`` escaped, in a ``pre`` block, cut to a readable length."""
    return f"<pre>{html.escape(text[:LONGEST])}</pre>"


def inert_maths(text: str) -> str:
    """Return ``text`` with the TeX commands that act spelt out, so that they are shown and not obeyed."""
    return MATHS_THAT_ACTS.sub(r"\\text{\1}", _LETTER.sub(lambda found: _letter(found[0]), text))


def _letter(entity: str) -> str:
    """Return the letter or backslash an entity stands for; every other entity stays."""
    sign = html.unescape(entity if entity.endswith(";") else entity + ";")
    return sign if len(sign) == 1 and (sign.isalnum() or sign == "\\") else entity


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and value.strip().lower().startswith(("http://", "https://", "mailto:", "#"))
    if name == "src":
        return tag == "img" and PICTURE.fullmatch(value) is not None
    if name == "class":
        return all(CLASSES.fullmatch(word) for word in value.split())
    if name == "style":
        return "(" not in value and "\\" not in value
    return name in ATTRIBUTES.get(tag, ())


def _shallow(text: str) -> bool:
    """Whether ``text`` has few enough tags, nested little enough, to be parsed by anything."""
    depth = 0
    for count, tag in enumerate(TAG.finditer(text)):
        if not tag[2] and not VOID.match(tag[0]):
            depth += -1 if tag[1] else 1
        if depth > DEEPEST or count > MOST_TAGS:
            return False
    return text.count("<") <= 2 * MOST_TAGS

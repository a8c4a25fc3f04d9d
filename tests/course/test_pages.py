"""What a submission may show: nothing acts, honest output stays as it was."""

import base64
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.course.outputs import clean_outputs
from grader.course.pages import markdown2html
from grader.model import CellReport, Status, Verdict
from grader.report.cells import cell_html
from grader.report.safe_html import safe_html

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
ACTING = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT SRC=//x.y/z.js></SCRIPT>",
    "unclosed script": "<script>alert(1)//",
    "handler": '<img src=x onerror="alert(1)">',
    "handler without quotes": "<b onmouseover=alert(1)>x</b>",
    "handler on a table": "<table onclick=alert(1)><tr><td>1</td></tr></table>",
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link, disguised": '<a href=" java\nscript:alert(1)">x</a>',
    "javascript link, encoded": '<a href="&#106;avascript:alert(1)">x</a>',
    "javascript Markdown link": "[x](javascript:alert(1))",
    "javascript reference link": "[x][1]\n\n[1]: javascript:alert(1)",
    "vbscript": '<a href="vbscript:x">x</a>',
    "data page": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "frame": '<iframe src="//x.y"></iframe>',
    "frame with content": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": '<object data="x.swf"></object><embed src="x.swf">',
    "svg": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "picture of svg": '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "maths": r"$\href{javascript:alert(1)}{x}$",
    "maths in entities": r"<p>$\h&#114;ef{javascript:alert(1)}{x}$ $&#92;href{javascript:alert(1)}{x}$</p>",
    "maths with tokens": r"$\mmlToken{mi}[href='javascript:alert(1)']{x}$ $\renewcommand{\x}{\href}$",
    "maths in MathML": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "style sheet": "<style>body{display:none}</style>",
    "style that covers": '<div style="position:fixed;top:0;left:0;width:100%;height:100%">100 of 100</div>',
    "style that loads": '<p style="background:url(//x.y/z)">x</p>',
    "borrowed looks": '<div class="panel panel-default navbar-fixed-top">100 of 100</div>',
    "form": '<form action="//x.y"><input name=p><button>Log in</button></form>',
    "refresh": '<meta http-equiv="refresh" content="0;url=//x.y">',
    "base": '<base href="//x.y/">',
    "stolen picture": '<img src="//x.y/seen.png">',
    "broken out of an attribute": '"><script>alert(1)</script>',
    "broken out of the page": "</div></body></html><script>alert(1)</script>",
    "in a comment": "<!--><script>alert(1)</script>-->",
    "mutation": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "mutation in maths": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "template": "<template><script>alert(1)</script></template>",
    "nested": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "deep": "<div>" * 3000 + "<script>alert(1)</script>",
}
WEB = ("http://", "https://", "mailto:", "#")


class Acting(HTMLParser):
    """Collects what could act in a page: tags, attributes and addresses that are not on the list."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "input",
            "button",
            "meta",
            "base",
            "link",
            "template",
        }:
            self.found.append(tag)
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or (name == "href" and not address.startswith(WEB)) or "javascript:" in address:
                self.found.append(f"{tag} {name}={value}")
            if (name == "src" and not address.startswith("data:image/png")) or (
                name == "style" and ("url" in address or "position" in address)
            ):
                self.found.append(f"{tag} {name}={value}")
            if name == "class" and "panel" in address:
                self.found.append(f"{tag} {name}={value}")


def acting(page):
    """Return everything in ``page`` that could act."""
    parser = Acting()
    parser.feed(page)
    parser.close()
    return parser.found


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_nothing_acts_in_an_answer(text):
    """Markdown that acts is shown as text or left out."""
    page = markdown2html(f"Before\n\n{text}\n\nAfter")

    assert acting(page) == []
    assert not re.search(r"\\(?:href|mmlToken|renewcommand)", unescape(page))
    assert "Before" in page


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_nothing_acts_in_an_output(text):
    """HTML that a cell displays is rebuilt from what is allowed."""
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", data={"text/html": text, "text/plain": "x"})])])
    clean_outputs(notebook)

    assert acting(notebook.cells[0].outputs[0].data["text/html"]) == []


def test_the_rows_would_be_seen():
    """Most of the rows act before they are cleaned, so the test can fail."""
    assert sum(bool(acting(text)) for text in ACTING.values()) >= 25


@pytest.mark.parametrize(
    "text",
    [
        "![x](attachment:x.svg)",
        "[x](attachment:y)",
        "$" * 999,
        "|" * 5000,
        "\x00\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ],
)
def test_a_text_the_parser_stumbles_over_is_shown_as_typed(text):
    """No text costs anybody a page."""
    assert markdown2html(text)


def test_honest_markdown_stays():
    """Headings, lists, tables, code, maths, links and pictures come through."""
    page = markdown2html(
        f"## So\n\n1. **p95** fell\n2. `x < 3`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```\n\n$a < b$ [d](https://a.b) ![p](data:image/png;base64,{PIXEL})"
    )

    for part in (
        "<h2>So</h2>",
        "<li><strong>p95</strong> fell</li>",
        "x &lt; 3",
        "<td>1</td>",
        'class="highlight"',
        "$a &lt; b$",
        'href="https://a.b"',
        PIXEL,
    ):
        assert part in page


def same(page):
    """Return ``page`` without what two ways of writing the same HTML differ in."""
    return unescape(page).replace(" ", "").replace(";", "")


def test_our_own_table_of_criteria_passes_unchanged():
    """What the grader writes into test cells is within what pages allow."""
    verdict = Verdict("k", Status.PARTLY, 0.5, say_student='you wrote "<b>"', points=3, sentence="The sign is right")
    written = cell_html(CellReport("test-comparison", 3, 1.5, False, (verdict,)))

    assert same(safe_html(written)) == same(written)


def test_a_pandas_table_is_shown_as_a_table():
    """Its style sheet is neither obeyed nor shown."""
    import pandas as pd

    shown = pd.DataFrame({"p95 (ms)": [1483.0]}, index=["baseline"])._repr_html_()
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", data={"text/html": shown})])])
    clean_outputs(notebook)

    page = notebook.cells[0].outputs[0].data["text/html"]
    assert "style scoped" not in page
    assert "vertical-align" not in page
    assert '<td style="padding:2px 8px;">1483.0</td>' in page


def test_outputs_keep_text_tables_and_pictures_only():
    """Foreign kinds, foreign keys, metadata and forged types are gone; numbers of executions are sane."""
    given = [
        new_output("stream", name="stdout", text="p95 = 1\x00\x1b[31mred"),
        new_output(
            "display_data", data={"text/plain": "x", "application/javascript": "alert(1)", "image/svg+xml": "<svg/>", "text/latex": "$x$"}
        ),
        new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}),
        new_output(
            "execute_result", data={"text/plain": "24.0", "image/png": PIXEL}, metadata={"image/png": {"width": '1" onload="alert(1)'}}
        ),
        new_output("display_data", data={"image/png": "bm8gcGljdHVyZQ=="}),
        {"output_type": "error", "ename": ["x"], "evalue": None, "traceback": "no list"},
        {"output_type": "forged"},
    ]
    notebook = new_notebook(cells=[new_code_cell("x")])
    notebook.cells[0].outputs, notebook.cells[0].execution_count = given, -7
    clean_outputs(notebook)

    kept = notebook.cells[0].outputs
    assert [output.output_type for output in kept] == ["stream", "display_data", "display_data", "error"]
    assert kept[0].text == "p95 = 1\ufffd\x1b[31mred"
    assert [sorted(output.data) for output in kept[1:3]] == [["text/plain"], ["image/png", "text/plain"]]
    assert all(output.metadata == {} for output in kept[1:3])
    assert notebook.cells[0].execution_count is None


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "> " * 9_000, "*a _b " * 5_000, "`" * 25_000, "<div>" * 5_000, "![" * 9_000, "\\" * 29_000],
    ids=lambda text: text[:4],
)
@pytest.mark.timeout(20)
def test_text_made_to_last_does_not(text):
    """Markdown that a parser would take very long over is shown as typed."""
    assert markdown2html(text)

"""Markup that comes alive behind a sanitizer: parsers that disagree, entities, formulas, names, files served along."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import nbformat

from tests.cohort.recipes import cell
from tests.hostile.attack import EVERYTHING, Attack, beside, edited, instead, write
from tests.hostile.baits import SHAPED
from tests.hostile.spellings import joined

ACT = "<img src=x onerror=alert(1)>"
ANSWERS = {
    "parsers that disagree": [
        f'<svg></p><style><a id="</style>{ACT}">',
        f'<noscript><p title="</noscript>{ACT}">',
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        f"<form><math><mtext></form><form><mglyph><style></math>{ACT}",
        f"<p><title><!--</title>{ACT}-->",
        f"<select><template><style><!--</style></template></select>{ACT}-->",
        f'<a href="x`{ACT}`">`</a>',
    ],
    "tags that swallow": ["<plaintext>", "<xmp>", "<listing>", "<textarea>", "<title>", "<noframes>", "<iframe>", "<!--", "<![CDATA[", "<?php", f"<style>{ACT}"],
    "tags that act": [
        "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>",
        "<body onload=alert(1)>", "<frameset><frame src=javascript:alert(1)>", "<dialog open>x</dialog>", "<portal src=//example.com>", "<keygen autofocus onfocus=alert(1)>",
        "<applet code=x>", "<link rel=import href=//example.com>", "<bgsound src=//example.com>", "<blink>x</blink>", "<template><script>alert(1)</script></template>",
    ],
    "tags misspelt": ["<scr\0ipt>alert(1)</script>", "<SCRIPT SRC=//example.com/x.js>", "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)//", "<<script>alert(1)//<</script>", "<script\x0b>alert(1)</script >", "<img/src=x/onerror=alert(1)>", "<a\x0chref=javascript:alert(1)>x</a>"],
    "addresses in disguise": [
        '<a href="&#106;avascript:alert(1)">x</a>', '<a href="jav&#x09;ascript:alert(1)">x</a>', '<a href=" \x01javascript:alert(1)">x</a>', '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
        '<a href="vbscript:x">x</a>', '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>', '<a href="feed:javascript:alert(1)">x</a>', '<a xlink:href="javascript:alert(1)">x</a>', '<a href="http://x" ping="//example.com">x</a>',
        "[x](<javascript:alert(1)>)", "[x](java\nscript:alert(1))", "<javascript:alert(1)>", '![x](x "onerror=alert(1)")', '[x](http://a "><img src=x onerror=alert(1)>")', "[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1))",
    ],
    "pictures in disguise": [
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">', '<img src="data:image/png;base64,AAAAAAAAAAAA" onload=alert(1)>', '<img src="data:image/png;base64,AAAAAAAAAA=,<svg>">',
        '<img srcset="//example.com/x 1x">', '<img src="x" lowsrc="//example.com">', '<input type=image src=//example.com>', '<table background="//example.com"><tr><td background=x>1</td></tr></table>', '<picture><source srcset="//example.com"></picture>',
    ],
    "looks borrowed": [
        '<div style="position:fixed;top:0;left:0;width:100%;height:100%">100</div>', '<p style="padding:99999px;background:url(//example.com)">x</p>', '<p style="background:url(javascript:alert(1));behavior:url(x)">x</p>',
        '<p style="padding:1px;}body{display:none">x</p>', '<p style="text-align:expression(alert(1))">x</p>', '<div class="jp-Cell jp-InputArea" id="comments" name="body">x</div>', '<p style="-moz-binding:url(//example.com)">x</p>', "<style>@import '//example.com';</style>",
    ],
    "formulas that act": [
        "$\\href{javascript:alert(1)}{x}$", '$\\mmlToken{mi}[href="javascript:alert(1)"]{x}$', "<p>$\\h&#114;ef{javascript:alert(1)}{x}$</p>", "<p>$\\hre&#102;{javascript:alert(1)}{x}$</p>",
        "$\\style{position:fixed;inset:0}{x}$", "$\\cssId{comments}{x}$", "$\\renewcommand{\\x}{\\href}\\x{javascript:alert(1)}{y}$", "$\\newenvironment{z}{\\href{javascript:alert(1)}}{}\\begin{z}y\\end{z}$",
        "\\begin{align}\\class{x}{\\href{javascript:alert(1)}{z}}\\end{align}", "$</script>" + ACT + "$", "$$\\unicode{x3c}img$$ \\\\(\\href{javascript:alert(1)}{x}\\\\)",
    ],
    "markdown in knots": ["`" * 9 + ACT, "~~~html\n" + ACT, "    " + ACT, "> " * 50 + ACT, "|a|\n|-|\n|" + ACT + "|", f"# x {ACT} {{#id onclick=alert(1)}}", f"[^1]\n\n[^1]: {ACT}", f"- [ ] {ACT}", f"[x]: {ACT}\n\n[x]", f'<div markdown="1">\n\n{ACT}\n\n</div>', "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;"],
    "template talk": ["{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{%- extends 'x' -%}{% block any_cell %}{{ super() }}{% endblock %}", "((* x *)) ((( y ))) <% z %> ${7*7} #{7*7}", "{{ resources.nbgrader.db_url }}"],
}  # fmt: skip


def answered(name: str, parts: list[str]) -> Attack:
    """Return an attack whose answers, own cells and code comments hold all ``parts``."""

    def make(folder: Any, released: Any, solved: Any, world: Any) -> None:
        notebook = deepcopy(solved)
        for part in parts:
            notebook.cells.insert(12, nbformat.v4.new_markdown_cell(part))
        for where in ("analysis", "recommendation"):
            cell(notebook, where).source += "\n\n" + "\n\n".join(parts)
        cell(notebook, "decision").source += "\n" + "\n".join(
            f"# {line}" for part in parts for line in part.splitlines() if "\0" not in line
        )
        write(folder, notebook)

    return Attack(name, "markup", make, EVERYTHING)


def raw_cells(data: Any) -> None:
    """Insert raw cells that say they are HTML, and cells of unknown kinds."""
    for kind in ("raw", "html", "heading", "code"):
        for mime in ("text/html", "text/markdown", "text/latex"):
            more = {"raw_mimetype": mime, "format": mime, "language": "javascript"}
            own = {
                "cell_type": kind,
                "id": f"r{kind}",
                "metadata": more,
                "source": f"# {ACT}<script>alert(1)</script>",
                "outputs": [],
                "execution_count": None,
            }
            data["cells"].insert(10, own)


def attached(data: Any) -> None:
    """Attach pages and pictures that act to every Markdown cell, under names that act."""
    for one in data["cells"]:
        if one["cell_type"] == "markdown":
            one["attachments"] = {f'x"{ACT}.svg': {"image/svg+xml": "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+", "text/html": "PHNjcmlwdD4="}}
            one["source"] += (
                f'\n\n![x](attachment:x"{ACT}.svg)' if one["metadata"].get("nbgrader", {}).get("grade_id") == "analysis" else ""
            )


ALL = "\n".join(part for parts in ANSWERS.values() for part in parts)
OUTPUTS = {
    "everything as output": f"from IPython.display import HTML, Markdown, Latex, display\nfor kind in (HTML, Markdown, Latex):\n    for part in {[part for parts in ANSWERS.values() for part in parts]!r}: display(kind(part))",
    "everything as text": f"import sys\nprint({ALL!r})\nprint({ALL!r}, file=sys.stderr)\n{ALL!r}",
    "table of markup": f"import pandas as pd\nfrom IPython.display import HTML, display\nshown = pd.DataFrame({{{ACT!r}: [{ACT!r}]}}, index=['<script>alert(1)</script>'])\ndisplay(HTML(shown.to_html(escape=False)), shown, shown.style.format(escape=None).set_table_attributes('onclick=alert(1)').set_uuid('x\"><script>'))",
    "colours that act": f"print('\\x1b[38;2;1;2;3\"{ACT}m x \\x1b[0m \\x1b[48;5;999;url(x)m \\x1b]0;{ACT}\\x07 \\x1bP{ACT}\\x1b\\\\ \\x1b[{ACT}')",
    "progress that rewrites": "import sys\nfor i in range(300): sys.stdout.write(f'\\r<b>{i}</b>\\x08\\x08\\x1b[A\\x1b[2K')",
    "warning that speaks HTML": f"import warnings\nwarnings.warn({ACT!r})\nimport logging\nlogging.error({ACT!r})",
    "error with notes": f"error = ValueError({ACT!r})\nerror.add_note({ACT!r})\nraise ExceptionGroup({ACT!r}, [error, SyntaxError({ACT!r}, ({ACT!r}, 1, 1, {ACT!r}))])",
}
QUOTED = {
    "names of everything": f"import pandas as pd\ncomparison = pd.DataFrame({{('baseline', {ACT!r}): [1.0, 2.0], ('optimized', 'x</table>{ACT}'): [3.0, 4.0]}}, index=['p95 latency {ACT}', 'cost </td>{ACT}'])",
    "values of everything": f"workload_facts = {{'requests_per_day': {ACT!r}, 'traffic_shape': '</td></table>{ACT}', 'targets': {{{ACT!r}: '<= 5 {ACT}'}}}}\nbaseline_summary = {{'latency_p95_ms': '461 {ACT}', 'cost': '$5 {ACT}'}}",
    "type of everything": f"comparison = type({ACT!r}, (dict,), {{}})(latency=1)\nsavings = type('x', (), {{'__module__': {ACT!r}}})()",
    "error quoted": f"raise type({ACT!r}, (Exception,), {{}})('**x** [y](javascript:alert(1)) {ACT} $\\\\href{{javascript:alert(1)}}{{x}}$')",
}  # fmt: skip
ATTACKS = [
    *(answered(name, parts) for name, parts in ANSWERS.items()),
    edited("markup", "raw cells", joined(raw_cells), EVERYTHING),
    edited("markup", "attachments", joined(attached), EVERYTHING, exact=False),
    *beside("markup", OUTPUTS, exact=False),
    *(replace(one, deserves=SHAPED | {"test-comparison": 4.5}) for one in instead("markup", QUOTED)),
]

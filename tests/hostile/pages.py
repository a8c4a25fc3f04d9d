"""Scripts and disguises for whoever opens the page: in answers, outputs, errors and in what the report quotes."""

from __future__ import annotations

from copy import deepcopy

from tests.cohort.recipes import cell
from tests.hostile.attack import EVERYTHING, Attack, beside, instead, write

ACT = '<script>alert("ACTS")</script><img src=x onerror=alert("ACTS")>'
MARKDOWN = {
    "script": ACT,
    "link": "[click](javascript:alert('ACTS')) <a href='javascript:alert(1)'>x</a> [r][1]\n\n[1]: javascript:alert('ACTS')",
    "frames": '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data="x"></object><embed src="x"><svg onload=alert(1)></svg>',
    "page": '<meta http-equiv="refresh" content="0;url=//example.com"><base href="//example.com"><link rel=stylesheet href="//example.com/x.css"><style>*{display:none}</style>',
    "form": '<form action="//example.com"><input name=p autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>ok</button></form>',
    "maths": "$\\href{javascript:alert('ACTS')}{x}$ $$\\require{html}\\style{position:fixed}{x}$$",
    "breaking out": "</div></div></body></html>" + ACT,
    "template": "{{ 7*7 }} {% include '/etc/passwd' %} {{ resources.nbgrader }}",
    "comment": "<!-- hidden --><!--><script>alert('ACTS')</script>-->",
    "cover": '<div style="position:fixed;inset:0;background:url(//example.com/x)">100 of 100</div>',
    "deep": "<div>" * 2000 + "> " * 400,
    "long": "[" * 40_000,
    "picture": "![x](//example.com/seen.png) ![y](data:image/svg+xml;base64,PHN2Zz4=) <img src='http://example.com/x.gif'>",
    "attachment": "![x](attachment:x.svg)",
}
OUTPUTS = {
    "html": f"from IPython.display import HTML, display\ndisplay(HTML('''{ACT}<iframe src=javascript:alert(1)></iframe>'''))",
    "javascript": "from IPython.display import Javascript, display\ndisplay(Javascript('alert(\"ACTS\")'))",
    "svg": 'from IPython.display import SVG, display\ndisplay(SVG(\'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>\'))',
    "latex": "from IPython.display import Latex, Markdown, display\ndisplay(Latex('$\\\\href{javascript:alert(1)}{x}$'), Markdown('<script>alert(1)</script>'))",
    "vendor": "from IPython.display import publish_display_data as p\np({'application/vnd.jupyter.widget-view+json': {'model_id': '1'}, 'application/vnd.plotly.v1+json': {}, 'text/html': '<script>alert(1)</script>'})",
    "metadata": "from IPython.display import publish_display_data as p\nimport base64\np({'image/png': base64.b64encode(b'\\x89PNG\\r\\n\\x1a\\n0').decode()}, {'image/png': {'width': '1\" onload=\"alert(1)'}})",
    "picture that is none": "from IPython.display import publish_display_data as p\np({'image/png': '\"><script>alert(1)</script>', 'image/jpeg': '\"><script>alert(1)</script>'})",
    "ansi": f"print('\\x1b[31m{ACT}\\x1b[0m\\x1b]8;;javascript:alert(1)\\x07x')",
    "error": f"class Bad(Exception): pass\nBad.__name__ = '''{ACT}'''\nraise Bad('''{ACT}''')",
    "traceback": "from ipykernel.zmqshell import ZMQInteractiveShell as Z\nget_ipython()._showtraceback = lambda *a: get_ipython().display_pub.session.send(get_ipython().display_pub.pub_socket, 'error', {'ename': '<script>', 'evalue': 1, 'traceback': ['<script>alert(1)</script>', 5]})\n1 / 0",
    "repr": f"class X:\n    def __repr__(self): return '''{ACT}'''\n    def _repr_html_(self): return '''{ACT}'''\nX()",
    "styler": "import pandas as pd\npd.DataFrame({'a': [1]}).style.set_table_styles([{'selector': 'x</style><script>alert(1)</script>', 'props': 'a:b'}]).set_caption('<script>alert(1)</script>')",
    "deep html": "from IPython.display import HTML, display\ndisplay(HTML('<div>' * 50000))",
}
QUOTED = {
    "labels": f"comparison = {{'''p95 latency {ACT}''': {{'baseline': '''{ACT}''', 'optimized': 3}}}}",
    "variables": f"baseline_summary = {{'''latency_p95_ms {ACT}''': '''12 {ACT}'''}}\noptimized_summary = savings = tradeoffs = baseline_summary",
    "decision": f"decision = '''adopt {ACT}'''\nconcerns = ['''{ACT}''']\nworkload_facts = {{'traffic_shape': '''{ACT}'''}}",
    "markdown in labels": "comparison = {'p95 latency [x](javascript:alert(1)) `x` **b** $\\\\href{javascript:alert(1)}{y}$': {'baseline': 1, 'optimized': 2}}",
}


def answer(name, text):
    """Return an attack whose Markdown answers hold ``text`` beside an honest answer, everything else solved."""

    def make(folder, released, solved, world):
        notebook = deepcopy(solved)
        for part in ("analysis", "recommendation"):
            cell(notebook, part).source += "\n\n" + text
        write(folder, notebook)

    return Attack(name, "answer", make, EVERYTHING)


ATTACKS = [
    *(answer(name, text) for name, text in MARKDOWN.items()),
    *beside("output", OUTPUTS, exact=False),
    *instead("quoted", QUOTED, where="workload"),
]

"""
Importing this first halves the time until anything of Jupyter is imported.

jsonschema, where it finds ``rfc3987_syntax``, compiles that package's whole grammar while it is imported, for a check (international
addresses) that no notebook's schema asks for. Without the package jsonschema leaves that check out; nothing else changes.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # an import of it fails from here on

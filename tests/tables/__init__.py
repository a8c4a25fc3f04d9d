"""A labelled corpus of comparison tables: right ones in many shapes, wrong ones with their mistake."""

"""Labelled answers to the two prose cells, written by hand and without sight of the reader."""

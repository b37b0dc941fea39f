"""Drawings: figures and spans of time as SVG that reads without colour."""

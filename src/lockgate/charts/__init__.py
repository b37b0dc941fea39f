"""Pictures: data in, a Vega-Lite specification or an SVG or PNG file out. No law, no decisions."""

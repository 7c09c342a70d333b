"""The newsroom: documents become articles, articles become briefings, questions become cited answers."""

"""A believable year that never was: people, organisations and their problems, played through the domain's own verbs."""

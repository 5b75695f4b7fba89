"""One module a command group; `api.cli` knows their names."""

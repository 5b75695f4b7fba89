"""The JSON door of departments, a file for each thing that is asked for."""

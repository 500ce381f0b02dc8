"""Programs that are handed out with what they check. They use the standard library alone, import
nothing from here, and run on any Python from 3.8 on, without a network."""

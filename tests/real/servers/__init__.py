"""Real servers for the tests: installed once into a folder, started and ended by the tests."""

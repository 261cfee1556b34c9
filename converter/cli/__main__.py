"""`python -m converter.cli`: the command."""

from converter.cli import main

main()

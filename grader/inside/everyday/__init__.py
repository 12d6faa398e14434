"""What notebooks expect around them that a sandbox has not: Colab, a terminal, a network, a person who answers.

`table` is the one list. Each use is told to the journal; nothing is loaded before it is asked for.
"""

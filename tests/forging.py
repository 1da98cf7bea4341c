"""Tokens that nobody was given."""


def forged(token: str) -> str:
    """The token with another last letter: never the same by chance."""
    return token[:-1] + ("A" if token[-1] != "A" else "Q")

"""A resolver that says what the test wants, and counts the questions."""

from collections.abc import Sequence


class FakeResolver:
    """Answers each question with the next list of addresses; the last one stays.

    `FakeResolver({"partner.example.org": [["1.1.1.1"], ["127.0.0.1"]]})` rebinds
    after the first question. An exception in place of a list is raised.
    """

    def __init__(self, names: dict[str, list[Sequence[str] | Exception]]) -> None:
        self.names = names
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str | bytes, port: int) -> Sequence[str]:
        # A stub keyed on str never answers when the name arrives as bytes.
        name = host.decode() if isinstance(host, bytes) else host
        self.asked.append((name, port))
        answers = self.names.get(name)
        if answers is None:
            raise OSError(-2, "Name or service not known")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

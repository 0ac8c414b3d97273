"""What a file is, by its content; whether it is evidence, and if not, what to send in its place. Knows no Django.

What has to be looked into (archives, old office documents, mails) is looked into by a confined process:
`python -m portfolio.recognition NAME`, with the file as standard input, prints the media type (`portfolio/recognise.py`).
"""


class NotEvidenceError(Exception):
    """`what` the file is, such as "a web page", and what to do `instead`, in a sentence."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(what, instead)
        self.what, self.instead = what, instead

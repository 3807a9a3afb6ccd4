"""What can go wrong on the way to paper."""


class PaperError(RuntimeError):
    """No PDF was made, and nothing partial is left."""


class MurmuringRender(PaperError):
    """The layout engine complained: something on paper would be missing or wrong."""


class WorkerLost(PaperError):
    """A process that rendered was ended from outside, by somebody or for want of memory."""


class DamagedPart(PaperError):
    """A kept part is not what was kept; it is rendered anew."""

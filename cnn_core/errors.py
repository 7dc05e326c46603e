"""Every error that this project raises on purpose.

    ConvscopeError
    ├── SpecError            a choice that cannot be: a stride of 0, a kernel larger than the padded image
    ├── ImageError           bytes or an array that cannot be read as a picture
    ├── DataError            digits that are missing, damaged or out of reach
    ├── StoreError           the store of trained models cannot be read or written
    │   └── DamagedEntry     a stored net is not what was written; it is set aside and can be trained again
    ├── Diverged             a training whose loss is no number any more
    ├── SettingsError        an environment variable with a value that is not allowed
    └── EngineError          a model call that did not end in an answer
        ├── Busy             more trainings are asked for than the settings let wait
        ├── WorkerDied       the worker process ended in mid-call, twice
        ├── WorkerFailed     the call raised something unexpected; the worker's traceback is in the log
        ├── NotYours         somebody else's training, which only they may pause or cancel
        └── Cancelled        somebody stopped it

Each message says what came, what is allowed and what to do. A page catches `ConvscopeError` and shows the
message where the user acted; anything else is a bug and is logged. `str` of an error is its message in the language
of who asks, wherever it was raised.
"""


class ConvscopeError(Exception):
    """The base of the family: catch this to catch them all."""

    @property
    def sentence(self) -> str:
        """Its message as it was made; one of a catalogue can be said again in another language."""
        return self.args[0] if len(self.args) == 1 and isinstance(self.args[0], str) else str(self)

    def __str__(self) -> str:
        return str(self.args[0]) if len(self.args) == 1 else super().__str__()


class SpecError(ConvscopeError, ValueError):
    """A choice that cannot be, such as a stride of 0 or a kernel larger than the padded image."""


class ImageError(ConvscopeError, ValueError):
    """Bytes or an array that cannot be read as a picture."""


class DataError(ConvscopeError):
    """Digits that are missing, damaged or out of reach."""


class StoreError(ConvscopeError):
    """The store of trained models cannot be read or written."""


class DamagedEntry(StoreError):
    """A stored net is not what was written; it is set aside and can be trained again."""


class Diverged(ConvscopeError):
    """A training whose loss is no number any more, so that no further step can mend it."""


class SettingsError(ConvscopeError, ValueError):
    """An environment variable with a value that is not allowed."""


class EngineError(ConvscopeError):
    """A model call that did not end in an answer."""


class Busy(EngineError):
    """More trainings are asked for than the settings let wait."""


class WorkerDied(EngineError):
    """The worker process ended in mid-call, and so did the one that tried again; or none could be started."""


class WorkerFailed(EngineError):
    """A call raised something unexpected in a worker; the worker's traceback is in the log."""


class NotYours(EngineError):
    """Somebody else's training, which only they may pause or cancel."""


class Cancelled(EngineError):
    """Somebody stopped the call before it was through."""

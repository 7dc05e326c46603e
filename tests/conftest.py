import os
import tempfile

from hypothesis import settings

# A machine's left-overs must not make the suite green: the store of a run is its own, unless one is named.
os.environ["CONVSCOPE_CACHE"] = tempfile.mkdtemp(prefix="convscope-tests-")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

settings.register_profile("convscope", deadline=None)  # on a busy machine an example takes as long as it takes
settings.load_profile("convscope")

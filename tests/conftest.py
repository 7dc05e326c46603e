import os
import tempfile

# A machine's left-overs must not make the suite green: the store of a run is its own, unless one is named.
os.environ["CONVSCOPE_CACHE"] = tempfile.mkdtemp(prefix="convscope-tests-")
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

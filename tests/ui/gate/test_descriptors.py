import resource
import subprocess
import sys

import pytest

from ui.gate.descriptors import DESCRIPTORS_A_SOCKET, SPARE, sockets_for

SAID = (
    "from ui.gate.descriptors import raise_limit; import resource; print(raise_limit(), resource.getrlimit(7)[0])"
)


@pytest.mark.skipif(resource.RLIMIT_NOFILE != 7, reason="Linux counts its limits so")
@pytest.mark.parametrize(("soft", "hard", "then"), [(300, 4096, 4096), (512, 512, 512)])
def test_the_soft_limit_goes_up_to_the_hard_one(soft, hard, then):
    """In a process of its own, because a hard limit that is lowered stays so."""
    done = subprocess.run(
        ["bash", "-c", f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$0" -c "$1"', sys.executable, SAID],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(then), str(then)]


def test_sockets_leave_descriptors_for_everything_else():
    assert sockets_for(None, 1000) == sockets_for(-1, 1000) == sockets_for(65_536, 1000) == 1000
    assert sockets_for(1024, 1000) == (1024 - SPARE) // DESCRIPTORS_A_SOCKET
    assert sockets_for(64, 1000) == 1

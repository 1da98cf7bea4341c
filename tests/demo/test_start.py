"""The demo starts as the contract says, or says in one sentence why not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from booking.demo.options import Options, StartError, read_options
from booking.demo.ports import free_port, is_free


def run_demo(**chosen: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "booking.demo"],
        env=os.environ | chosen,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_taken_port_is_named_with_what_to_do_and_nothing_is_left(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_demo(PORT=str(port), DATA=str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (f"Port {port} is taken by another program: stop it, or choose another: PORT={port + 1}.\n")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["claim"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"PORT": "eight"}, "PORT=eight is not a port"),
        ({"PORT": "70000"}, "PORT=70000 is not a port"),
        ({"STAGE": "full"}, "STAGE=full is not known: choose one of open, busy, past."),
        ({"RATE_LIMITS": "maybe"}, "RATE_LIMITS=maybe is neither on nor off."),
    ],
)
def test_a_value_that_cannot_be_used_is_named(chosen, sentence):
    with pytest.raises(StartError, match=sentence):
        read_options(chosen)


@pytest.mark.parametrize("data", ["/proc/x", "/etc/hostname", "/etc/hostname/below"])
def test_a_place_that_cannot_hold_the_data_is_named_with_what_to_do(data):
    done = run_demo(DATA=data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"DATA={data} cannot be used (")
    assert done.stderr.endswith("): choose a directory that can be written to.\n")


def test_with_nothing_set_the_demo_uses_port_8000_and_goes_on_with_its_data():
    assert read_options({"PORT": "", "FRESH": "", "DATA": ""}) == Options(
        port=8000, fresh=False, data=Path(".demo"), stage="open", rate_limits=True
    )
    assert read_options({"FRESH": "1", "RATE_LIMITS": "off"}).fresh
    assert not read_options({"FRESH": "1", "RATE_LIMITS": "off"}).rate_limits


def test_a_remembered_port_is_used_again_unless_somebody_has_it():
    port = free_port()
    assert free_port(port) == port
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert free_port(port) != port

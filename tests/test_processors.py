"""The same verdicts on any processor: torch, MKL and oneDNN told to use what other ones have."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from grokviz.claims.plane.claims import CLAIMS

TESTS = Path(__file__).parent
# Limits for ATen, MKL, oneDNN and threads; a missing capability falls back to a lower one.
SETTINGS = {
    "no vector units": ("default", "COMPATIBLE", "SSE41", 1, "one core"),
    "AVX2": ("avx2", "AVX2", "AVX2", 2),
    "AVX-512": ("avx512", "AVX512", "DEFAULT", 2),
    "no vector units in torch alone": ("default", "AVX2", "DEFAULT", 2),
}
NAMES = ("ATEN_CPU_CAPABILITY", "MKL_CBWR", "ONEDNN_MAX_CPU_ISA", "OMP_NUM_THREADS")
LEVELS = ("DEFAULT", "AVX2", "AVX512")          # as torch calls them, the weakest first


@pytest.fixture(scope="module", params=SETTINGS)
def setting(request):
    """A setting, and what came out under it."""
    *values, = SETTINGS[request.param]
    wanted = dict(zip(NAMES, map(str, values), strict=False))
    done = subprocess.run(
        [sys.executable, str(TESTS / "judged.py"), *values[len(NAMES):]], timeout=1800,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | wanted,
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return wanted, json.loads(done.stdout.splitlines()[-1])


def test_the_verdicts_are_the_expected_ones(setting):
    wanted, found = setting
    _took_effect(wanted, found)
    assert found["curves"] == {}
    expected = {claim.id: claim.expected for claim in CLAIMS}
    assert len(found["verdicts"]) >= 10
    assert {k: holds for k, (holds, _) in found["verdicts"].items() if holds != expected[k]} == {}
    assert found["noisy"] == {k: expected[k] for k in ("time_law", "multiple_descent")}


def _took_effect(wanted, found):
    """The setting is in force, as far as this machine can do it."""
    here = _here()
    asked = wanted["ATEN_CPU_CAPABILITY"].upper()
    if here in LEVELS:                          # other architectures have other names
        assert found["capability"] == min(asked, here, key=LEVELS.index)
    assert found["threads"] == int(wanted["OMP_NUM_THREADS"])


@cache
def _here():
    """What this machine can do, whatever these tests themselves are told to use."""
    plain = {k: v for k, v in os.environ.items() if k not in NAMES}
    asked = "import torch; print(torch.backends.cpu.get_cpu_capability())"
    return subprocess.run([sys.executable, "-c", asked], env=plain, capture_output=True,
                          text=True, check=True).stdout.strip()

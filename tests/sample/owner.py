"""Samples on and on with vLLM: for tests of how that ends. Arguments: folder of the model, settings as JSON."""

from __future__ import annotations

import signal
import sys

from asking import Endless

from drift_data.sample.engines import open_engine
from drift_data.sample.policy import find_policy
from drift_data.sample.settings import Engines
from drift_data.sample.vllm_engine import VllmEngine

# A shell starts background jobs, and so perhaps these tests, with SIGINT ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
policy = find_policy(sys.argv[1])
try:
    with open_engine(Engines.model_validate_json(sys.argv[2]), policy) as engine:
        assert isinstance(engine, VllmEngine)
        print(engine._workers[0]._process.pid, flush=True)
        for sample in engine.sample(Endless(policy)):
            print(sample.key, flush=True)
except KeyboardInterrupt:
    sys.exit(130)

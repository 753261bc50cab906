"""A simulated deployment that learns from its users' dissatisfaction.

python examples/closed_loop small          DRIFT, one seed, two rounds: some minutes
python examples/closed_loop full           every arm, three seeds: hours; goes on where it was cut off
python examples/closed_loop report         docs/closed-loop.md, its figures and the page, of what is done
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from closed_loop.arms import ARMS, SCALES
from closed_loop.chain import Chain
from closed_loop.measures import deployment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=[*SCALES, "report"])
    parser.add_argument("--out", type=Path, default=Path("build/closed-loop"), help="where everything goes")
    parser.add_argument("--engine", choices=["vllm", "transformers"], default="vllm", help="what samples")
    parser.add_argument("--arms", nargs="+", choices=list(ARMS), metavar="ARM", help=f"some of {', '.join(ARMS)}")
    parser.add_argument("--seeds", nargs="+", type=int, metavar="N", help="some of the seeds, from 0")
    given = parser.parse_args()
    if given.what == "report":
        from closed_loop import report

        docs = Path(__file__).parents[2] / "docs"
        report.write(given.out.resolve(), docs / "closed-loop.md", docs / "closed-loop.html", given.engine)
        return
    scale = SCALES[given.what]
    if given.arms:
        scale = replace(scale, arms=tuple(given.arms))
    out = given.out.resolve()
    for seed in given.seeds or range(scale.seeds):
        for name in scale.arms:
            chain = Chain(out, name, ARMS[name], scale, seed, given.engine)
            chain.run()
            for n in range(scale.iterations + 1):
                found = deployment(chain.folder / "deployed" / str(n))
                print(f"{name} seed {seed} round {n}: " + ", ".join(f"{key} {found[key]:.3f}" for key in
                      ("utility", "dsat", "sat", "distinct")), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

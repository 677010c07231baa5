"""A ledger that a process of its own can fetch by name: two areas whose claims train nothing."""

from grokviz.claims.ledger import Claim, Verdict, each_seed
from grokviz.claims.seeds import seeded


def small_ledger():
    def claim(area, name, most):
        return Claim(area=area, id=name, figure="", paper="", statement="", wanted="",
                     test=seeded(lambda seeds: list(seeds)),
                     rule=each_seed(lambda seed: Verdict(seed < most, f"{seed}")))

    return {"one": (claim("one", "first", 5), claim("one", "second", 1)),
            "two": (claim("two", "third", 0),)}

"""What Omnigrok says of the (w, m) plane, tested by running it.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 5, Fig. 6 and 8. Maps have 11 by 11
cells; paths start at 4 times the init's norm with messiness 0.05, 0.1, 0.14, at eta 3e-3, lambda
0.03, eta_R 0.1 eta and losses well below 0.05 taken as flat, unless said otherwise. The maps are
stored ones, which `grokviz precompute` makes again.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.plane import rules, runs

_claim = partial(Claim, area="plane", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim(
        id="stored_map", figure="Fig. 6, landscape",
        statement="The stored maps are what their cells come to where they are trained again.",
        wanted="training loss of 6 by 6 cells within 0.02 of the stored one, three seeds, N 45",
        test=runs.again, rule=each_seed(rules.made_again(0.02)),
    ),
    _claim(
        id="two_regions", figure="Fig. 6, landscape",
        statement="The plane has a region of large training loss (small w) and one of small.",
        wanted="training loss crosses 0.05 once in each row of m; three data seeds, N 45",
        test=runs.planes, rule=each_seed(rules.two_regions),
    ),
    _claim(
        id="weak_and_strong", figure="Fig. 6, landscape",
        statement="In region II the training loss depends weakly on m, the test loss strongly.",
        wanted="at w from 2.8 on, over m: training loss varies by at most 0.1, test loss 20 times "
               "more",
        test=runs.planes, rule=each_seed(rules.weak_and_strong(0.1, 20)),
    ),
    _claim(
        id="drift", figure="Sec. 5, Eq. 6",
        statement="In region II a reduced trajectory drifts with speed ηλ in ln w.",
        wanted="speed within 10% of ηλ while ln w falls by 0.3 from w 5",
        test=runs.planes, rule=each_seed(rules.drift(0.1)),
    ),
    _claim(
        id="full_drift", figure="Sec. 5, Table 1",
        statement="A full trajectory does so too.",
        wanted="speed within 10% of ηλ from training loss < 0.05 on, λ 0.03, 0.1, 0.3 (η 1e-3, "
               "from w 5, m 0.05)",
        test=runs.full, rule=each_seed(rules.full_drift(0.1)), expected=False,
        reason="the direction is not slaved: Adam still fits while the norm falls, and its steps "
               "point outwards; it drifts at two thirds of ηλ or less, or out again",
    ),
    _claim(
        id="time_law", figure="Sec. 5",
        statement="The time to the solution goes as 1/(ηλ).",
        wanted="ηλt the same within a factor of 1.3 over a decade, λ 0.01, 0.03, 0.1, from m 0.05 "
               "and 0.1, each path arriving (on maps trained elsewhere a hollow may catch one)",
        test=runs.planes, rule=each_seed(rules.time_law(1.3)),
    ),
    _claim(
        id="formula", figure="Sec. 5",
        statement="That time is (L + h tan θ)/(ηλ), h tan θ times 1/(η_R/η w²) in our units.",
        wanted="predicted over measured within 30% of 1",
        test=runs.planes, rule=each_seed(rules.formula(0.3)),
    ),
    _claim(
        id="more_data", figure="Fig. 6, data sizes",
        statement="More data tilt the border further (smaller θ), and the solution comes sooner.",
        wanted="θ and t from (4, 0.1) smaller at N 45 than at N 35",
        test=runs.sizes, rule=each_seed(rules.more_data),
    ),
    _claim(
        id="n25_never", figure="Fig. 6, data sizes",
        statement="With 25 pairs no path reaches the solution.",
        wanted="test loss above 0.1 all along the paths",
        test=runs.sizes, rule=each_seed(rules.never_solved(25)),
    ),
    _claim(
        id="n35_never", figure="Fig. 6, data sizes",
        statement="With 35 pairs neither.",
        wanted="test loss above 0.1 all along the paths",
        test=runs.sizes, rule=each_seed(rules.never_solved(35)), expected=False,
        reason="with 35 pairs that hold all 19 sums the line is a solution, and our border, drawn "
               "without noise on the line, leads there; the paper's line has noise",
    ),
    _claim(
        id="multiple_descent", figure="Fig. 6, E",
        statement="Along a path of small training loss the test loss can fall more than once.",
        wanted="on one of five paths from w 5 two falls by 5% or more, a rise by 5% between",
        test=runs.planes, rule=each_seed(rules.descents(2)), expected=False,
        reason="it can, but need not: whether a path crosses a ridge of the test loss depends on "
               "the seed; of the stored maps two of three have such paths, and a hundredth of "
               "noise on a map can give the third one too",
    ),
    _claim(
        id="mnist_alike", figure="Fig. 8",
        statement="On MNIST both losses depend on the representation alike: nothing lags behind.",
        wanted="at w from 2.8 on, over m: test loss varies at most 2 times as much as training "
               "loss (500 digits)",
        test=runs.digits, rule=each_seed(rules.alike(2)),
    ),
    _claim(
        id="mnist_same_loss", figure="Fig. 8",
        statement="On MNIST test and training loss are nearly the same.",
        wanted="|log10(test/train)| < 0.7 for w 0.8 to 5, m from 0.05",
        test=runs.digits, rule=each_seed(rules.no_mismatch(0.7)), expected=False,
        reason="500 digits are fitted to a training loss near 0; the paper has 60,000, which its "
               "network cannot memorise in the steps it takes",
    ),
)

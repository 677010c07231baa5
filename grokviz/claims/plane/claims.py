"""The claims of Omnigrok on the (w, m) plane.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 5, Fig. 6 and 8. Unless a claim
says otherwise, maps have 11 by 11 cells. Paths start at 4 times the init's norm with messiness
0.05, 0.1 and 0.14, at η 3e-3, λ 0.03 and η_R 0.1 η; losses well below 0.05 count as flat. The maps
are the stored ones, which `grokviz precompute` makes again.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.plane import rules, runs

_claim = partial(Claim, area="plane", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim("stored_map", "Fig. 6, landscape",
           "The cells of the stored maps come out the same when they are trained again.",
           wanted="training loss of 6 by 6 cells within 0.02 of the stored one, three seeds, N 45",
           test=runs.again, rule=each_seed(rules.made_again(0.02))),
    _claim("two_regions", "Fig. 6, landscape",
           "The plane has a region of large training loss (small w) and one of small.",
           wanted="training loss crosses 0.05 once in each row of m; three data seeds, N 45",
           test=runs.planes, rule=each_seed(rules.two_regions)),
    _claim("weak_and_strong", "Fig. 6, landscape",
           "In region II the training loss depends weakly on m, the test loss strongly.",
           wanted="at w from 2.8 on, over m: training loss varies by at most 0.1, test loss 20 "
                  "times more",
           test=runs.planes, rule=each_seed(rules.weak_and_strong(0.1, 20))),
    _claim("drift", "Sec. 5, Eq. 6",
           "In region II a reduced trajectory drifts with speed ηλ in ln w.",
           wanted="speed within 10% of ηλ while ln w falls by 0.3 from w 5",
           test=runs.planes, rule=each_seed(rules.drift(0.1))),
    _claim("full_drift", "Sec. 5, Table 1", "A full trajectory drifts with the same speed.",
           wanted="speed within 10% of ηλ from training loss < 0.05 on, λ 0.03, 0.1, 0.3 (η 1e-3, "
                  "from w 5, m 0.05)",
           test=runs.full, rule=each_seed(rules.full_drift(0.1)),
           reason="in real training nothing keeps the direction optimal: Adam still fits while "
                  "the norm falls, and its steps point outwards. The norm falls at two thirds of "
                  "ηλ or less, or rises"),
    _claim("time_law", "Sec. 5", "The time to the solution goes as 1/(ηλ).",
           wanted="ηλt the same within a factor of 1.3 over a decade, λ 0.01, 0.03, 0.1, from m "
                  "0.05 and 0.1, each path arriving (on maps trained elsewhere a path may end in "
                  "a hollow)",
           test=runs.planes, rule=each_seed(rules.time_law(1.3))),
    _claim("formula", "Sec. 5",
           "That time is (L + h tan θ)/(ηλ), h tan θ times 1/(η_R/η w²) in our units.",
           wanted="predicted over measured within 30% of 1",
           test=runs.planes, rule=each_seed(rules.formula(0.3))),
    _claim("more_data", "Fig. 6, data sizes",
           "More data tilt the border further (smaller θ), and paths reach the solution sooner.",
           wanted="θ and t from (4, 0.1) smaller at N 45 than at N 35",
           test=runs.sizes, rule=each_seed(rules.more_data)),
    _claim("n25_never", "Fig. 6, data sizes", "With 25 pairs no path reaches the solution.",
           wanted="test loss above 0.1 all along the paths",
           test=runs.sizes, rule=each_seed(rules.never_solved(25))),
    _claim("n35_never", "Fig. 6, data sizes", "With 35 pairs no path reaches it either.",
           wanted="test loss above 0.1 all along the paths",
           test=runs.sizes, rule=each_seed(rules.never_solved(35)),
           reason="35 pairs that hold all 19 sums have the number line as a solution, and our "
                  "border leads there, since our line has no noise; the paper's line has noise"),
    _claim("multiple_descent", "Fig. 6, E",
           "Along a path of small training loss the test loss can fall more than once.",
           wanted="on one of five paths from w 5 the test loss falls twice by 5% or more, with a "
                  "rise by 5% between",
           test=runs.planes, rule=each_seed(rules.descents(2)),
           reason="it can, but need not: whether a path crosses a ridge of the test loss depends "
                  "on the seed. Two of the three stored maps have such paths, and 1% of noise on "
                  "a map can give the third one too"),
    _claim("mnist_alike", "Fig. 8",
           "On MNIST both losses depend on the representation alike, so nothing lags behind.",
           wanted="at w from 2.8 on, over m: test loss varies at most 2 times as much as training "
                  "loss (500 digits)",
           test=runs.digits, rule=each_seed(rules.alike(2))),
    _claim("mnist_same_loss", "Fig. 8", "On MNIST test and training loss are nearly the same.",
           wanted="|log10(test/train)| < 0.7 for w 0.8 to 5, m from 0.05",
           test=runs.digits, rule=each_seed(rules.no_mismatch(0.7)),
           reason="500 digits are fitted to a training loss near 0; the paper has 60,000, which "
                  "its network cannot memorise in the steps it takes"),
)

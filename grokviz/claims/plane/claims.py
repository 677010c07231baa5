"""The claims of Omnigrok on the (w, m) plane.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 5, Fig. 6 and 8. Maps have 11 by 11
cells. Seed k is the k-th data seed with which 35 pairs hold all 19 sums; the maps of the first
eight are stored, and `grokviz precompute` makes them again. Unless a claim says otherwise, paths
start at 4 times the init's norm with messiness 0.05, 0.1 and 0.14, at η 3e-3, λ 0.03 and η_R
0.1 η, for 3/(ηλ) steps; losses well below 0.05 count as flat.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.plane import full_rules, path_rules, rules, runs

_claim = partial(Claim, area="plane", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim("stored_map", "Fig. 6, landscape",
           "The cells of the stored maps come out the same when they are trained again.",
           wanted="root of the training loss of 6 by 6 cells within 0.05 of the stored one, N 45",
           test=runs.again, rule=each_seed(rules.made_again(0.05))),
    _claim("two_regions", "Fig. 6, landscape",
           "The plane has a region of large training loss (small w) and one of small.",
           wanted="training loss crosses 0.05 once in each row of m, N 45; beyond w 2.8 it is "
                  "smaller than anywhere at the least w, and mostly ten times below the test loss",
           test=runs.planes, rule=each_seed(rules.two_regions)),
    _claim("weak_and_strong", "Fig. 6, landscape",
           "In region II the training loss depends weakly on m, the test loss strongly.",
           wanted="at w from 2.8 on, over m: training loss varies by at most 0.1, test loss 20 "
                  "times more and by more than the loss of a constant answer, 1",
           test=runs.planes, rule=each_seed(rules.weak_and_strong(0.1, 20))),
    _claim("drift", "Sec. 5, Eq. 6",
           "In region II a reduced trajectory drifts with speed ηλ in ln w, and it stops at the "
           "border.",
           wanted="from w 5, no slope taken as zero: ln w falls by ηλ a step, to 10%, over its "
                  "first 0.3; in the last tenth of the steps by at most 10% of that, at a w inside "
                  "the map; training loss at most 0.05 on the path, and at least 0.25 at the "
                  "map's least w",
           test=runs.planes, rule=each_seed(path_rules.drift(0.1))),
    _claim("full_drift", "Sec. 5, Table 1", "A full trajectory drifts with the same speed.",
           wanted="speed within 10% of ηλ from training loss < 0.05 on, λ 0.03, 0.1 (η 1e-3, "
                  "from w 5, m 0.05, 5,000 steps)",
           test=runs.full, rule=each_seed(full_rules.full_drift(0.1)),
           reason="in real training nothing keeps the direction optimal: Adam still fits while "
                  "the norm falls, and its steps point outwards (measured: full_drift_outwards)"),
    _claim("full_drift_outwards", "Sec. 5, Table 1; the cause is ours",
           "A full trajectory drifts more slowly because Adam's own steps point outwards.",
           wanted="without decay ln w grows by 0.1 ηλ a step or more (ηλ at λ 0.03) from training "
                  "loss 0.2 on; at λ 0.03 at least that growth is missing from ηλ",
           test=runs.full, rule=each_seed(full_rules.outwards(0.03, 0.2, 0.1))),
    _claim("time_law", "Sec. 5", "The time to the solution goes as 1/(ηλ).",
           # The tolerance that was suggested for the same law over two decades in Fig. 10.
           wanted="slope of ln t over ln λ in [-1.25, -0.8], λ 0.01, 0.03, 0.1, from m 0.05 and "
                  "0.1, each path arriving (a path may end in a hollow of the map)",
           test=runs.planes, rule=each_seed(path_rules.time_law(-1.25, -0.8))),
    _claim("formula", "Sec. 5",
           "Where the representation learns slowly, that time is (L + h tan θ)/(ηλ), h tan θ times "
           "1/(η_R/η w²) in our units.",
           wanted="predicted over measured within 30% of 1 for each start that arrives, η_R 0.1 η",
           test=runs.planes, rule=each_seed(path_rules.formula(0.3, 0.1))),
    _claim("formula_paper_rate", "Sec. 5",
           "The same holds where the representation learns as fast as the decoder, as in the "
           "paper.",
           wanted="predicted over measured within 30% of 1 for each start that arrives, η_R = η",
           test=runs.planes, rule=each_seed(path_rules.formula(0.3, 1.0)),
           reason="the formula goes straight to the border and then slides. A path whose "
                  "representation learns fast is cleaned before it meets the border, so the "
                  "formula predicts too long a time, by up to 1.5 and more (measured: "
                  "formula_late)"),
    _claim("formula_late", "Sec. 5; the limit is ours",
           "The faster the representation learns, the more the formula overestimates the time.",
           wanted="predicted over measured rises over η_R/η 0.1, 0.3, 1, 3, for each start that "
                  "arrives",
           test=runs.planes, rule=each_seed(path_rules.formula_late((0.1, 0.3, 1.0, 3.0)))),
    _claim("more_data", "Fig. 6, data sizes", "More data tilt the border further (smaller θ).",
           wanted="θ from (4, 0.1) smaller at N 45 than at N 35",
           test=runs.two_sizes, rule=each_seed(path_rules.more_data)),
    _claim("more_data_sooner", "Fig. 6, data sizes",
           "With more data paths reach the solution sooner.",
           wanted="the path from (4, 0.1) arrives at N 45, sooner than at N 35 if that arrives",
           test=runs.two_sizes, rule=each_seed(path_rules.more_data_sooner)),
    _claim("n54_solved", "Fig. 6, data sizes", "With 54 pairs every path reaches the solution.",
           wanted="test loss (of the one pair left) below 0.1 somewhere on each path",
           test=runs.sizes, rule=each_seed(path_rules.solved(54))),
    _claim("n25_never", "Fig. 6, data sizes", "With 25 pairs no path reaches the solution.",
           wanted="training loss below 0.1 at the end, test loss above 0.1 all along "
                  "the paths, 3/(ηλ) steps",
           test=runs.sizes, rule=each_seed(path_rules.never_solved(25))),
    _claim("n35_never", "Fig. 6, data sizes",
           "With 35 pairs no path reaches it either, on a number line without noise.",
           wanted="training loss below 0.1 at the end, test loss above 0.1 all along "
                  "the paths, 3/(ηλ) steps",
           test=runs.sizes, rule=each_seed(path_rules.never_solved(35)),
           reason="35 pairs that hold all 19 sums have the clean number line as a solution, and in "
                  "half of the seeds a path gets there; the line of the paper's code has noise "
                  "(n35_noisy_never)"),
    _claim("n35_noisy_never", "Fig. 6, data sizes",
           "With 35 pairs and the noise of the paper's number line no path reaches it.",
           wanted="training loss below 0.1 at the end, test loss above 0.1 all along "
                  "the paths, 3/(ηλ) steps; noise 0.3 on the line's second coordinate",
           test=runs.noisy, rule=each_seed(path_rules.never_solved(35))),
    _claim("n45_noisy_solved", "Fig. 6, data sizes",
           "With 45 pairs and that noise the paths do reach the solution.",
           wanted="test loss below 0.1 somewhere on each path, 3/(ηλ) steps; noise 0.3 on the line",
           test=runs.noisy, rule=each_seed(path_rules.solved(45)),
           reason="the noise alone keeps the test loss above 0.1 at 45 pairs as well, so that it, "
                  "and not 35 pairs, is what n35_noisy_never shows; more data only come nearer "
                  "(noisy_more_data)"),
    _claim("noisy_more_data", "Fig. 6, data sizes",
           "With the noisy line more data still bring the paths nearer to the solution.",
           wanted="lowest test loss on the paths smaller at N 45 than at N 35",
           test=runs.noisy, rule=each_seed(path_rules.nearer_with_more)),
    _claim("multiple_descent", "Fig. 6, E",
           "Along a path of small training loss the test loss can fall more than once.",
           wanted="in at least half of the seeds the test loss falls twice by 5% or more on one of "
                  "five paths from w 5, with a rise by 5% between",
           test=runs.planes, rule=each_seed(path_rules.descents(2), 0.5)),
    _claim("starts_solved", "Fig. 6, A, B and D",
           "From the paper's starts A, B and D the paths reach the solution.",
           wanted="test loss below 0.1 at the end, η_R = η (D from w 5, as far as our maps reach)",
           test=runs.planes, rule=each_seed(path_rules.starts("ABD"))),
    _claim("starts_fooled", "Fig. 6, C and F",
           "From C and F as printed, at large messiness, the path ends at another attractor.",
           wanted="training loss below 0.1 and test loss above 0.5 at the end, η_R = η, from (w, "
                  "m) (0.9, 0.975) and (5, 0.95)",
           test=runs.planes,
           rule=each_seed(path_rules.starts(fooled="CF", places=path_rules.PRINTED))),
    _claim("six_starts", "Fig. 6, A to F",
           "From A, B, D and E the paths reach the solution, from C and F the other attractor.",
           wanted="test loss below 0.1 from the four; training loss below 0.1 and test loss "
                  "above 0.5 from the two, η_R = η; m as in the paper's code, a fifth of what its "
                  "figure prints",
           test=runs.planes, rule=each_seed(path_rules.starts("ABDE", "CF")),
           reason="the paths of the figure are drawn by hand. In the region of large training loss "
                  "the gradient cleans the representation, so that C arrives in each seed"),
    _claim("mnist_alike", "Fig. 8",
           "On MNIST both losses depend on the representation alike, so nothing lags behind.",
           wanted="at w from 2.8 on, over m: neither loss varies over 2 times as much as the "
                  "other, each by 0.009, a tenth of chance, or more (500 digits, one stored map)",
           test=runs.digits, rule=each_seed(rules.alike(2))),
    _claim("mnist_alike_images", "Fig. 8",
           "The same holds where the input is more than a grey level.",
           wanted="the same for m from 0.1 on",
           test=runs.digits, rule=each_seed(rules.alike(2, 0.1)),
           reason="the training loss varies for the most part at m 0, where the input is a grey "
                  "level that the network tells apart badly; without it both are small, and the "
                  "test loss varies several times as much"),
    _claim("mnist_weaker", "Fig. 6 and 8",
           "On MNIST the test loss depends on the representation less than on sums.",
           wanted="at w from 2.8 on, over m: it varies by less than the loss of a constant answer "
                  "on MNIST (0.09), by more on sums (1)",
           test=runs.digits, rule=each_seed(rules.weaker_than_sums)),
    _claim("mnist_same_loss", "Fig. 8", "On MNIST test and training loss are nearly the same.",
           wanted="|log10(test/train)| < 0.7 for w 0.8 to 5, m from 0.05 (1,500 digits, all that "
                  "come with grokviz beside the test set)",
           test=runs.digits, rule=each_seed(rules.no_mismatch(0.7, 1500)),
           reason="1,500 digits are fitted to a training loss near 0, as 500 are; the paper has "
                  "60,000, which its network cannot memorise in the steps it takes. The gap "
                  "closes with their number (mnist_more_digits)"),
    _claim("mnist_more_digits", "Fig. 8; the trend is ours",
           "More digits bring test and training loss nearer to each other.",
           wanted="median |log10(test/train)| at least 1.2 times smaller with 1,500 digits than "
                  "with 500, same region",
           test=runs.digits, rule=each_seed(rules.nearer_with_more)),
)

"""What random networks say about the density of good solutions: our own measurements.

The sentences on width, depth and data side with Peleg & Hein (2024), arXiv:2407.03848. Those on the
narrow end, on infinite width, on norm and on room round a minimum are ours.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.density import rules, runs
from grokviz.claims.ledger import Claim, each_seed

_claim = partial(Claim, area="density", paper="ours; compare Peleg & Hein, arXiv:2407.03848")
_SIZE = "circle labelled by 2 ReLU units, n 8, good from 90%, 40,000 networks a width"

CLAIMS = (
    _claim("narrow_end", "ours", "From the narrowest network that can do the task to a wider one, "
           "good networks become more common.",
           wanted=f"fit and good: width 16 at least twice width 2 ({_SIZE})",
           test=runs.widths, rule=each_seed(rules.more_common(2, 16, 2, 100))),
    _claim("saturation", "ours", "Then their share stays the same.",
           wanted=f"fit and good: width 64 is 0.75 to 1.33 times width 16 ({_SIZE})",
           test=runs.widths, rule=each_seed(rules.more_common(16, 64, 0.75, 1.33))),
    _claim("too_narrow", "ours", "A network of one unit fits nothing.",
           wanted=f"none of width 1 fits, some of width 2 do ({_SIZE})",
           test=runs.widths, rule=each_seed(rules.too_narrow)),
    _claim("infinite_width_16", "ours", "Width 16 is as good as infinite width.",
           wanted=f"share that fits within 8% of the Gaussian process's ({_SIZE})",
           test=runs.limits, rule=each_seed(rules.as_at_infinite_width(16, 0.08))),
    _claim("infinite_width_64", "ours", "So is width 64.",
           wanted=f"share that fits within 8% of the Gaussian process's ({_SIZE})",
           test=runs.limits, rule=each_seed(rules.as_at_infinite_width(64, 0.08))),
    _claim("width_keeps_odds", "compare Sec. 4",
           "Width hardly changes which share of the fitting networks is good.",
           wanted=f"good of those that fit: width 4 and 64 differ by at most 0.06 ({_SIZE})",
           test=runs.widths, rule=each_seed(rules.same_odds(4, 64, 0.06))),
    _claim("data_moves_odds", "ours", "More data does.",
           wanted="good of those that fit: 0.15 more with 14 examples than with 4 (width 16, "
                  "80,000 networks)",
           test=runs.sizes, rule=each_seed(rules.better_odds(4, 14, 0.15))),
    _claim("data_is_dear", "ours", "With more data, fewer networks fit.",
           wanted="share that fits: with 14 examples at most half of that with 4 (the same)",
           test=runs.sizes, rule=each_seed(rules.rarer(4, 14, 2))),
    _claim("data_keeps_good", "ours",
           "More data takes away the bad ones: good networks stay about as common.",
           wanted="fit and good: with 14 examples 0.5 to 1.1 times as common as with 4 (the same)",
           test=runs.sizes, rule=each_seed(rules.more_common(4, 14, 0.5, 1.1))),
    _claim("depth_hurts", "compare Sec. 4", "Deeper random networks are good more rarely.",
           wanted=f"fit and good: depth 3 at most 0.9 times depth 1 (width 16, {_SIZE})",
           test=runs.depths, rule=each_seed(rules.more_common(1, 3, 0, 0.9))),
    _claim("structure_is_cheap", "ours", "Random labels are fitted much more rarely.",
           wanted="share that fits: teacher's labels 5 times random ones, by the nearer ends of "
                  f"the 95% intervals (width 16, {_SIZE})",
           test=runs.labels, rule=each_seed(rules.structure_is_cheap(5))),
    _claim("norm_has_a_best", "ours", "For a regression good networks are most common at one norm.",
           wanted="share of random networks that fit and are good: at weight norm 1 at least ten "
                  "times that at 0.5 and ten times that at 3 (curve, width 16, 120,000 networks a "
                  "norm)",
           test=runs.norms, rule=each_seed(rules.best_between(10))),
    _claim("norm_beats_width", "ours", "The norm moves the odds more than the width does.",
           wanted="gain of fit and good from norm 3 to 1 at least 5 times that from width 4 to 64 "
                  "(the same; circle)",
           test=runs.norm_and_width, rule=each_seed(rules.norm_beats_width(5))),
    _claim("adam_is_better", "compare Sec. 4",
           "At width 64 networks that Adam trains are better than random ones that fit.",
           wanted="mean test accuracy at the first fit of 32 starts (Adam, η 0.01) above that of "
                  "random networks that fit, width 64",
           test=runs.trained, rule=each_seed(rules.adam_is_better(64)),
           reason="the first fit lies at the edge of what fits. In 12 of 16 tasks it is right on "
                  "less than random networks that fit, from starts a third or a tenth as large "
                  "too; trained on, the same networks are better, see the next claim"),
    _claim("adam_goes_on", "ours", "Trained on after the fit, they are better than random ones.",
           wanted="mean test accuracy of 16 starts after 1,500 steps above that of random networks "
                  "that fit, width 64",
           test=runs.trained_on, rule=each_seed(rules.adam_is_better(64))),
    _claim("roomier", "ours; compare arXiv:1906.03291",
           "There is more room round good minima than round bad ones.",
           wanted="median angle to the first flip at least 3 times that of minima trained with 6 "
                  "wrong labels (width 64, 16 starts, 40 walks each, 1,500 steps of Adam)",
           test=runs.rooms, rule=each_seed(rules.roomier(64, 3))),
    _claim("room_grows", "ours", "The room round a good minimum grows with the width.",
           wanted="median angle at width 64 above that at width 4 (the same)",
           test=runs.rooms, rule=each_seed(rules.more_room(4, 64))),
)

"""The tour of the lab on molecules, and the exercise: no wait."""

from grokviz.labs.waiting import no_wait
from grokviz.recipes.molecules import grokking
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("molecules.tour.opens", done="started", point="Start"),
    Step("molecules.tour.memorised", done="t_test", point="time machine"),
    Step("molecules.tour.looked_at", done="at t_train", point="Weight norm"),
    Step("molecules.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
)
GUIDES: dict[str, tuple[Step, ...]] = {}

EXERCISES = (no_wait(
    "explain_at_once", grokking, {"weight_decay": 0.033, "init_scale": 3.0, "n_train": 100},
    steps=800, solution={"init_scale": 1.0}),)

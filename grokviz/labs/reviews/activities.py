"""The tour of the lab on reviews, and the exercise: no wait."""

from grokviz.labs.waiting import no_wait
from grokviz.recipes.reviews import grokking
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("reviews.tour.opens", done="started", point="Start"),
    Step("reviews.tour.memorised", done="t_test", point="time machine"),
    Step("reviews.tour.looked_at", done="at t_train", point="Weight norm"),
    Step("reviews.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
)
GUIDES: dict[str, tuple[Step, ...]] = {}

EXERCISES = (no_wait(
    "read_at_once", grokking, {"weight_decay": 0.5, "init_scale": 6.0, "n_train": 300}, steps=120,
    solution={"init_scale": 1.0}),)

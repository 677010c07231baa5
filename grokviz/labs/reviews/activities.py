"""The tour of the lab on reviews."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("reviews.tour.opens", done="started", point="Start"),
    Step("reviews.tour.memorised", done="t_test", point="time machine"),
    Step("reviews.tour.looked_at", done="at t_train", point="Weight norm"),
    Step("reviews.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
)
GUIDES: dict[str, tuple[Step, ...]] = {}

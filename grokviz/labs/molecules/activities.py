"""The tour of the lab on molecules."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("molecules.tour.opens", done="started", point="Start"),
    Step("molecules.tour.memorised", done="t_test", point="time machine"),
    Step("molecules.tour.looked_at", done="at t_train", point="Weight norm"),
    Step("molecules.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
)
GUIDES: dict[str, tuple[Step, ...]] = {}

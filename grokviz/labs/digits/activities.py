"""The tour of the lab of digits, and the guides of its lessons."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("digits.tour.wall", done="started", point="Start"),
    Step("digits.tour.memorised_first", done="t_test", point="time machine"),
    Step("digits.tour.red_plateau", done="at t_train", point="Accuracy"),
    Step("digits.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
    Step("digits.tour.usual_start", done="init_scale = 1", point="init_scale",
         show=("init_scale",)),
    Step("digits.tour.the_u", done="view L and U", point="The L and the U"),
)
GUIDES: dict[str, tuple[Step, ...]] = {"lesson_10": TOUR}

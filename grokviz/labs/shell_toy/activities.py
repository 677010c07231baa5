"""Tour of the two-weight lab."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("shell_toy.tour.two_weights_u_v", done="started", point="Start"),
    Step("shell_toy.tour.falls_straight_dashed_curve", done="at t_test", point="Two weights"),
    Step("shell_toy.tour.drag_diamond_starts_type", done="u <= 1", point="Two weights",
         show=("u", "v")),
    Step("shell_toy.tour.without_weight_decay_falls", done="weight_decay = 0",
         show=("weight_decay",)),
)
GUIDES = {
    "lesson_01": (
        Step("shell_toy.lesson_01.place_is_network", done="started", point="Start"),
        Step("shell_toy.lesson_01.falls_then_creeps", done="at t_test", point="Two weights"),
        Step("shell_toy.lesson_01.same_by_norm", done="at t_train", point="time machine"),
        Step("shell_toy.lesson_01.start_inside",
             done="u <= 1", point="Two weights", show=("u", "v")),
        Step("shell_toy.lesson_01.without_decay",
             done="weight_decay >= 1", point="weight_decay", show=("weight_decay",)),
    ),
}

"""The tour of the parity lab."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("sparse_parity.tour.a_few_bits_decide", done="started", point="Start"),
    Step("sparse_parity.tour.memorised_first", done="t_test", point="time machine"),
    Step("sparse_parity.tour.inside_moves_first", done="at t_train",
         point="Weight on the bits that matter"),
    Step("sparse_parity.tour.bit_by_bit", done="view Inside", point="Which bits it reads"),
    Step("sparse_parity.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
)
GUIDES: dict[str, tuple[Step, ...]] = {}

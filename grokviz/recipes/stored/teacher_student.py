"""The stored records of `teacher_student`."""

from grokviz.recipes import teacher_student as recipes
from grokviz.recipes.stored import Stored, few, under_l1

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
STORED = {
    "teacher_student.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking")), f"{OMNIGROK}, Fig. 2b"),
    "teacher_student.grokking_l1": under_l1(recipes),
    "teacher_student.lu_curve": Stored(
        lambda: recipes.lu_curve(learning_rate=1e-3, steps=10_000), f"{OMNIGROK}, Fig. 2a",
        last_only=True),
    "teacher_student.law": Stored(recipes.law, f"{OMNIGROK}, Fig. 2c"),
    "teacher_student.phase_grid": Stored(
        recipes.phase_grid, "Liu et al. 2022, arXiv:2205.10343, Fig. 6 for teacher and student",
        last_only=True),
    "teacher_student.phase_grid_fine": Stored(
        lambda: recipes.phase_grid(**recipes.PHASE_MAP),
        "Liu et al. 2022, arXiv:2205.10343, Fig. 6 for teacher and student", last_only=True,
        train=lambda: recipes.grokking(
            **recipes.PHASE_MAP, records=few(recipes.PHASE_MAP["steps"], 60)),
        block=2 * len(recipes.PHASE_MAP["init_seed"])),
}

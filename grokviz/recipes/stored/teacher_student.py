"""The stored records of `teacher_student`."""

from grokviz.recipes import teacher_student
from grokviz.recipes.stored import Stored, under_l1

STORED = {
    "teacher_student.grokking": Stored(
        lambda: teacher_student.grokking(**teacher_student.preset("grokking")),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2b",
    ),
    "teacher_student.grokking_l1": under_l1(teacher_student),
    "teacher_student.lu_curve": Stored(
        lambda: teacher_student.lu_curve(learning_rate=1e-3, steps=10_000),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2a", last_only=True,
    ),
    "teacher_student.law": Stored(
        teacher_student.law, "Liu et al. 2022, arXiv:2210.01117, Fig. 2c",
    ),
    "teacher_student.phase_grid": Stored(
        teacher_student.phase_grid, "Liu et al. 2022, arXiv:2205.10343, Fig. 6 for teacher and "
        "student", last_only=True,
    ),
}

"""Labs made by a cell live until the cell is run again."""

from grokviz.widgets.lab.output.notebook_output import enter


class Made:
    closed = False

    def close(self):
        self.closed = True


def test_a_cell_run_again_closes_the_labs_of_its_former_execution():
    a, b, c, d = (Made() for _ in range(4))
    enter(a, ("cell 1", "execution 1"))
    enter(b, ("cell 1", "execution 1"))                 # two labs in one cell
    enter(c, ("cell 2", "execution 2"))
    assert not (a.closed or b.closed or c.closed)
    enter(d, ("cell 1", "execution 3"))
    assert a.closed and b.closed and not c.closed and not d.closed


def test_outside_a_kernel_nothing_is_noted():
    first, second = Made(), Made()
    enter(first)
    enter(second)
    assert not first.closed

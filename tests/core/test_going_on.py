"""One of many that is refused keeps no other waiting; what is broken is not hidden."""

import pytest
from django.core.exceptions import ValidationError

from core.going_on import going_on
from core.lifecycle import TransitionNotAllowed


@pytest.mark.parametrize("refusal", [ValidationError("x"), TransitionNotAllowed("x")])
def test_what_is_refused_for_one_is_left_to_the_next(refusal):
    done = []
    for number in range(3):
        with going_on("not_done", number=number):
            if number == 1:
                raise refusal
            done.append(number)

    assert done == [0, 2]


def test_what_is_broken_is_raised():
    with pytest.raises(KeyError), going_on("not_done"):
        raise KeyError

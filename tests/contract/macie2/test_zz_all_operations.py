"""All operations were answered in this session."""

import pytest
import strict


def test_every_operation_was_answered(request):
    modules = {item.fspath.basename for item in request.session.items}
    if len(modules) < 15:
        pytest.skip("only some of the tests run")
    assert strict.answered == set(strict.MODEL.operation_names)

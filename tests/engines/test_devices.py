"""Devices and number formats by name, by torch's objects, and what is neither."""

import numpy as np
import pytest
import torch

from grokviz.engines import device_and_dtype, device_name, dtype_name


@pytest.mark.parametrize("device", ["cpu", "CPU", " cpu ", torch.device("cpu")])
@pytest.mark.parametrize("dtype", ["float64", "Float64", torch.float64, np.float64,
                                   np.dtype("float64")])
def test_names_and_objects_are_taken(device, dtype):
    assert device_and_dtype(device, dtype) == ("cpu", torch.float64)
    assert (device_name(device), dtype_name(dtype)) == ("cpu", "float64")


@pytest.mark.parametrize("device", [None, 5, "", "tpu", "cpu:0", "cuda:x", "cuda:999", b"cpu", [],
                                    torch.device("meta"), "cpu" * 10**5])
def test_another_device_is_refused(device):
    with pytest.raises(ValueError, match="^device is .*; give 'cpu', 'cuda' or 'auto'"):
        device_name(device)


@pytest.mark.parametrize("dtype", [None, 32, "float16", torch.float16, int, np.int64, [], object()])
def test_another_dtype_is_refused(dtype):
    with pytest.raises(ValueError, match="^dtype is .*; give 'float32' or 'float64'"):
        dtype_name(dtype)

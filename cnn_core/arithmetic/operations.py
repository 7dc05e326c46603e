"""All operations under one name, for what works with any of them."""

from typing import TypeAlias

from cnn_core.arithmetic.convolution import Convolution, ConvSpec
from cnn_core.arithmetic.depthwise import DepthwiseConvolution, DepthwiseSpec
from cnn_core.arithmetic.pooling import Pooling, PoolSpec
from cnn_core.arithmetic.transposed import TransposedConvolution, TransposedSpec

OperationSpec: TypeAlias = ConvSpec | DepthwiseSpec | TransposedSpec | PoolSpec
"""The choices of any operation."""

Operation: TypeAlias = Convolution | DepthwiseConvolution | TransposedConvolution | Pooling
"""Any operation carried out."""

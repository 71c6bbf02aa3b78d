"""From bytes to rows, without ports or sockets: `decoder_for("witmotion").push(data)`."""

from drivers.wire.catalogue import DECODERS, decoder_for
from drivers.wire.decoder import Decoder, DeviceFacts, Rows

__all__ = ["DECODERS", "Decoder", "DeviceFacts", "Rows", "decoder_for"]

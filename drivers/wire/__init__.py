"""From bytes to rows, without ports or sockets: `decoder_for("witmotion").push(data)`."""

from drivers.wire.catalogue import DECODERS, decoder_for
from drivers.wire.decoder import Claim, Decoder, DeviceFacts, Rows

__all__ = ["DECODERS", "Claim", "Decoder", "DeviceFacts", "Rows", "decoder_for"]

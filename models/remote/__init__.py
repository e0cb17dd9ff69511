"""Generation by a server inside the enclave: any that speaks the OpenAI interface (llama-server, vLLM, …).

The one place that speaks to a network, and to the one address that the settings name.
"""

from models.remote.connection import key_from
from models.remote.gbnf import gbnf
from models.remote.generator import RemoteEnvironment, RemoteGenerator
from models.remote.messages import MESSAGES

__all__ = ["MESSAGES", "RemoteEnvironment", "RemoteGenerator", "gbnf", "key_from"]

"""How a JSON body becomes the Struct of a handler's `data`: size, type, syntax and every field are checked here."""

from collections.abc import Generator
from typing import Any, Generic, TypeVar

from litestar import Request
from litestar._openapi.schema_generation import SchemaCreator
from litestar.datastructures import Headers
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from api.errors import Fault, Invalid
from api.language import _
from api.reading import read_json

T = TypeVar("T")


class WrongMediaType(Invalid):
    """The body came as something that this door doesn't read."""


class JsonRequest(Request[Any, Any, Any]):
    """A request of the JSON door, where sending nothing is sending an empty object."""

    async def body(self) -> bytes:
        return await super().body() or b"{}"


class Body(AbstractDTO[T], Generic[T]):
    """`dto=Body[Posting]` reads the body with `reading.read_json` instead of Litestar's own decoding.

    Litestar's reports one fault at a time and in English; the form and the JSON door are to explain alike.
    """

    def decode_bytes(self, value: bytes) -> Any:
        headers: Headers = self.asgi_connection.headers  # pyright: ignore[reportUnknownMemberType]
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in ("application/json", "") and not media_type.endswith("+json"):
            raise WrongMediaType([Fault("", _("Send this as application/json."))])
        return read_json(self.model_type, value)

    def decode_builtins(self, value: dict[str, Any]) -> Any:
        raise WrongMediaType([Fault("", _("Send this as application/json."))])

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Nothing to prepare: there is no transfer model."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False

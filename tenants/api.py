"""What every call for programs has in common."""

from collections.abc import Set
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from tenants.parameters import NONE, parameters


class TenantApiView(APIView):
    """Strict about what it takes: unknown parameters and unknown fields are refused. Nothing of it is cached."""

    metadata_class = None
    http_method_names = [name for name in APIView.http_method_names if name != "options"]
    known_parameters: Set[str] = NONE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        parameters(request._request, self.known_parameters)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def received(self, shape: type[Serializer], **context: Any) -> dict[str, Any]:
        """The body, as `shape` allows it. Raises DRF's `ValidationError`, which becomes `invalid`."""
        serializer = shape(data=self.request.data, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


__all__ = ["Request", "Response", "TenantApiView"]

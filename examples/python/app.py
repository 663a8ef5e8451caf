from aws_cdk import App, Stack, Validations, aws_lambda as lambda_
from cdk_secure_rest_api import (
    HttpMethod, JwtIssuer, OpenApiDocument, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks,
)

app = App()
stack = Stack(app, "Orders")
backend = lambda_.Function(
    stack, "Backend",
    runtime=lambda_.Runtime.NODEJS_24_X,
    handler="index.handler",
    code=lambda_.Code.from_inline('exports.handler = async () => ({ statusCode: 200, body: "{}" });'),
)
target = RouteTarget.lambda_function(backend)

api = SecureRestApi(
    stack, "Api",
    jwt_issuers=[JwtIssuer.oidc(issuer="https://id.example.com/", audience=["orders"])],
)
api.add_route(
    method=HttpMethod.GET,
    path="/orders/{orderId}",
    target=target,
    access=RouteAccess.roles("reader", "admin"),
    parameters=[RouteParameter.path("orderId", pattern="[0-9a-f-]{36}")],
)
api.add_route(
    method=HttpMethod.POST,
    path="/orders",
    target=target,
    access=RouteAccess.scopes("orders:write"),
    # A list loses its None on the way: `nullable` says it, or RequestBody.json_text(json.dumps(…)).
    body=RequestBody.json({
        "type": "object",
        "required": ["sku"],
        "properties": {"size": {"nullable": True, "enum": ["s", "m", "l"], "type": "string"}, "sku": {"type": "string", "maxLength": 40}},
    }),
)
api.add_routes_from_open_api(
    OpenApiDocument.from_file("../invoices.yaml"),
    default_target=target,
    access={"getInvoice": RouteAccess.roles("reader"), "createInvoice": RouteAccess.scopes("invoices:write")},
)
api.add_consumer("Partner")

Validations.of(app).add_plugins(SecureRestApiChecks())
app.synth()

import datetime
import decimal
import json
import os

from aws_cdk import App, Duration, Stack, aws_apigateway as apigateway, aws_iam as iam, aws_lambda as lambda_
from cdk_secure_rest_api import (
    BodyDefaults, CorsOptions, FirewallOptions, HttpMethod, IssuerGrants, JwtIssuer, ManagedRuleGroup, ManagedRuleOverride, OpenApiDocument,
    RequestBody, RotationSchedule, RouteAccess, RouteParameter, RouteTarget, SecureRestApi,
)

app = App()
stack = Stack(app, "Features")
backend = lambda_.Function(
    stack, "Backend",
    runtime=lambda_.Runtime.NODEJS_24_X,
    handler="index.handler",
    code=lambda_.Code.from_inline('exports.handler = async () => ({ statusCode: 200, body: "{}" });'),
)
target = RouteTarget.lambda_function(backend)
table = RouteTarget.aws_service(
    service="dynamodb",
    action="PutItem",
    iam_action="dynamodb:PutItem",
    resource_arns=["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"],
    request_parameters={"integration.request.header.X-B": "'b'", "integration.request.header.X-A": "'a'", "integration.request.header.X-C": "'c'"},
    request_templates={"application/json": '{"TableName":"orders"}'},
)

api = SecureRestApi(
    stack, "Api",
    jwt_issuers=[
        JwtIssuer.oidc(issuer="https://id.example.com/", audience=["orders", "invoices"]),
        JwtIssuer.oidc(issuer="https://id.partner.example/", audience=["orders"], grants=IssuerGrants(roles=["partner"], scopes=["orders:read"])),
    ],
    api_key_rotation_schedule=RotationSchedule.rate(Duration.days(7)),
    cors=CorsOptions(allow_origins=["https://shop.example.com"], allow_headers=["if-match"]),
    firewall=FirewallOptions(managed_rule_groups=[
        ManagedRuleGroup.common_rule_set(),
        ManagedRuleGroup.ip_reputation(overrides=[
            ManagedRuleOverride(rule="AWSManagedReconnaissanceList", reason="Our own scanner stands on that list"),
        ]),
    ]),
)
api.add_route(
    method=HttpMethod.GET,
    path="/tenants/{tenant}",
    target=target,
    access=RouteAccess.claims({"staff": True, "region": "eu", "tenant": "acme", "level": 3})
        .also_requiring(RouteAccess.roles("partner", "admin")),
    parameters=[RouteParameter.path("tenant", pattern="[a-z]{1,20}"), RouteParameter.query("view", allowed_values=["short", "long"])],
)
api.add_route(
    method=HttpMethod.GET, path="/status", target=RouteTarget.mock(status_code=200, body='{"up":true}'),
    access=RouteAccess.anyone("The status page shows whether the API answers").without_api_key("The status page is no consumer"),
)
api.add_route(
    method=HttpMethod.GET, path="/rates", target=RouteTarget.http("https://rates.example.com/v1", timeout=Duration.seconds(5)),
    access=RouteAccess.claim("iss", "https://id.example.com/"),
)
api.add_route(
    method=HttpMethod.PUT, path="/orders", target=table, access=RouteAccess.scopes("orders:write", "orders:read"),
    body=RequestBody.json({
        "definitions": {
            "line": {
                "type": "object", "required": ["sku"],
                "properties": {"count": {"maximum": 99, "minimum": 1, "type": "integer"}, "sku": {"type": "string", "maxLength": 40}},
            },
        },
        "properties": {
            "price": {"type": "number", "minimum": 0.5, "maximum": 1000},
            "lines": {"type": "array", "items": {"$ref": "#/definitions/line"}},
            "address": {
                "type": "object", "required": ["zip", "city"],
                "properties": {
                    "country": {"type": "string", "enum": ["DE", "FR", "AT"]},
                    "city": {"type": "string", "minLength": 1, "maxLength": 80},
                    "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
                },
            },
        },
        "required": ["lines", "address"],
        "type": "object",
    }),
)
api.add_route(
    method=HttpMethod.POST, path="/sizes", target=target, access=RouteAccess.authenticated("Every customer may say what fits"),
    body=RequestBody.json_text(json.dumps({"type": "object", "properties": {
        "size": {"enum": ["s", "m", None]}, "fit": {"type": "string", "nullable": True, "enum": ["wide", None]},
    }})),
)
identifier = {"schema": {"maxLength": 20, "type": "string"}, "required": True, "in": "path", "name": "id"}
api.add_routes_from_open_api(
    OpenApiDocument.from_inline({
        "components": {"schemas": {"Stock": {"type": "object", "properties": {"place": {"nullable": True, "type": "string"}, "count": {"type": "integer"}}}}},
        "info": {"version": "1", "title": "Stock"},
        "openapi": "3.0.3",
        "paths": {
            "/stock/{id}": {
                "put": {
                    "operationId": "putStock", "parameters": [identifier],
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Stock"}}}}, "responses": {"204": {"description": "ok"}},
                },
                "get": {"operationId": "getStock", "parameters": [identifier], "responses": {"200": {"description": "ok"}}},
            },
            "/shelves": {"get": {"operationId": "listShelves", "responses": {"200": {"description": "ok"}}}},
        },
    }),
    targets={"putStock": target, "listShelves": RouteTarget.mock(status_code=204)},
    default_target=target,
    access={"listShelves": RouteAccess.roles("reader", "stock"), "getStock": RouteAccess.roles("reader"), "putStock": RouteAccess.roles("stock")},
    body_defaults=BodyDefaults(close_objects=True, max_string_length=200, reason="The document says nothing of lengths"),
)

reader = iam.Role(stack, "Reader", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))
partner = api.add_consumer(
    "Partner",
    throttle=apigateway.ThrottleSettings(rate_limit=20, burst_limit=40),
    quota=apigateway.QuotaSettings(limit=10_000, period=apigateway.Period.DAY),
)
partner.grants.read_key(reader)
api.add_consumer("Shop")
app.synth()

# What each language can't say, and what it is told.
refusals = {}


def refused(what, attempt):
    try:
        attempt()
        refusals[what] = "taken"
    except Exception as error:
        refusals[what] = str(error)


class OwnTarget(RouteTarget):
    pass


class OwnAccess(RouteAccess):
    pass


def add(target=target, access=RouteAccess.roles("reader")):
    api.add_route(method=HttpMethod.GET, path="/own", target=target, access=access)


refused("date", lambda: RequestBody.json({"type": "string", "enum": [datetime.datetime(2026, 1, 31, tzinfo=datetime.timezone.utc)]}))
refused("day", lambda: RequestBody.json({"type": "string", "enum": [datetime.date(2026, 1, 31)]}))
refused("decimal", lambda: RequestBody.json({"type": "number", "minimum": decimal.Decimal("0.5")}))
refused("nothing in a list", lambda: RequestBody.json({"type": "string", "enum": ["s", None]}))
refused("claim without value", lambda: RouteAccess.claim("tenant", None))
refused("subclassed target", lambda: add(target=OwnTarget()))
refused("target made by hand", lambda: add(target=RouteTarget()))
refused("subclassed access", lambda: add(access=OwnAccess()))
refused("access made by hand", lambda: add(access=RouteAccess()))
with open(os.environ.get("REFUSALS", "refusals.json"), "w", encoding="utf8") as file:
    json.dump(refusals, file)

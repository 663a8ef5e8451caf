package com.example;

import dev.cdksecurerestapi.AwsServiceTargetOptions;
import dev.cdksecurerestapi.ApiConsumerOptions;
import dev.cdksecurerestapi.BodyDefaults;
import dev.cdksecurerestapi.CorsOptions;
import dev.cdksecurerestapi.FirewallOptions;
import dev.cdksecurerestapi.HttpMethod;
import dev.cdksecurerestapi.HttpTargetOptions;
import dev.cdksecurerestapi.IssuerGrants;
import dev.cdksecurerestapi.JwtIssuer;
import dev.cdksecurerestapi.ManagedRuleGroup;
import dev.cdksecurerestapi.ManagedRuleGroupOptions;
import dev.cdksecurerestapi.ManagedRuleOverride;
import dev.cdksecurerestapi.MockTargetOptions;
import dev.cdksecurerestapi.OidcIssuerOptions;
import dev.cdksecurerestapi.OpenApiDocument;
import dev.cdksecurerestapi.OpenApiImportOptions;
import dev.cdksecurerestapi.RequestBody;
import dev.cdksecurerestapi.RotationSchedule;
import dev.cdksecurerestapi.RouteAccess;
import dev.cdksecurerestapi.RouteOptions;
import dev.cdksecurerestapi.RouteParameter;
import dev.cdksecurerestapi.RouteParameterOptions;
import dev.cdksecurerestapi.RouteTarget;
import dev.cdksecurerestapi.SecureRestApi;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.Period;
import software.amazon.awscdk.services.apigateway.QuotaSettings;
import software.amazon.awscdk.services.apigateway.ThrottleSettings;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.jsii.JsiiObject;

public final class FeaturesApp {
  /** What each language can't say, and what it is told. */
  private static final Map<String, String> REFUSALS = new LinkedHashMap<>();

  private static void refused(final String what, final Runnable attempt) {
    try {
      attempt.run();
      REFUSALS.put(what, "taken");
    } catch (RuntimeException error) {
      REFUSALS.put(what, String.valueOf(error.getMessage()));
    }
  }

  /** The constructor that generated classes have for the runtime is the only one left. */
  private static final class OwnTarget extends RouteTarget {
    OwnTarget() {
      super(JsiiObject.InitializationMode.JSII);
    }
  }

  private static void own(final SecureRestApi api, final RouteTarget target) {
    api.addRoute(RouteOptions.builder().method(HttpMethod.GET).path("/own").target(target).access(RouteAccess.roles("reader")).build());
  }

  public static void main(final String[] args) throws IOException {
    App app = new App();
    Stack stack = new Stack(app, "Features");
    Function backend = Function.Builder.create(stack, "Backend")
        .runtime(Runtime.NODEJS_24_X)
        .handler("index.handler")
        .code(Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: \"{}\" });"))
        .build();
    RouteTarget target = RouteTarget.lambdaFunction(backend);
    RouteTarget table = RouteTarget.awsService(AwsServiceTargetOptions.builder()
        .service("dynamodb")
        .action("PutItem")
        .iamAction("dynamodb:PutItem")
        .resourceArns(List.of("arn:aws:dynamodb:eu-west-1:111122223333:table/orders"))
        .requestParameters(Map.of("integration.request.header.X-A", "'a'", "integration.request.header.X-B", "'b'", "integration.request.header.X-C", "'c'"))
        .requestTemplates(Map.of("application/json", "{\"TableName\":\"orders\"}"))
        .build());

    SecureRestApi api = SecureRestApi.Builder.create(stack, "Api")
        .jwtIssuers(List.of(
            JwtIssuer.oidc(OidcIssuerOptions.builder().issuer("https://id.example.com/").audience(List.of("orders", "invoices")).build()),
            JwtIssuer.oidc(OidcIssuerOptions.builder().issuer("https://id.partner.example/").audience(List.of("orders"))
                .grants(IssuerGrants.builder().roles(List.of("partner")).scopes(List.of("orders:read")).build()).build())))
        .apiKeyRotationSchedule(RotationSchedule.rate(Duration.days(7)))
        .cors(CorsOptions.builder().allowOrigins(List.of("https://shop.example.com")).allowHeaders(List.of("if-match")).build())
        .firewall(FirewallOptions.builder().managedRuleGroups(List.of(
            ManagedRuleGroup.commonRuleSet(),
            ManagedRuleGroup.ipReputation(ManagedRuleGroupOptions.builder().overrides(List.of(ManagedRuleOverride.builder()
                .rule("AWSManagedReconnaissanceList").reason("Our own scanner stands on that list").build())).build()))).build())
        .build();
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.GET)
        .path("/tenants/{tenant}")
        .target(target)
        .access(RouteAccess.claims(Map.of("tenant", "acme", "region", "eu", "level", 3, "staff", true)).alsoRequiring(RouteAccess.roles("partner", "admin")))
        .parameters(List.of(
            RouteParameter.path("tenant", RouteParameterOptions.builder().pattern("[a-z]{1,20}").build()),
            RouteParameter.query("view", RouteParameterOptions.builder().allowedValues(List.of("short", "long")).build())))
        .build());
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.GET).path("/status").target(RouteTarget.mock(MockTargetOptions.builder().statusCode(200).body("{\"up\":true}").build()))
        .access(RouteAccess.anyone("The status page shows whether the API answers").withoutApiKey("The status page is no consumer"))
        .build());
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.GET).path("/rates")
        .target(RouteTarget.http("https://rates.example.com/v1", HttpTargetOptions.builder().timeout(Duration.seconds(5)).build()))
        .access(RouteAccess.claim("iss", "https://id.example.com/"))
        .build());
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.PUT).path("/orders").target(table).access(RouteAccess.scopes("orders:write", "orders:read"))
        .body(RequestBody.json(Map.of(
            "type", "object",
            "required", List.of("lines", "address"),
            "properties", Map.of(
                "lines", Map.of("type", "array", "items", Map.of("$ref", "#/definitions/line")),
                "address", Map.of("type", "object", "required", List.of("zip", "city"), "properties", Map.of(
                    "zip", Map.of("type", "string", "pattern", "^[0-9]{5}$"),
                    "city", Map.of("type", "string", "maxLength", 80, "minLength", 1),
                    "country", Map.of("type", "string", "enum", List.of("DE", "FR", "AT")))),
                "price", Map.of("type", "number", "minimum", 0.5, "maximum", 1000)),
            "definitions", Map.of("line", Map.of("type", "object", "required", List.of("sku"), "properties", Map.of(
                "sku", Map.of("type", "string", "maxLength", 40),
                "count", Map.of("type", "integer", "minimum", 1, "maximum", 99)))))))
        .build());
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.POST).path("/sizes").target(target).access(RouteAccess.authenticated("Every customer may say what fits"))
        .body(RequestBody.jsonText("{\"type\":\"object\",\"properties\":{\"fit\":{\"type\":\"string\",\"nullable\":true,\"enum\":[\"wide\",null]},\"size\":{\"enum\":[\"s\",\"m\",null]}}}"))
        .build());
    Map<String, Object> identifier = Map.of("name", "id", "in", "path", "required", true, "schema", Map.of("type", "string", "maxLength", 20));
    api.addRoutesFromOpenApi(OpenApiDocument.fromInline(Map.of(
        "openapi", "3.0.3",
        "info", Map.of("title", "Stock", "version", "1"),
        "paths", Map.of(
            "/stock/{id}", Map.of(
                "get", Map.of("operationId", "getStock", "parameters", List.of(identifier), "responses", Map.of("200", Map.of("description", "ok"))),
                "put", Map.of("operationId", "putStock", "parameters", List.of(identifier),
                    "requestBody", Map.of("content", Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/Stock")))),
                    "responses", Map.of("204", Map.of("description", "ok")))),
            "/shelves", Map.of("get", Map.of("operationId", "listShelves", "responses", Map.of("200", Map.of("description", "ok"))))),
        "components", Map.of("schemas", Map.of("Stock", Map.of("type", "object", "properties", Map.of(
            "count", Map.of("type", "integer"), "place", Map.of("type", "string", "nullable", true))))))),
        OpenApiImportOptions.builder()
            .targets(Map.of("putStock", target, "listShelves", RouteTarget.mock(MockTargetOptions.builder().statusCode(204).build())))
            .defaultTarget(target)
            .access(Map.of("putStock", RouteAccess.roles("stock"), "getStock", RouteAccess.roles("reader"), "listShelves", RouteAccess.roles("reader", "stock")))
            .bodyDefaults(BodyDefaults.builder().closeObjects(true).maxStringLength(200).reason("The document says nothing of lengths").build())
            .build());

    Role reader = Role.Builder.create(stack, "Reader").assumedBy(new ServicePrincipal("ecs-tasks.amazonaws.com")).build();
    api.addConsumer("Partner", ApiConsumerOptions.builder()
        .throttle(ThrottleSettings.builder().rateLimit(20).burstLimit(40).build())
        .quota(QuotaSettings.builder().limit(10_000).period(Period.DAY).build())
        .build()).getGrants().readKey(reader);
    api.addConsumer("Shop");
    app.synth();

    refused("date", () -> RequestBody.json(Map.of("type", "string", "enum", List.of(Instant.EPOCH))));
    refused("day", () -> RequestBody.json(Map.of("type", "string", "enum", List.of(LocalDate.of(2026, 1, 31)))));
    refused("decimal", () -> RequestBody.json(Map.of("type", "number", "minimum", new BigDecimal("0.5"))));
    refused("nothing in a list", () -> RequestBody.json(Map.of("type", "string", "enum", Arrays.asList("s", null))));
    refused("claim without value", () -> RouteAccess.claim("tenant", null));
    refused("subclassed target", () -> own(api, new OwnTarget()));
    new ObjectMapper().writeValue(new File(System.getenv("REFUSALS")), REFUSALS);
  }
}

package com.example;

import dev.cdksecurerestapi.HttpMethod;
import dev.cdksecurerestapi.JwtIssuer;
import dev.cdksecurerestapi.OidcIssuerOptions;
import dev.cdksecurerestapi.OpenApiDocument;
import dev.cdksecurerestapi.OpenApiImportOptions;
import dev.cdksecurerestapi.RequestBody;
import dev.cdksecurerestapi.RouteAccess;
import dev.cdksecurerestapi.RouteOptions;
import dev.cdksecurerestapi.RouteParameter;
import dev.cdksecurerestapi.RouteParameterOptions;
import dev.cdksecurerestapi.RouteTarget;
import dev.cdksecurerestapi.SecureRestApi;
import dev.cdksecurerestapi.SecureRestApiChecks;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

public final class OrdersApp {
  public static void main(final String[] args) {
    App app = new App();
    Stack stack = new Stack(app, "Orders");
    Function backend = Function.Builder.create(stack, "Backend")
        .runtime(Runtime.NODEJS_24_X)
        .handler("index.handler")
        .code(Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: \"{}\" });"))
        .build();
    RouteTarget target = RouteTarget.lambdaFunction(backend);

    SecureRestApi api = SecureRestApi.Builder.create(stack, "Api")
        .jwtIssuers(List.of(JwtIssuer.oidc(OidcIssuerOptions.builder().issuer("https://id.example.com/").audience(List.of("orders")).build())))
        .build();
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.GET)
        .path("/orders/{orderId}")
        .target(target)
        .access(RouteAccess.roles("reader", "admin"))
        .parameters(List.of(RouteParameter.path("orderId", RouteParameterOptions.builder().pattern("[0-9a-f-]{36}").build())))
        .build());
    api.addRoute(RouteOptions.builder()
        .method(HttpMethod.POST)
        .path("/orders")
        .target(target)
        .access(RouteAccess.scopes("orders:write"))
        .body(RequestBody.json(Map.of(
            "type", "object",
            "required", List.of("sku"),
            "properties", Map.of(
                "sku", Map.of("type", "string", "maxLength", 40),
                "size", Map.of("type", "string", "enum", List.of("s", "m", "l"), "nullable", true)))))
        .build());
    api.addRoutesFromOpenApi(OpenApiDocument.fromFile("../invoices.yaml"), OpenApiImportOptions.builder()
        .defaultTarget(target)
        .access(Map.of("getInvoice", RouteAccess.roles("reader"), "createInvoice", RouteAccess.scopes("invoices:write")))
        .build());
    api.addConsumer("Partner");

    Validations.of(app).addPlugins(new SecureRestApiChecks());
    app.synth();
  }
}

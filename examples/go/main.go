package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	api "github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Orders"), nil)
	backend := awslambda.NewFunction(stack, jsii.String("Backend"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String(`exports.handler = async () => ({ statusCode: 200, body: "{}" });`)),
	})
	target := api.RouteTarget_LambdaFunction(backend)

	orders := api.NewSecureRestApi(stack, jsii.String("Api"), &api.SecureRestApiProps{
		JwtIssuers: &[]api.JwtIssuer{api.JwtIssuer_Oidc(&api.OidcIssuerOptions{
			Issuer:   jsii.String("https://id.example.com/"),
			Audience: jsii.Strings("orders"),
		})},
	})
	orders.AddRoute(&api.RouteOptions{
		Method:     api.HttpMethod_GET,
		Path:       jsii.String("/orders/{orderId}"),
		Target:     target,
		Access:     api.RouteAccess_Roles(jsii.String("reader"), jsii.String("admin")),
		Parameters: &[]api.RouteParameter{api.RouteParameter_Path(jsii.String("orderId"), &api.RouteParameterOptions{Pattern: jsii.String("[0-9a-f-]{36}")})},
	})
	orders.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_POST,
		Path:   jsii.String("/orders"),
		Target: target,
		Access: api.RouteAccess_Scopes(jsii.String("orders:write")),
		Body: api.RequestBody_Json(&map[string]interface{}{
			"type":     "object",
			"required": []string{"sku"},
			"properties": map[string]interface{}{
				"sku":  map[string]interface{}{"type": "string", "maxLength": 40},
				"size": map[string]interface{}{"type": "string", "enum": []string{"s", "m", "l"}, "nullable": true},
			},
		}, nil),
	})
	orders.AddRoutesFromOpenApi(api.OpenApiDocument_FromFile(jsii.String("../invoices.yaml")), &api.OpenApiImportOptions{
		DefaultTarget: target,
		Access: &map[string]api.RouteAccess{
			"getInvoice":    api.RouteAccess_Roles(jsii.String("reader")),
			"createInvoice": api.RouteAccess_Scopes(jsii.String("invoices:write")),
		},
	})
	orders.AddConsumer(jsii.String("Partner"), nil)

	awscdk.Validations_Of(app).AddPlugins(api.NewSecureRestApiChecks(nil, nil))
	app.Synth(nil)
}

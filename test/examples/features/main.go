package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	api "github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi"
)

type object = map[string]interface{}

// What each language can't say, and what it is told.
var refusals = map[string]string{}

func refused(what string, attempt func()) {
	defer func() {
		if problem := recover(); problem != nil {
			refusals[what] = fmt.Sprint(problem)
		}
	}()
	attempt()
	refusals[what] = "taken"
}

// RouteTarget has no method of its own, so any struct could stand for it.
type ownTarget struct{ Name string }

type wrappedTarget struct{ api.RouteTarget }

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Features"), nil)
	backend := awslambda.NewFunction(stack, jsii.String("Backend"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String(`exports.handler = async () => ({ statusCode: 200, body: "{}" });`)),
	})
	target := api.RouteTarget_LambdaFunction(backend)
	table := api.RouteTarget_AwsService(&api.AwsServiceTargetOptions{
		Service:      jsii.String("dynamodb"),
		Action:       jsii.String("PutItem"),
		IamAction:    jsii.String("dynamodb:PutItem"),
		ResourceArns: jsii.Strings("arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
		RequestParameters: &map[string]*string{
			"integration.request.header.X-C": jsii.String("'c'"), "integration.request.header.X-A": jsii.String("'a'"), "integration.request.header.X-B": jsii.String("'b'"),
		},
		RequestTemplates: &map[string]*string{"application/json": jsii.String(`{"TableName":"orders"}`)},
	})

	features := api.NewSecureRestApi(stack, jsii.String("Api"), &api.SecureRestApiProps{
		JwtIssuers: &[]api.JwtIssuer{
			api.JwtIssuer_Oidc(&api.OidcIssuerOptions{Issuer: jsii.String("https://id.example.com/"), Audience: jsii.Strings("orders", "invoices")}),
			api.JwtIssuer_Oidc(&api.OidcIssuerOptions{
				Issuer: jsii.String("https://id.partner.example/"), Audience: jsii.Strings("orders"),
				Grants: &api.IssuerGrants{Roles: jsii.Strings("partner"), Scopes: jsii.Strings("orders:read")},
			}),
		},
		ApiKeyRotationSchedule: api.RotationSchedule_Rate(awscdk.Duration_Days(jsii.Number(7))),
		Cors:                   &api.CorsOptions{AllowOrigins: jsii.Strings("https://shop.example.com"), AllowHeaders: jsii.Strings("if-match")},
		Firewall: &api.FirewallOptions{ManagedRuleGroups: &[]api.ManagedRuleGroup{
			api.ManagedRuleGroup_CommonRuleSet(nil),
			api.ManagedRuleGroup_IpReputation(&api.ManagedRuleGroupOptions{Overrides: &[]*api.ManagedRuleOverride{
				{Rule: jsii.String("AWSManagedReconnaissanceList"), Reason: jsii.String("Our own scanner stands on that list")},
			}}),
		}},
	})
	features.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_GET,
		Path:   jsii.String("/tenants/{tenant}"),
		Target: target,
		Access: api.RouteAccess_Claims(&object{"tenant": "acme", "region": "eu", "level": 3, "staff": true}).
			AlsoRequiring(api.RouteAccess_Roles(jsii.String("partner"), jsii.String("admin"))),
		Parameters: &[]api.RouteParameter{
			api.RouteParameter_Path(jsii.String("tenant"), &api.RouteParameterOptions{Pattern: jsii.String("[a-z]{1,20}")}),
			api.RouteParameter_Query(jsii.String("view"), &api.RouteParameterOptions{AllowedValues: jsii.Strings("short", "long")}),
		},
	})
	features.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_GET, Path: jsii.String("/status"),
		Target: api.RouteTarget_Mock(&api.MockTargetOptions{StatusCode: jsii.Number(200), Body: jsii.String(`{"up":true}`)}),
		Access: api.RouteAccess_Anyone(jsii.String("The status page shows whether the API answers")).WithoutApiKey(jsii.String("The status page is no consumer")),
	})
	features.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_GET, Path: jsii.String("/rates"),
		Target: api.RouteTarget_Http(jsii.String("https://rates.example.com/v1"), &api.HttpTargetOptions{Timeout: awscdk.Duration_Seconds(jsii.Number(5))}),
		Access: api.RouteAccess_Claim(jsii.String("iss"), "https://id.example.com/"),
	})
	features.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_PUT, Path: jsii.String("/orders"), Target: table, Access: api.RouteAccess_Scopes(jsii.String("orders:write"), jsii.String("orders:read")),
		Body: api.RequestBody_Json(&object{
			"type":     "object",
			"required": []string{"lines", "address"},
			"properties": object{
				"lines": object{"type": "array", "items": object{"$ref": "#/definitions/line"}},
				"address": object{"type": "object", "required": []string{"zip", "city"}, "properties": object{
					"zip":     object{"type": "string", "pattern": "^[0-9]{5}$"},
					"city":    object{"type": "string", "maxLength": 80, "minLength": 1},
					"country": object{"type": "string", "enum": []string{"DE", "FR", "AT"}},
				}},
				"price": object{"type": "number", "minimum": 0.5, "maximum": 1000},
			},
			"definitions": object{"line": object{"type": "object", "required": []string{"sku"}, "properties": object{
				"sku": object{"type": "string", "maxLength": 40}, "count": object{"type": "integer", "minimum": 1, "maximum": 99},
			}}},
		}, nil),
	})
	features.AddRoute(&api.RouteOptions{
		Method: api.HttpMethod_POST, Path: jsii.String("/sizes"), Target: target,
		Access: api.RouteAccess_Authenticated(jsii.String("Every customer may say what fits")),
		Body: api.RequestBody_JsonText(jsii.String(
			`{"type":"object","properties":{"size":{"enum":["s","m",null]},"fit":{"type":"string","nullable":true,"enum":["wide",null]}}}`), nil),
	})
	identifier := object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string", "maxLength": 20}}
	features.AddRoutesFromOpenApi(api.OpenApiDocument_FromInline(&object{
		"openapi": "3.0.3",
		"info":    object{"title": "Stock", "version": "1"},
		"paths": object{
			"/stock/{id}": object{
				"get": object{"operationId": "getStock", "parameters": []interface{}{identifier}, "responses": object{"200": object{"description": "ok"}}},
				"put": object{
					"operationId": "putStock", "parameters": []interface{}{identifier},
					"requestBody": object{"content": object{"application/json": object{"schema": object{"$ref": "#/components/schemas/Stock"}}}},
					"responses":   object{"204": object{"description": "ok"}},
				},
			},
			"/shelves": object{"get": object{"operationId": "listShelves", "responses": object{"200": object{"description": "ok"}}}},
		},
		"components": object{"schemas": object{"Stock": object{"type": "object", "properties": object{
			"count": object{"type": "integer"}, "place": object{"type": "string", "nullable": true},
		}}}},
	}), &api.OpenApiImportOptions{
		Targets:       &map[string]api.RouteTarget{"putStock": target, "listShelves": api.RouteTarget_Mock(&api.MockTargetOptions{StatusCode: jsii.Number(204)})},
		DefaultTarget: target,
		Access: &map[string]api.RouteAccess{
			"putStock":    api.RouteAccess_Roles(jsii.String("stock")),
			"getStock":    api.RouteAccess_Roles(jsii.String("reader")),
			"listShelves": api.RouteAccess_Roles(jsii.String("reader"), jsii.String("stock")),
		},
		BodyDefaults: &api.BodyDefaults{CloseObjects: jsii.Bool(true), MaxStringLength: jsii.Number(200), Reason: jsii.String("The document says nothing of lengths")},
	})

	reader := awsiam.NewRole(stack, jsii.String("Reader"), &awsiam.RoleProps{AssumedBy: awsiam.NewServicePrincipal(jsii.String("ecs-tasks.amazonaws.com"), nil)})
	features.AddConsumer(jsii.String("Partner"), &api.ApiConsumerOptions{
		Throttle: &awsapigateway.ThrottleSettings{RateLimit: jsii.Number(20), BurstLimit: jsii.Number(40)},
		Quota:    &awsapigateway.QuotaSettings{Limit: jsii.Number(10_000), Period: awsapigateway.Period_DAY},
	}).Grants().ReadKey(reader)
	features.AddConsumer(jsii.String("Shop"), nil)
	app.Synth(nil)

	own := func(target api.RouteTarget) {
		other := api.NewSecureRestApi(awscdk.NewStack(nil, nil, nil), jsii.String("Api"), &api.SecureRestApiProps{
			JwtIssuers: &[]api.JwtIssuer{api.JwtIssuer_Oidc(&api.OidcIssuerOptions{Issuer: jsii.String("https://id.example.com/"), Audience: jsii.Strings("orders")})},
		})
		other.AddRoute(&api.RouteOptions{Method: api.HttpMethod_GET, Path: jsii.String("/own"), Target: target, Access: api.RouteAccess_Roles(jsii.String("reader"))})
	}
	refused("date", func() { api.RequestBody_Json(&object{"type": "string", "enum": []interface{}{time.Unix(0, 0)}}, nil) })
	refused("decimal", func() { api.RequestBody_Json(&object{"type": "number", "minimum": big.NewFloat(0.5)}, nil) })
	refused("nothing in a list", func() { api.RequestBody_Json(&object{"type": "string", "enum": []interface{}{"s", nil}}, nil) })
	refused("claim without value", func() { api.RouteAccess_Claim(jsii.String("tenant"), nil) })
	refused("target made by hand", func() { own(&ownTarget{Name: "own"}) })
	refused("subclassed target", func() { own(&wrappedTarget{target}) })
	text, err := json.Marshal(refusals)
	if err == nil {
		err = os.WriteFile(os.Getenv("REFUSALS"), text, 0o600)
	}
	if err != nil {
		panic(err)
	}
}

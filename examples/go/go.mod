module example.com/orders

go 1.23

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.275.0
	github.com/aws/jsii-runtime-go v1.141.0
	github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi v0.0.0
)

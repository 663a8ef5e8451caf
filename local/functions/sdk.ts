/**
 * What the bundled functions of this library call of the AWS SDK, and nothing else: Lambda's runtime has the SDK, a laptop may not.
 * test/local/functions.test.ts compares with what the functions import.
 */
export {
  APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanKeyCommand, DeleteApiKeyCommand, GetAccountCommand, GetApiKeyCommand, GetUsageCommand,
  GetUsagePlanCommand, GetUsagePlanKeyCommand, paginateGetApiKeys, UpdateAccountCommand, UpdateApiKeyCommand, UpdateUsageCommand,
} from '@aws-sdk/client-api-gateway';
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
export { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
export {
  DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
export {
  CreateRuleGroupCommand, DeleteRuleGroupCommand, GetIPSetCommand, GetRuleGroupCommand, ListRuleGroupsCommand, UpdateIPSetCommand,
  UpdateRuleGroupCommand, WAFV2Client,
} from '@aws-sdk/client-wafv2';

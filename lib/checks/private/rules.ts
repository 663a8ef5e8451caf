import { accountRoleElsewhere } from '../account-role-elsewhere';
import { apiKeyRequired } from '../api-key-required';
import { authorizerCacheKey } from '../authorizer-cache-key';
import { closedModels } from '../closed-models';
import { deploymentRenewed } from '../deployment-renewed';
import { discreetResponses } from '../discreet-responses';
import { doorBesideWebAcl } from '../door-beside-web-acl';
import { encryptedBackend } from '../encrypted-backend';
import { httpApiBehindWebAcl } from '../http-api-behind-web-acl';
import { httpStageThrottled } from '../http-stage-throttled';
import { inputValidated } from '../input-validated';
import { invocationByMethod } from '../invocation-by-method';
import { invocationFromOneApi } from '../invocation-from-one-api';
import { keyInPlan } from '../key-in-plan';
import { keyRotated } from '../key-rotated';
import { logRetention } from '../log-retention';
import { managedRulesBlock } from '../managed-rules-block';
import { modernTls } from '../modern-tls';
import { namedOrigins } from '../named-origins';
import { narrowIntegrationRole } from '../narrow-integration-role';
import { noCallerCredentials } from '../no-caller-credentials';
import { noDataTrace } from '../no-data-trace';
import { noKeyInTemplate } from '../no-key-in-template';
import { operationAuthorized } from '../operation-authorized';
import { rateLimited } from '../rate-limited';
import { secretsRedactedInWafLog } from '../secrets-redacted-in-waf-log';
import { stageAccessLog } from '../stage-access-log';
import { stageBehindWebAcl } from '../stage-behind-web-acl';
import { strictImport } from '../strict-import';
import { survivingModels } from '../surviving-models';
import { usagePlanThrottled } from '../usage-plan-throttled';
import { NagRule } from './nag-rule';

/** The pack. */
export const RULES: readonly NagRule[] = [
  apiKeyRequired,
  operationAuthorized,
  inputValidated,
  noDataTrace,
  stageBehindWebAcl,
  modernTls,
  usagePlanThrottled,
  noCallerCredentials,
  encryptedBackend,
  authorizerCacheKey,
  discreetResponses,
  strictImport,
  closedModels,
  invocationFromOneApi,
  secretsRedactedInWafLog,
  noKeyInTemplate,
  narrowIntegrationRole,
  doorBesideWebAcl,
  rateLimited,
  managedRulesBlock,
  keyRotated,
  keyInPlan,
  logRetention,
  namedOrigins,
  invocationByMethod,
  accountRoleElsewhere,
  deploymentRenewed,
  survivingModels,
  stageAccessLog,
  httpStageThrottled,
  httpApiBehindWebAcl,
];

import { Duration } from 'aws-cdk-lib';
import { JkuHeader, JwtIssuer, RolesFormat } from '../../../../lib';
import { AccessAlternative, IssuerConfig } from '../../../../lib/contracts/authorizer';

/** A token with the header, claims and key set of a well-known issuer as it documents them, to be signed with a key of our own. */
export interface IssuerSample {
  readonly name: string;
  readonly config: Partial<IssuerConfig> & Pick<IssuerConfig, 'issuer'>;
  /** What the route asks for. */
  readonly access: AccessAlternative;
  readonly header?: object;
  readonly claims: object;
  /** Members of the key in the issuer's set, besides the key itself. */
  readonly jwk?: object;
  readonly clientId?: string;
  /** The principal, but for its issuer. */
  readonly principal?: string;
  /** Without this member of its configuration the token is refused, for this reason. */
  readonly needs?: readonly [member: keyof IssuerConfig, reason: string];
}

export const KID = 'NTBGNTJEMDc3RUE3RUVEOTM4NDcEFDNzEyOTY5NDNGOUQ4OEU5OA';
const TENANT = '9c4f1a3e-7d2b-4a55-9a63-0f1e2d3c4b5a';
const UUID = '5f0d3a52-8f0a-4c2e-b0f3-2b8f5f1c9d11';
const POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const CLIENT = '1example23456789abcdefgh';
const WITH_CERTIFICATE = { x5t: 'l3sQ-50cCH4xBVZLHTGwnSR7680', x5c: ['MIIC/TCCAeWgAwIBAgIJ'] };
const ENTRA_HEADER = { typ: 'JWT', x5t: 'l3sQ-50cCH4xBVZLHTGwnSR7680', nonce: 'q7eZ1tVn' };
const ENTRA_JWK = { ...WITH_CERTIFICATE, alg: undefined, use: 'sig', issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, cloud_instance_name: 'microsoftonline.com' };
const now = Math.floor(Date.now() / 1_000);
const times = { iat: now - 60, exp: now + 3_540 };

const CLIENTS_WITHOUT_SUBJECT: IssuerSample[] = [
  {
    name: 'Duende IdentityServer, a client by its credentials',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['orders'], tokenType: 'at+jwt', principalClaim: ['sub', 'client_id'] })._config,
    access: { scopesAllOf: ['orders.read'] },
    header: { typ: 'at+jwt' },
    claims: { ...times, nbf: now - 60, aud: 'orders', client_id: 'batch', jti: 'E5FE', scope: ['orders.read'] },
    clientId: 'batch',
    principal: 'client_id=batch',
    needs: ['principalClaims', 'claim_malformed'],
  },
  {
    name: 'Keycloak 25, a service account without the client scope "basic"',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com/realms/shop', audience: ['orders'], rolesClaim: 'realm_access.roles', principalClaim: ['sub', 'azp'] })._config,
    access: { rolesAnyOf: [['reader']] },
    claims: {
      ...times, jti: `trrtcc:${UUID}`, aud: ['orders', 'account'], typ: 'Bearer', azp: 'batch', acr: '1', realm_access: { roles: ['reader'] }, scope: 'email profile', clientHost: '192.0.2.7', client_id: 'batch',
    },
    clientId: 'batch',
    principal: 'azp=batch',
    needs: ['principalClaims', 'subject_invalid'],
  },
  {
    name: 'PingOne, a worker application',
    config: JwtIssuer.oidc({ issuer: `https://auth.pingone.eu/${UUID}/as`, audience: ['https://orders.example.com'], principalClaim: ['sub', 'client_id'] })._config,
    access: { scopesAllOf: ['orders:read'] },
    header: { typ: undefined },
    claims: { ...times, 'client_id': UUID, 'jti': UUID, 'aud': ['https://orders.example.com'], 'env': UUID, 'org': UUID, 'p1.rid': UUID, 'scope': 'orders:read' },
    clientId: UUID,
    principal: `client_id=${UUID}`,
    needs: ['principalClaims', 'subject_invalid'],
  },
  {
    name: 'PingFederate, with a claim of its own, and no time of issue',
    config: JwtIssuer.oidc({ issuer: 'https://sso.example.com', audience: ['orders'], principalClaim: ['Username'], rolesClaim: 'memberOf', rolesFormat: RolesFormat.COMMA_SEPARATED })._config,
    access: { rolesAnyOf: [['reader']], scopesAllOf: ['orders:read'] },
    header: { 'typ': undefined, 'pi.atm': 'kgwd' },
    claims: { exp: now + 7_140, scope: ['orders:read'], client_id: 'web', iss: 'https://sso.example.com', aud: 'orders', jti: 'Yz9', Username: 'asa', memberOf: 'reader,writer' },
    clientId: 'web',
    principal: 'Username=asa',
    needs: ['principalClaims', 'subject_invalid'],
  },
  {
    name: 'Cloudflare Access, a service token, whose subject is empty',
    config: JwtIssuer.oidc({
      issuer: 'https://shop.cloudflareaccess.com',
      audience: ['4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2'],
      jwksUri: 'https://shop.cloudflareaccess.com/cdn-cgi/access/certs',
      principalClaim: ['sub', 'common_name'],
    })._config,
    access: { claims: { type: 'app' } },
    header: { typ: 'JWT' },
    claims: { type: 'app', aud: '4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2', exp: now + 80_000, iat: now - 60, common_name: 'e367826f93b8d71185e03fe518aff3b4.access', sub: '' },
    principal: 'common_name=e367826f93b8d71185e03fe518aff3b4.access',
    needs: ['principalClaims', 'subject_invalid'],
  },
  {
    name: 'AD FS, a daemon, whose issuer is no https URL',
    config: JwtIssuer.oidc({
      issuer: 'http://adfs.example.com/adfs/services/trust',
      audience: ['microsoft:identityserver:orders'],
      jwksUri: 'https://adfs.example.com/adfs/discovery/keys',
      rolesClaim: 'role',
      scopesClaim: 'scp',
      principalClaim: ['sub', 'upn', 'appid'],
    })._config,
    access: { rolesAnyOf: [['reader']] },
    header: { x5t: 'l3sQ-50cCH4xBVZLHTGwnSR7680' },
    jwk: WITH_CERTIFICATE,
    claims: {
      ...times,
      nbf: now - 60,
      aud: 'microsoft:identityserver:orders',
      iss: 'http://adfs.example.com/adfs/services/trust',
      apptype: 'Confidential',
      appid: UUID,
      role: 'reader',
      authmethod: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
      auth_time: '2024-05-06T07:08:09.123Z',
      ver: '1.0',
    },
    principal: `appid=${UUID}`,
    needs: ['principalClaims', 'subject_invalid'],
  },
];

const XSUAA = 'https://acme.authentication.eu10.hana.ondemand.com/oauth/token';
const KEYS_ELSEWHERE: IssuerSample[] = [
  {
    name: 'SAP XSUAA, whose jku has the subdomain of the tenant',
    config: JwtIssuer.oidc({
      issuer: XSUAA, audience: ['orders!t1234'], jwksUri: 'https://authentication.eu10.hana.ondemand.com/token_keys', jku: JkuHeader.IGNORED,
    })._config,
    access: { scopesAllOf: ['orders!t1234.Read'] },
    header: { jku: 'https://acme.authentication.eu10.hana.ondemand.com/token_keys', jid: 'x' },
    claims: {
      ...times,
      jti: '5a1b',
      ext_attr: { enhancer: 'XSUAA', subaccountid: UUID, zdn: 'acme' },
      sub: 'sb-orders!t1234',
      authorities: ['uaa.resource'],
      scope: ['uaa.resource', 'orders!t1234.Read'],
      client_id: 'sb-orders!t1234',
      cid: 'sb-orders!t1234',
      azp: 'sb-orders!t1234',
      grant_type: 'client_credentials',
      rev_sig: '99ab',
      zid: UUID,
      aud: ['uaa', 'sb-orders!t1234', 'orders!t1234'],
    },
    clientId: 'sb-orders!t1234',
    needs: ['jku', 'header_key_source'],
  },
  {
    name: 'Cloud Foundry UAA, whose jku is the address that is pinned',
    config: JwtIssuer.oidc({
      issuer: 'https://uaa.example.com/oauth/token', audience: ['orders'], jwksUri: 'https://uaa.example.com/token_keys', jku: JkuHeader.SAME_AS_JWKS_URI,
    })._config,
    access: { scopesAllOf: ['orders.read'] },
    header: { jku: 'https://uaa.example.com/token_keys' },
    claims: { ...times, jti: '5a1b', sub: UUID, scope: ['openid', 'orders.read'], client_id: 'app', cid: 'app', azp: 'app', grant_type: 'password', user_id: UUID, origin: 'uaa', zid: 'uaa', aud: ['orders', 'openid'] },
    clientId: 'app',
    needs: ['jku', 'header_key_source'],
  },
  {
    name: 'Entra ID, with signing keys of an application',
    config: JwtIssuer.oidc({
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, audience: [UUID], scopesClaim: 'scp', jwksUri: `https://login.microsoftonline.com/${TENANT}/discovery/keys?appid=${UUID}`,
    })._config,
    access: { scopesAllOf: ['Orders.Read'] },
    header: ENTRA_HEADER,
    jwk: ENTRA_JWK,
    claims: { ...times, nbf: now - 60, aud: UUID, azp: UUID, oid: UUID, scp: 'Orders.Read', sub: 'HKZpfaHyWadeOouYlitjrI', tid: TENANT, ver: '2.0', extension_tenant: 'acme' },
    clientId: UUID,
  },
  {
    name: 'Azure AD B2C, whose policies have keys of their own',
    config: JwtIssuer.oidc({
      issuer: `https://shop.b2clogin.com/${TENANT}/v2.0/`, audience: [UUID], scopesClaim: 'scp', jwksUri: 'https://shop.b2clogin.com/shop.onmicrosoft.com/discovery/v2.0/keys?p=b2c_1_signin',
    })._config,
    access: { scopesAllOf: ['orders.read'] },
    jwk: { alg: undefined, nbf: now - 100_000 },
    claims: { ...times, nbf: now - 60, ver: '1.0', aud: UUID, oid: UUID, sub: UUID, tfp: 'B2C_1_signin', scp: 'orders.read orders.write', azp: UUID, auth_time: now - 60 },
    clientId: UUID,
  },
];

const NO_URL: IssuerSample[] = [
  {
    name: 'Google, by its older name',
    config: JwtIssuer.oidc({ issuer: 'accounts.google.com', audience: [CLIENT], jwksUri: 'https://www.googleapis.com/oauth2/v3/certs' })._config,
    access: { claims: { hd: 'example.com' } },
    claims: { ...times, aud: CLIENT, azp: CLIENT, sub: '104560124403569', hd: 'example.com', email: 'asa@example.com', email_verified: true, at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q' },
    clientId: CLIENT,
  },
  {
    name: 'Stytch, a session',
    config: JwtIssuer.oidc({
      issuer: 'stytch.com/project-live-1234', audience: ['project-live-1234'], jwksUri: 'https://api.stytch.com/v1/sessions/jwks/project-live-1234', rolesClaim: 'https://stytch.com/session.roles',
    })._config,
    access: { rolesAnyOf: [['stytch_user']] },
    claims: {
      'aud': ['project-live-1234'],
      'exp': now + 240,
      'iat': now - 60,
      'nbf': now - 60,
      'iss': 'stytch.com/project-live-1234',
      'sub': `user-live-${UUID}`,
      'https://stytch.com/session': { id: `session-live-${UUID}`, started_at: '2024-05-06T07:08:09Z', attributes: { user_agent: '', ip_address: '' }, authentication_factors: [{ type: 'otp' }], roles: ['stytch_user'] },
    },
  },
];

const ZITADEL_ROLES = 'urn:zitadel:iam:org:project:roles';
const OTHER_ROLES: IssuerSample[] = [
  {
    name: 'Zitadel, whose roles are the names of an object',
    config: JwtIssuer.oidc({ issuer: 'https://shop-1a2b3c.zitadel.cloud', audience: ['224468573893558529'], rolesClaim: ZITADEL_ROLES, rolesFormat: RolesFormat.OBJECT_NAMES })._config,
    access: { rolesAnyOf: [['reader']] },
    claims: {
      ...times,
      nbf: now - 60,
      aud: ['224468573893558529'],
      client_id: '224468573893558529@shop',
      jti: 'V2_2244',
      sub: '224468573893558530',
      [ZITADEL_ROLES]: { reader: { 2244685738: 'shop.example.com' }, writer: { 2244685738: 'shop.example.com' } },
    },
    clientId: '224468573893558529@shop',
    needs: ['rolesFormat', 'claim_malformed'],
  },
  {
    name: 'roles in one string with spaces',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['orders'], rolesFormat: RolesFormat.SPACE_SEPARATED })._config,
    access: { rolesAnyOf: [['reader']] },
    claims: { ...times, aud: 'orders', sub: '1', roles: 'writer reader' },
    needs: ['rolesFormat', 'access_insufficient'],
  },
  {
    name: 'roles in one string with commas, each of several words',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['orders'], rolesFormat: RolesFormat.COMMA_SEPARATED })._config,
    access: { rolesAnyOf: [['order reader']] },
    claims: { ...times, aud: 'orders', sub: '1', roles: 'writer, order reader' },
    needs: ['rolesFormat', 'access_insufficient'],
  },
];

const WITHOUT_AUDIENCE: IssuerSample[] = [
  {
    name: 'Clerk, a session',
    config: JwtIssuer.oidc({
      issuer: 'https://clerk.shop.example.com',
      audience: ['https://shop.example.com'],
      rolesClaim: 'org_role',
      audienceClaim: { claim: 'azp', reason: 'Clerk sets the origin of the page, and ours serves no other API' },
    })._config,
    access: { rolesAnyOf: [['org:member']] },
    header: { cat: 'cl_B7d4PD111AAA' },
    claims: { azp: 'https://shop.example.com', exp: now + 50, iat: now - 10, nbf: now - 20, fva: [0, -1], sid: 'sess_2f', sts: 'active', sub: 'user_2f', org_id: 'org_2f', org_role: 'org:member', v: 1 },
    clientId: 'https://shop.example.com',
    needs: ['audienceClaim', 'audience_mismatch'],
  },
  {
    name: 'Ory Hydra, whose audience is an empty list',
    config: JwtIssuer.oidc({
      issuer: 'https://shop.projects.oryapis.com', audience: ['web'], scopesClaim: 'scp', audienceClaim: { claim: 'client_id', reason: 'The client asks for no other API' },
    })._config,
    access: { scopesAllOf: ['orders.read'] },
    claims: { ...times, aud: [], client_id: 'web', ext: {}, jti: UUID, nbf: now - 60, scp: ['offline', 'orders.read'], sub: 'asa@example.com' },
    clientId: 'web',
    needs: ['audienceClaim', 'audience_mismatch'],
  },
  {
    name: 'WorkOS AuthKit, whose key set is one client\'s',
    config: JwtIssuer.oidc({
      issuer: 'https://api.workos.com',
      audience: ['https://api.workos.com'],
      jwksUri: 'https://api.workos.com/sso/jwks/client_01HX',
      rolesClaim: 'roles',
      audienceClaim: { claim: 'iss', reason: 'The key set is that of our client alone' },
    })._config,
    access: { rolesAnyOf: [['member']] },
    header: { typ: undefined },
    claims: { sub: 'user_01HX', sid: 'session_01HX', jti: '01HX', org_id: 'org_01HX', role: 'member', roles: ['member'], permissions: ['orders:read'], entitlements: [], exp: now + 290, iat: now - 10 },
    needs: ['audienceClaim', 'audience_mismatch'],
  },
];

const OTHER_TIMES: IssuerSample[] = [
  {
    name: 'a PHP library, whose times have microseconds',
    config: JwtIssuer.oidc({ issuer: 'https://shop.example.com', audience: ['3'] })._config,
    access: { scopesAllOf: ['orders'] },
    claims: { aud: '3', jti: '9a8b', iat: now - 60.123456, nbf: now - 60.123456, exp: now + 3_539.876544, sub: '17', scopes: [], scope: 'orders' },
  },
  {
    name: 'a managed identity of Azure, for 24 hours and 5 minutes',
    config: JwtIssuer.oidc({ issuer: `https://sts.windows.net/${TENANT}/`, audience: ['api://orders'] })._config,
    access: { rolesAnyOf: [['Orders.Read.All']] },
    header: ENTRA_HEADER,
    jwk: ENTRA_JWK,
    claims: {
      aud: 'api://orders',
      iat: now - 300,
      nbf: now - 300,
      exp: now + 86_400,
      aio: 'k2RgYAAA',
      appid: UUID,
      appidacr: '2',
      idp: `https://sts.windows.net/${TENANT}/`,
      idtyp: 'app',
      oid: UUID,
      rh: '0.AQ',
      roles: ['Orders.Read.All'],
      sub: UUID,
      tid: TENANT,
      uti: 'x',
      ver: '1.0',
      xms_mirid: '/subscriptions/1/resourcegroups/shop/providers/Microsoft.Compute/virtualMachines/batch',
    },
    needs: ['maxTokenLifetimeSeconds', 'token_lives_too_long'],
  },
  {
    name: 'an issuer whose clock is 40 seconds ahead',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['orders'], clockTolerance: Duration.seconds(45) })._config,
    access: {},
    claims: { aud: 'orders', sub: '1', iat: now + 40, nbf: now + 40, exp: now + 600 },
    needs: ['clockToleranceSeconds', 'token_not_yet_valid'],
  },
  {
    name: 'ForgeRock, whose header says that nothing is compressed',
    config: JwtIssuer.oidc({ issuer: 'https://am.example.com:443/am/oauth2/realms/root/realms/shop', audience: ['orders'] })._config,
    access: { scopesAllOf: ['orders:read'] },
    header: { zip: 'NONE' },
    claims: {
      ...times,
      sub: 'asa',
      cts: 'OAUTH2_STATELESS_GRANT',
      auth_level: 0,
      auditTrackingId: UUID,
      tokenName: 'access_token',
      token_type: 'Bearer',
      authGrantId: 'Vw',
      aud: 'orders',
      nbf: now - 60,
      grant_type: 'authorization_code',
      scope: ['openid', 'orders:read'],
      auth_time: now - 60,
      realm: '/shop',
      expires_in: 3_600,
      jti: 'Wq',
      client_id: 'web',
    },
    clientId: 'web',
  },
  {
    name: 'an issuer that writes no time of issue',
    config: JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['orders'] })._config,
    access: {},
    claims: { aud: 'orders', sub: '1', nbf: now - 60, exp: now + 3_540 },
  },
];

const OTHERS: IssuerSample[] = [
  {
    name: 'Okta, a service by its credentials',
    config: JwtIssuer.oidc({ issuer: 'https://dev-1234567.okta.com/oauth2/default', audience: ['api://default'], scopesClaim: 'scp' })._config,
    access: { scopesAllOf: ['orders.read'] },
    header: { typ: undefined },
    claims: { ...times, ver: 1, jti: 'AT.x', aud: 'api://default', cid: '0oabskvc6442nkvQO0h7', scp: ['orders.read'], sub: '0oabskvc6442nkvQO0h7' },
  },
  {
    name: 'Apple, a person who signs in',
    config: JwtIssuer.oidc({ issuer: 'https://appleid.apple.com', audience: ['com.example.shop'] })._config,
    access: { claims: { email_verified: 'true' } },
    header: { typ: undefined },
    claims: { ...times, aud: 'com.example.shop', sub: '001234.abcdef.0123', c_hash: 'x', email: 'a@privaterelay.appleid.com', email_verified: 'true', is_private_email: 'true', auth_time: now - 60, nonce_supported: true },
  },
  {
    name: 'GitLab, a job of CI',
    config: JwtIssuer.oidc({ issuer: 'https://gitlab.com', audience: ['orders'] })._config,
    access: { claims: { project_path: 'acme/shop', ref_protected: 'true' } },
    claims: { ...times, nbf: now - 65, jti: UUID, aud: 'orders', sub: 'project_path:acme/shop:ref_type:branch:ref:main', namespace_id: '1', project_id: '2', project_path: 'acme/shop', pipeline_source: 'push', ref: 'main', ref_protected: 'true' },
  },
  {
    name: 'Google, its identity-aware proxy',
    config: JwtIssuer.oidc({
      issuer: 'https://cloud.google.com/iap', audience: ['/projects/1234/global/backendServices/5678'], jwksUri: 'https://www.gstatic.com/iap/verify/public_key-jwk',
    })._config,
    access: { claims: { hd: 'example.com' } },
    claims: { ...times, aud: '/projects/1234/global/backendServices/5678', azp: '/projects/1234/global/backendServices/5678', email: 'asa@example.com', google: { access_levels: ['accessPolicies/1/accessLevels/x'] }, hd: 'example.com', sub: 'accounts.google.com:104560124403569' },
    clientId: '/projects/1234/global/backendServices/5678',
  },
  {
    name: 'Pomerium, whose issuer is a host',
    config: JwtIssuer.oidc({
      issuer: 'orders.example.com', audience: ['orders.example.com'], jwksUri: 'https://orders.example.com/.well-known/pomerium/jwks.json', rolesClaim: 'groups',
    })._config,
    access: { rolesAnyOf: [['staff']] },
    claims: { ...times, aud: 'orders.example.com', email: 'asa@example.com', groups: ['staff'], jti: UUID, name: 'asa', sid: UUID, sub: '4mXJ', user: '4mXJ' },
  },
  {
    name: 'SAP Cloud Identity Services',
    config: JwtIssuer.oidc({
      issuer: 'https://acme.accounts.ondemand.com', audience: [UUID], jwksUri: 'https://acme.accounts.ondemand.com/oauth2/certs', jku: JkuHeader.SAME_AS_JWKS_URI, rolesClaim: 'groups',
    })._config,
    access: { rolesAnyOf: [['readers']] },
    header: { jku: 'https://acme.accounts.ondemand.com/oauth2/certs' },
    claims: { ...times, sub: 'P000001', aud: UUID, app_tid: UUID, user_uuid: UUID, azp: UUID, zone_uuid: UUID, sap_id_type: 'user', groups: 'readers', jti: UUID, scim_id: UUID },
    clientId: UUID,
    needs: ['jku', 'header_key_source'],
  },
  {
    name: 'Kinde, a machine',
    config: JwtIssuer.oidc({
      issuer: 'https://shop.kinde.com', audience: ['batch'], principalClaim: ['sub', 'azp'], audienceClaim: { claim: 'azp', reason: 'The application calls no other API' },
    })._config,
    access: { scopesAllOf: ['orders:read'] },
    claims: { ...times, aud: [], azp: 'batch', gty: ['client_credentials'], jti: UUID, scope: 'orders:read', scp: ['orders:read'], v: '2' },
    clientId: 'batch',
    principal: 'azp=batch',
    needs: ['audienceClaim', 'audience_mismatch'],
  },
  {
    name: 'IBM Cloud App ID',
    config: JwtIssuer.oidc({ issuer: `https://eu-gb.appid.cloud.ibm.com/oauth/v4/${UUID}`, audience: [UUID] })._config,
    access: { scopesAllOf: ['orders.read'] },
    header: { ver: 4 },
    claims: { ...times, aud: [UUID], sub: UUID, amr: ['google'], tenant: UUID, scope: 'openid appid_default orders.read' },
  },
  {
    name: 'Supabase, a person',
    config: JwtIssuer.oidc({
      issuer: 'https://abcdefgh.supabase.co/auth/v1', audience: ['authenticated'], jwksUri: 'https://abcdefgh.supabase.co/auth/v1/.well-known/jwks.json', rolesClaim: 'app_metadata.roles',
    })._config,
    access: { rolesAnyOf: [['reader']], claims: { is_anonymous: false } },
    claims: {
      ...times,
      aud: 'authenticated',
      sub: UUID,
      email: 'asa@example.com',
      phone: '',
      app_metadata: { provider: 'email', providers: ['email'], roles: ['reader'] },
      user_metadata: {},
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: now - 60 }],
      session_id: UUID,
      is_anonymous: false,
    },
  },
];

export const ISSUER_SAMPLES: IssuerSample[] = [
  {
    name: 'Auth0, a user, 24 hours as is its default',
    config: { issuer: 'https://example.eu.auth0.com/', audience: ['https://orders.example.com'], rolesClaim: 'https://example.com/roles' },
    access: { rolesAnyOf: [['reader']], scopesAllOf: ['read:orders'] },
    jwk: WITH_CERTIFICATE,
    claims: {
      'iat': now - 60,
      'exp': now - 60 + 86_400,
      'sub': 'auth0|6489a0b1c2d3e4f5a6b7c8d9',
      'aud': ['https://orders.example.com', 'https://example.eu.auth0.com/userinfo'],
      'azp': CLIENT,
      'scope': 'openid profile read:orders offline_access',
      'permissions': ['read:orders'],
      'https://example.com/roles': ['reader'],
    },
    clientId: CLIENT,
  },
  {
    name: 'Auth0, a machine',
    config: { issuer: 'https://example.eu.auth0.com/', audience: ['https://orders.example.com'], rolesClaim: 'permissions' },
    access: { rolesAnyOf: [['read:orders']] },
    claims: { ...times, sub: `${CLIENT}@clients`, aud: 'https://orders.example.com', azp: CLIENT, gty: 'client-credentials', permissions: ['read:orders'] },
    clientId: CLIENT,
  },
  {
    name: 'Auth0, profile of RFC 9068',
    config: { issuer: 'https://id.example.com/', audience: ['https://orders.example.com'], tokenType: 'at+jwt' },
    access: { scopesAllOf: ['read:orders'] },
    header: { typ: 'at+jwt' },
    claims: { ...times, sub: 'google-oauth2|104560124403569', aud: 'https://orders.example.com', client_id: CLIENT, jti: 'Ys1Hx', scope: 'read:orders' },
    clientId: CLIENT,
  },
  {
    name: 'Okta',
    config: { issuer: 'https://dev-1234567.okta.com/oauth2/default', audience: ['api://default'], rolesClaim: 'groups', scopesClaim: 'scp' },
    access: { rolesAnyOf: [['Everyone']], scopesAllOf: ['orders:read'] },
    header: { typ: undefined },
    claims: {
      ...times,
      ver: 1,
      jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
      aud: 'api://default',
      cid: '0oabskvc6442nkvQO0h7',
      uid: '00u5t60iloOHN9pBi0h7',
      scp: ['openid', 'orders:read'],
      auth_time: now - 400,
      sub: 'user@example.com',
      groups: ['Everyone', 'Sales: EMEA'],
    },
  },
  {
    name: 'Entra ID, version 1, whose keys state no algorithm',
    config: { issuer: `https://sts.windows.net/${TENANT}/`, audience: ['api://orders'], scopesClaim: 'scp' },
    access: { rolesAnyOf: [['Orders.Reader']], scopesAllOf: ['Orders.Read'] },
    header: ENTRA_HEADER,
    jwk: ENTRA_JWK,
    claims: {
      ...times,
      nbf: now - 60,
      aud: 'api://orders',
      acr: '1',
      aio: 'AVQAq/8TAAAA',
      amr: ['pwd', 'mfa'],
      appid: UUID,
      appidacr: '0',
      family_name: 'Lindström',
      given_name: 'Åsa',
      ipaddr: '192.0.2.7',
      name: 'Åsa Lindström',
      oid: UUID,
      rh: '0.AQMAPhpP',
      roles: ['Orders.Reader'],
      scp: 'Orders.Read Orders.Write',
      sub: '4mXJhk0wDRVtpEOQ',
      tid: TENANT,
      unique_name: 'asa@example.com',
      upn: 'asa@example.com',
      uti: 'fqiBqXLPj0eQa82S',
      ver: '1.0',
      wids: [UUID],
      xms_tcdt: 1_650_000_000,
    },
  },
  {
    name: 'Entra ID, version 2',
    config: { issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, audience: [UUID], scopesClaim: 'scp' },
    access: { scopesAllOf: ['Orders.Read'], claims: { tid: TENANT } },
    header: ENTRA_HEADER,
    jwk: ENTRA_JWK,
    claims: { ...times, nbf: now - 60, aud: UUID, azp: UUID, azpacr: '1', oid: UUID, rh: '1.AQMA', scp: 'Orders.Read', sub: 'HKZpfaHyWadeOouYlitjrI', tid: TENANT, uti: 'x', ver: '2.0' },
    clientId: UUID,
  },
  {
    name: 'Entra ID, a daemon with an application role',
    config: { issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`, audience: [UUID], scopesClaim: 'scp' },
    access: { rolesAnyOf: [['Orders.Read.All']] },
    header: ENTRA_HEADER,
    jwk: ENTRA_JWK,
    claims: { ...times, nbf: now - 60, aud: UUID, azp: UUID, azpacr: '2', idtyp: 'app', oid: UUID, roles: ['Orders.Read.All'], sub: UUID, tid: TENANT, ver: '2.0' },
    clientId: UUID,
  },
  {
    name: 'Keycloak, a realm\'s role',
    config: { issuer: 'https://id.example.com/realms/shop', audience: ['orders'], rolesClaim: 'realm_access.roles' },
    access: { rolesAnyOf: [['reader']], scopesAllOf: ['email'] },
    claims: keycloak(),
    clientId: 'web',
  },
  {
    name: 'Keycloak, a client\'s role',
    config: { issuer: 'https://id.example.com/realms/shop', audience: ['orders'], rolesClaim: 'resource_access.orders.roles' },
    access: { rolesAnyOf: [['order-admin']] },
    claims: keycloak(),
    clientId: 'web',
  },
  {
    name: 'Keycloak, a role of a client with dots in its name',
    config: { issuer: 'https://id.example.com/realms/shop', audience: ['orders'], rolesClaim: 'resource_access.orders.example.com.roles' },
    access: { rolesAnyOf: [['dotted']] },
    claims: keycloak(),
    clientId: 'web',
  },
  {
    name: 'Cognito, an access token',
    config: { kind: 'cognito', issuer: POOL, audience: [CLIENT], rolesClaim: 'cognito:groups', algorithms: ['RS256'] },
    access: { rolesAnyOf: [['readers']], scopesAllOf: ['aws.cognito.signin.user.admin'] },
    header: { typ: undefined },
    claims: {
      ...times,
      'sub': UUID,
      'cognito:groups': ['readers'],
      'token_use': 'access',
      'scope': 'aws.cognito.signin.user.admin openid',
      'auth_time': now - 60,
      'jti': UUID,
      'origin_jti': UUID,
      'event_id': UUID,
      'client_id': CLIENT,
      'username': 'asa',
      'version': 2,
      'device_key': `eu-west-1_${UUID}`,
    },
    clientId: CLIENT,
  },
  {
    name: 'Cognito, a machine',
    config: { kind: 'cognito', issuer: POOL, audience: [CLIENT], rolesClaim: 'cognito:groups', algorithms: ['RS256'] },
    access: { scopesAllOf: ['https://orders.example.com/orders.read'] },
    header: { typ: undefined },
    claims: { ...times, sub: CLIENT, token_use: 'access', scope: 'https://orders.example.com/orders.read', auth_time: now - 60, version: 2, jti: UUID, client_id: CLIENT },
    clientId: CLIENT,
  },
  {
    name: 'Cognito, an ID token of a federated user',
    config: { kind: 'cognito', issuer: POOL, audience: [CLIENT], tokenUse: 'id', rolesClaim: 'cognito:groups', algorithms: ['RS256'] },
    access: { rolesAnyOf: [['eu-west-1_AbCdEfGhI_Google']], claims: { email_verified: true } },
    header: { typ: undefined },
    claims: {
      ...times,
      'at_hash': 'q8zRUdjcbdMzuMg0Q',
      'sub': UUID,
      'cognito:groups': ['eu-west-1_AbCdEfGhI_Google'],
      'email_verified': true,
      'cognito:username': 'google_1045',
      'nonce': 'n',
      'origin_jti': UUID,
      'aud': CLIENT,
      'identities': [{ userId: '1045', providerName: 'Google', primary: 'true', dateCreated: '1650000000000' }],
      'token_use': 'id',
      'auth_time': now - 60,
      'jti': UUID,
      'email': 'asa@example.com',
      'cognito:roles': ['arn:aws:iam::123456789012:role/reader'],
      'custom:tenant': 'acme',
    },
    clientId: CLIENT,
  },
  {
    name: 'Google, an ID token of a service account',
    config: { issuer: 'https://accounts.google.com', audience: ['https://orders.example.com'] },
    access: { claims: { email: 'caller@project.iam.gserviceaccount.com', email_verified: true } },
    claims: { ...times, aud: 'https://orders.example.com', azp: '104560124403569', email: 'caller@project.iam.gserviceaccount.com', email_verified: true, sub: '104560124403569' },
    clientId: '104560124403569',
  },
  {
    name: 'Firebase',
    config: { issuer: 'https://securetoken.google.com/shop-1', audience: ['shop-1'], rolesClaim: 'firebase.sign_in_provider' },
    access: { rolesAnyOf: [['password']] },
    claims: { ...times, aud: 'shop-1', auth_time: now - 60, user_id: 'u1', sub: 'u1', email: '', firebase: { identities: { email: ['a@example.com'] }, sign_in_provider: 'password' } },
  },
  {
    name: 'GitHub Actions',
    config: { issuer: 'https://token.actions.githubusercontent.com', audience: ['orders'], rolesClaim: 'environment' },
    access: { rolesAnyOf: [['prod']], claims: { repository: 'acme/shop' } },
    header: { x5t: 'ykNaY4qM_ta4k2TgZOCEYLkcYlA' },
    jwk: WITH_CERTIFICATE,
    claims: { ...times, nbf: now - 360, jti: UUID, aud: 'orders', sub: 'repo:acme/shop:environment:prod', environment: 'prod', repository: 'acme/shop', ref: 'refs/heads/main', run_attempt: '1' },
  },
  {
    name: 'Kubernetes, a service account',
    config: { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF', audience: ['orders'], rolesClaim: 'kubernetes.io.namespace' },
    access: { rolesAnyOf: [['shop']], claims: { 'kubernetes.io.serviceaccount.name': 'basket' } },
    header: { typ: undefined },
    claims: { ...times, 'nbf': now - 60, 'aud': ['orders'], 'jti': UUID, 'sub': 'system:serviceaccount:shop:basket', 'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'basket', uid: UUID } } },
  },
  {
    name: 'Duende IdentityServer, whose scopes are a list and whose role is one string',
    config: { issuer: 'https://id.example.com', audience: ['orders'], rolesClaim: 'role', tokenType: 'at+jwt' },
    access: { rolesAnyOf: [['reader']], scopesAllOf: ['orders.read'] },
    header: { typ: 'at+jwt' },
    claims: { ...times, nbf: now - 60, aud: 'orders', client_id: 'web', sub: '818727', auth_time: now - 60, idp: 'local', jti: 'B8A7', amr: ['pwd'], role: 'reader', scope: ['openid', 'orders.read'] },
    clientId: 'web',
  },
  ...CLIENTS_WITHOUT_SUBJECT,
  ...KEYS_ELSEWHERE,
  ...NO_URL,
  ...OTHER_ROLES,
  ...WITHOUT_AUDIENCE,
  ...OTHER_TIMES,
  ...OTHERS,
  {
    name: 'claims in an object under a URL',
    config: { issuer: 'https://id.example.com', audience: ['orders'], rolesClaim: 'https://hasura.io/jwt/claims.x-hasura-allowed-roles' },
    access: { rolesAnyOf: [['editor']] },
    claims: { ...times, 'aud': 'orders', 'sub': '1', 'https://hasura.io/jwt/claims': { 'x-hasura-allowed-roles': ['editor', 'user'], 'x-hasura-default-role': 'user' } },
  },
];

function keycloak(): object {
  return {
    ...times,
    'auth_time': now - 60,
    'jti': `onrtac:${UUID}`,
    'aud': ['orders', 'account'],
    'sub': UUID,
    'typ': 'Bearer',
    'azp': 'web',
    'sid': UUID,
    'acr': '1',
    'allowed-origins': ['https://shop.example.com'],
    'realm_access': { roles: ['reader', 'default-roles-shop'] },
    'scope': 'openid email profile',
    'email_verified': false,
    'resource_access': { 'orders': { roles: ['order-admin'] }, 'orders.example.com': { roles: ['dotted'] }, 'account': { roles: ['view-profile'] } },
  };
}

import { CredentialFields, ManagedRuleGroup, ManagedRuleGroupOptions, SignUpFields } from '../../lib';

const REASON = 'An old client sends it';
const FIELDS = { path: '/login', usernameField: '/user', passwordField: '/password' };
const config = (group: ManagedRuleGroup) => group._state.config((path) => `^${path}$`);

test.each<[string, (options?: ManagedRuleGroupOptions) => ManagedRuleGroup, string, number]>([
  ['commonRuleSet', ManagedRuleGroup.commonRuleSet, 'AWSManagedRulesCommonRuleSet', 700],
  ['knownBadInputs', ManagedRuleGroup.knownBadInputs, 'AWSManagedRulesKnownBadInputsRuleSet', 200],
  ['sqlInjection', ManagedRuleGroup.sqlInjection, 'AWSManagedRulesSQLiRuleSet', 200],
  ['ipReputation', ManagedRuleGroup.ipReputation, 'AWSManagedRulesAmazonIpReputationList', 25],
  ['anonymousIp', ManagedRuleGroup.anonymousIp, 'AWSManagedRulesAnonymousIpList', 50],
  ['botControl', ManagedRuleGroup.botControl, 'AWSManagedRulesBotControlRuleSet', 50],
  ['antiDdos', ManagedRuleGroup.antiDdos, 'AWSManagedRulesAntiDDoSRuleSet', 50],
  ['other', (options) => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 200, options), 'AWSManagedRulesLinuxRuleSet', 200],
])('%s is its group, blocks, and may be loosened with a reason', (_, make, name, capacity) => {
  expect(make()._state).toMatchObject({ name, capacity, overrides: [], paths: [], countOnly: undefined });
  expect(make({ countOnly: ` ${REASON} `, overrides: [{ rule: 'Some_RULE', reason: REASON }] })._state).toMatchObject({ countOnly: REASON, overrides: [{ rule: 'Some_RULE', reason: REASON }] });
});

test('an override may be for some paths, and is for all without any', () => {
  const { overrides } = ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'NoUserAgent_HEADER', reason: REASON, paths: ['/hooks', '/a/{id}'] }, { rule: 'Some_RULE', reason: REASON }] })._state;
  expect(overrides).toStrictEqual([{ rule: 'NoUserAgent_HEADER', reason: REASON, paths: ['/hooks', '/a/{id}'] }, { rule: 'Some_RULE', reason: REASON }]);
});

test('groups with a price are told as little as they need', () => {
  expect(config(ManagedRuleGroup.commonRuleSet())).toBeUndefined();
  expect(config(ManagedRuleGroup.botControl())).toEqual({ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } });
  expect(config(ManagedRuleGroup.antiDdos())).toEqual({
    AWSManagedRulesAntiDDoSRuleSet: { ClientSideActionConfig: { Challenge: { UsageOfAction: 'DISABLED' } }, SensitivityToBlock: 'LOW' },
  });
  const inspection = { PayloadType: 'JSON', UsernameField: { Identifier: '/user' }, PasswordField: { Identifier: '/password' } };
  expect(config(ManagedRuleGroup.accountTakeover(FIELDS))).toEqual({ AWSManagedRulesATPRuleSet: { LoginPath: '^/login$', EnableRegexInPath: true, RequestInspection: inspection } });
  expect(config(ManagedRuleGroup.accountTakeover({ ...FIELDS, formEncoded: true }))).toMatchObject({ AWSManagedRulesATPRuleSet: { RequestInspection: { PayloadType: 'FORM_ENCODED' } } });
  expect(config(ManagedRuleGroup.accountCreationFraud(FIELDS))).toEqual({
    AWSManagedRulesACFPRuleSet: { CreationPath: '^/login$', RegistrationPagePath: '^/login$', EnableRegexInPath: true, RequestInspection: inspection },
  });
  expect(config(ManagedRuleGroup.accountCreationFraud({ ...FIELDS, formEncoded: true, registrationPagePath: '/welcome', emailField: '/email' }))).toEqual({
    AWSManagedRulesACFPRuleSet: {
      CreationPath: '^/login$',
      RegistrationPagePath: '^/welcome$',
      EnableRegexInPath: true,
      RequestInspection: { ...inspection, PayloadType: 'FORM_ENCODED', EmailField: { Identifier: '/email' } },
    },
  });
  expect(ManagedRuleGroup.accountTakeover(FIELDS)._state).toMatchObject({ name: 'AWSManagedRulesATPRuleSet', capacity: 50, paths: ['/login'] });
  expect(ManagedRuleGroup.accountCreationFraud(FIELDS)._state).toMatchObject({ name: 'AWSManagedRulesACFPRuleSet', capacity: 50, paths: ['/login'] });
});

test.each(['AWSManagedRulesLinuxRuleSet', 'AWSManagedRulesX', `AWSManagedRules${'a'.repeat(100)}`])('another group may be called %s', (name) => {
  expect(ManagedRuleGroup.other(name, 1)._state.name).toBe(name);
  expect(ManagedRuleGroup.other(name, 5_000)._state.capacity).toBe(5_000);
});

const { common, takeover, signUp } = {
  common: (options: object) => () => ManagedRuleGroup.commonRuleSet(options),
  takeover: (over: object) => () => ManagedRuleGroup.accountTakeover({ ...FIELDS, ...over } as CredentialFields),
  signUp: (over: object) => () => ManagedRuleGroup.accountCreationFraud({ ...FIELDS, ...over } as SignUpFields),
};

test.each<[string, () => ManagedRuleGroup, RegExp]>([
  ['a group of somebody else', () => ManagedRuleGroup.other('LinuxRuleSet', 200), /^`name` must be an AWS managed rule group's, got "LinuxRuleSet"/],
  ['a group with more before its name', () => ManagedRuleGroup.other('xAWSManagedRulesLinuxRuleSet', 200), /^`name` must be an AWS managed rule group's/],
  ['a group with a blank', () => ManagedRuleGroup.other('AWSManagedRulesLinux RuleSet', 200), /^`name` must be an AWS managed rule group's/],
  ['a group without its own name', () => ManagedRuleGroup.other('AWSManagedRules', 200), /^`name` must be an AWS managed rule group's/],
  ['a group without a name', () => ManagedRuleGroup.other('', 200), /^`name` must be a non-empty string, got ""; right would be 'AWSManagedRulesLinuxRuleSet'/],
  ['a group for nothing', () => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 0), /^`capacity` must be the WCU that AWS states for AWSManagedRulesLinuxRuleSet, a whole number from 1 to 5000, got 0/],
  ['a group for too much', () => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 5_001), /^`capacity` must be .* got 5001/],
  ['a group for a part', () => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 1.5), /^`capacity` must be .* got 1\.5/],
  ['an override without a rule', common({ overrides: [{ rule: '', reason: REASON }] }), /^`rule` must be a non-empty string, got ""; right would be 'CrossSiteScripting_BODY'/],
  ['an override without a reason', common({ overrides: [{ rule: 'NoUserAgent_HEADER', reason: 'old' }] }), /^`reason` must be a sentence/],
  ['an override for no path', common({ overrides: [{ rule: 'NoUserAgent_HEADER', reason: REASON, paths: [] }] }), /^`paths` must hold at least one value, got none; right would be \['\/hooks'\]/],
  ['an override for a path of another form', common({ overrides: [{ rule: 'NoUserAgent_HEADER', reason: REASON, paths: ['hooks'] }] }), /^`path` must start with "\/", got "hooks"/],
  ['an override on a path of a rule without a label', common({ overrides: [{ rule: 'Other', reason: REASON, paths: ['/hooks'] }] }), /^`paths` must be of a rule whose label AWS documents, got "Other" of AWSManagedRulesCommonRuleSet/],
  ['a word for a trial', common({ countOnly: 'trial' }), /^`countOnly` must be a sentence/],
  ['overrides that are no list', common({ overrides: 'NoUserAgent_HEADER' }), /^`overrides` must be a list/],
  ['overrides by name', common({ overrides: ['NoUserAgent_HEADER'] }), /^`overrides` must be a list, each an object/],
  ['a number for a trial', common({ countOnly: 5 }), /^`countOnly` must be a string/],
  ['no options', () => ManagedRuleGroup.commonRuleSet(null as unknown as ManagedRuleGroupOptions), /^`options` must be an object/],
  ['a login on a path of another form', takeover({ path: 'login' }), /^`path` must start with "\/", got "login"/],
  ['a login without a name', takeover({ usernameField: undefined }), /^`usernameField` must be a string/],
  ['a login without a password', takeover({ passwordField: undefined }), /^`passwordField` must be a string/],
  ['a login without a path', takeover({ path: undefined }), /^`path` must be a string/],
  ['a form by name', takeover({ formEncoded: 'yes' }), /^`formEncoded` must be true or false/],
  ['a login of nothing', () => ManagedRuleGroup.accountTakeover(null as unknown as CredentialFields), /^`options` must be an object/],
  ['a sign-up on a path of another form', signUp({ path: 'sign-up' }), /^`path` must start with "\/", got "sign-up"/],
  ['a page of another form', signUp({ registrationPagePath: 'welcome' }), /^`path` must start with "\/", got "welcome"/],
  ['a page that is no text', signUp({ registrationPagePath: 5 }), /^`registrationPagePath` must be a string/],
  ['an address that is no text', signUp({ emailField: 5 }), /^`emailField` must be a string/],
  ['a sign-up of nothing', () => ManagedRuleGroup.accountCreationFraud(null as unknown as SignUpFields), /^`options` must be an object/],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

import { JsonMap } from '../../../local/assembly';
import { ApiKeys } from '../../../local/control-plane/api-keys';
import { RotationStep, Secrets } from '../../../local/control-plane/secrets';
import { ServiceError } from '../../../local/control-plane/service-error';

const CLOCK = { now: () => Date.UTC(2026, 0, 1) };
const PLAN = { id: 'plan01', logicalId: 'Plan' };
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:S-a1b2c3';

/** What a call answered, an error too. */
function answered<T>(call: () => T): T | { status: number; error: string; message: string } {
  try {
    return call();
  } catch (error) {
    const { status, code, message } = error as ServiceError;
    return { status, error: code, message };
  }
}

describe('API keys', () => {
  let keys: ApiKeys;
  const call = (method: string, path: string, input: JsonMap = {}) => {
    const [place, query] = path.split('?');
    return answered(() => keys.call(method, place, new URLSearchParams(query), input));
  };
  const create = (input: JsonMap): JsonMap => (call('POST', '/apikeys', input) as { body: JsonMap }).body;
  const items = (path: string): JsonMap[] => ((call('GET', path) as { body: JsonMap }).body.item as JsonMap[]);
  const patch = (id: unknown, path: string, value: string) => call('PATCH', `/apikeys/${String(id)}`, { patchOperations: [{ op: 'replace', path, value }] });

  beforeEach(() => {
    keys = new ApiKeys(CLOCK);
    keys.addPlan(PLAN);
  });

  test('key-create-defaults', () => {
    expect(call('POST', '/apikeys', { name: 'x' })).toMatchObject({ status: 201, body: { enabled: false, value: expect.stringMatching(/^.{20,}$/) as string, stageKeys: [] } });
  });

  test('key-value-short, key-value-empty, key-name-long', () => {
    expect(call('POST', '/apikeys', { value: 'short' })).toEqual({ status: 400, error: 'BadRequestException', message: 'API Key value should be at least 20 characters' });
    expect(call('POST', '/apikeys', { value: '' })).toMatchObject({ status: 201, body: { value: expect.stringMatching(/^.{20,}$/) as string } });
    expect(call('POST', '/apikeys', { name: 'n'.repeat(1_025) })).toMatchObject({ status: 400, message: 'Invalid API Key name, can be at most 1024 characters.' });
    expect(call('POST', '/apikeys', { name: 'n'.repeat(1_024) })).toMatchObject({ status: 201 });
  });

  test('key-value-taken', () => {
    create({ value: 'v'.repeat(20) });
    expect(call('POST', '/apikeys', { value: 'v'.repeat(20) })).toEqual({ status: 409, error: 'ConflictException', message: 'API Key already exists' });
  });

  test('key-immutable, key-enabled-not-boolean', () => {
    const { id } = create({ name: 'x' });
    const message = "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]";
    expect(patch(id, '/id', 'y')).toMatchObject({ status: 400, message });
    expect(patch(id, '/value', 'y')).toMatchObject({ status: 400 });
    expect(patch(id, '/enabled', 'not-a-boolean')).toMatchObject({ status: 200, body: { enabled: false } });
    expect(patch(id, '/enabled', 'true')).toMatchObject({ status: 200, body: { enabled: true } });
  });

  test.each([['test-key', 1], ['TEST-KEY', 0], ['st-key-abc', 0], ['st-key', 0]])('keys-name-query-prefix: %s', (name, count) => {
    create({ name: 'test-key-abc' });
    expect(items(`/apikeys?name=${name}`)).toHaveLength(count);
  });

  test('keys-order-and-pages', () => {
    const made = [create({ name: 'a' }), create({ name: 'b' })].map(({ id }) => id);
    const first = (call('GET', '/apikeys?limit=1') as { body: JsonMap }).body;
    const second = (call('GET', `/apikeys?limit=1&position=${String(first.position)}`) as { body: JsonMap }).body;
    expect([first, second].flatMap(({ item }) => (item as JsonMap[]).map(({ id }) => id))).toEqual(made);
    expect(second.position).toBeUndefined();
  });

  test('plan-keys-list-shows-values, plan-keys-name-query, plan-keys-unknown-plan', () => {
    for (const name of ['test-key-1', 'test-key-2']) {
      call('POST', `/usageplans/${PLAN.id}/keys`, { keyId: create({ name }).id, keyType: 'API_KEY' });
    }
    const listed = items(`/usageplans/${PLAN.id}/keys`);
    expect(listed).toHaveLength(2);
    listed.forEach((key) => expect(key).toEqual({ id: expect.any(String) as string, name: expect.any(String) as string, type: 'API_KEY', value: expect.any(String) as string }));
    expect(['test-key', 'TEST-key', 'nothing'].map((name) => items(`/usageplans/${PLAN.id}/keys?name=${name}`).length)).toEqual([2, 0, 0]);
    expect(call('GET', '/usageplans/nothing/keys')).toEqual({ status: 200, body: { item: [] } });
  });
});

describe('secrets', () => {
  let secrets: Secrets;
  const call = (operation: string, input: JsonMap) => answered(() => secrets.call(operation, { SecretId: SECRET, ...input })) as JsonMap;
  const put = (token: string, value: string, stages?: string[]) => call('PutSecretValue', { ClientRequestToken: token, SecretString: value, ...(stages && { VersionStages: stages }) });
  const stages = (): JsonMap => call('DescribeSecret', {}).VersionIdsToStages as JsonMap;

  beforeEach(() => {
    secrets = new Secrets(CLOCK);
    secrets.create(SECRET, []);
  });

  test('secret-promote-keeps-pending', () => {
    put('v1', 'one');
    put('v2', 'two', ['AWSPENDING']);
    call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' });
    expect({ v1: stages().v1, v2: [...stages().v2 as string[]].sort() }).toEqual({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING'] });
  });

  test('secret-pending-moves-on', () => {
    put('v1', 'one');
    put('v2', 'two', ['AWSPENDING']);
    call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' });
    put('v3', 'three', ['AWSPENDING']);
    expect(stages()).toMatchObject({ v2: ['AWSCURRENT'], v3: ['AWSPENDING'] });
  });

  test('secret-label-removed-alone', () => {
    put('v2', 'two', ['AWSCURRENT', 'PENDING']);
    call('UpdateSecretVersionStage', { VersionStage: 'PENDING', RemoveFromVersionId: 'v2' });
    expect(call('GetSecretValue', { VersionId: 'v2' }).VersionStages).toEqual(['AWSCURRENT']);
  });

  test('secret-deprecated-versions', () => {
    ['v1', 'v2', 'v3'].forEach((version) => put(version, version));
    const listed = (IncludeDeprecated?: boolean) => call('ListSecretVersionIds', IncludeDeprecated === undefined ? {} : { IncludeDeprecated }).Versions as JsonMap[];
    expect(listed().map(({ VersionId }) => VersionId)).toEqual(['v2', 'v3']);
    expect(listed(true).find(({ VersionId }) => VersionId === 'v1')).not.toHaveProperty('VersionStages');
  });

  test('secret-version-not-found', () => {
    put('v1', 'one');
    expect(call('GetSecretValue', { VersionId: 'v9' })).toMatchObject({ error: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret value for VersionId: v9" });
  });

  test('secret-label-and-version-differ', () => {
    put('v1', 'one');
    expect(call('GetSecretValue', { VersionId: 'v1', VersionStage: 'AWSPREVIOUS' }))
      .toEqual({ status: 400, error: 'InvalidRequestException', message: 'You provided a VersionStage that is not associated to the provided VersionId.' });
  });

  test('secret-put-same-token-same-value, secret-put-same-token-other-value', () => {
    put('t', 'Hello');
    expect(put('t', 'Hello')).toMatchObject({ VersionId: 't', VersionStages: ['AWSCURRENT'] });
    expect(put('t', 'Hi')).toMatchObject({
      error: 'ResourceExistsException', message: `You can't use ClientRequestToken t because that value is already in use for a version of secret ${SECRET}.`,
    });
  });

  test('rotation-pending-label-before-value, rotation-labels-after', async () => {
    put('v1', 'one');
    const seen: unknown[] = [];
    await secrets.rotate(SECRET, async (step: RotationStep, token) => {
      if (step === 'createSecret') {
        seen.push(stages()[token], call('GetSecretValue', { VersionId: token, VersionStage: 'AWSPENDING' }).error,
          (call('ListSecretVersionIds', {}).Versions as JsonMap[]).map(({ VersionStages }) => VersionStages));
        put(token, 'two', ['AWSPENDING']);
      } else if (step === 'finishSecret') {
        call('UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: 'v1' });
      }
    });
    expect(seen).toEqual([['AWSPENDING'], 'ResourceNotFoundException', [['AWSCURRENT']]]);
    expect(Object.values(stages())).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
  });
});

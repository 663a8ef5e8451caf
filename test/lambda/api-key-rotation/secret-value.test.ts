import { keyFromElsewhere, keyInSecret, secretText } from '../../../lambda/api-key-rotation/secret-value';

const KEY = 'k'.repeat(20);

test('a version holds its key as JSON', () => {
  expect(JSON.parse(secretText(KEY))).toEqual({ apiKey: KEY });
  expect(keyInSecret(secretText(KEY))).toBe(KEY);
});

test.each([[20, true], [19, false], [128, true], [129, false]])('a key of %d characters is one: %s', (length, isKey) => {
  const key = '!'.repeat(length);
  expect(keyInSecret(secretText(key))).toBe(isKey ? key : undefined);
  expect(keyFromElsewhere(secretText(key))).toBe(isKey ? key : undefined);
  expect(keyFromElsewhere(key)).toBe(isKey ? key : undefined);
});

test.each([`${KEY} `, ` ${KEY}`, `${KEY}\n`, `${KEY} ${KEY}`, `${KEY}é`, `${KEY}\u007f`, `${KEY}\0`])('%j is no key', (key) => {
  expect(keyInSecret(secretText(key))).toBeUndefined();
});

test.each(['', 'null', '7', 'true', `"${KEY}"`, `["${KEY}"]`, '{}', `{"key":"${KEY}"}`, '{"apiKey":null}', '{"apiKey":77777777777777777777777}', `{"apiKey":["${KEY}"]}`, `{"apiKey":"${KEY}"`, KEY])(
  '%j holds none', (text) => {
    expect(keyInSecret(text)).toBeUndefined();
  });

test('a key from elsewhere may have more members beside it', () => {
  expect(keyFromElsewhere(`{"name":"partner","apiKey":"${KEY}"}`)).toBe(KEY);
});

test('a key from elsewhere may be the bare text, with blanks around', () => {
  expect(keyFromElsewhere(` ${KEY}\n`)).toBe(KEY);
  expect(keyFromElsewhere(`${KEY}{`)).toBe(`${KEY}{`);
});

test.each(['{"password":"of-twenty-characters"}', `{${KEY}`, `\n{${KEY}`, '{"apiKey":"short"}', `${KEY} ${KEY}`, ''])('%j from elsewhere is none', (text) => {
  expect(keyFromElsewhere(text)).toBeUndefined();
});

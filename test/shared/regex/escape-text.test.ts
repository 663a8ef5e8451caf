import { escapeText } from '../../../lib/shared/regex/escape-text';

const BYTES = Array.from({ length: 0x100 }, (_, byte) => byte);
const bytesThatMatch = (text: string): number[] => BYTES.filter((byte) => new RegExp(`^${text}$`).test(String.fromCharCode(byte)));

describe('text', () => {
  test('stands for itself, whatever its characters', () => {
    const all = String.fromCharCode(...BYTES);
    expect(new RegExp(`^${escapeText(all)}$`).test(all)).toBe(true);
    expect(BYTES.map((byte) => bytesThatMatch(escapeText(String.fromCharCode(byte))))).toEqual(BYTES.map((byte) => [byte]));
  });

  test('is longer by nothing but what means something', () => {
    expect(escapeText('orders/v1-2_~:@!,="\'<>&%#; é')).toBe('orders/v1-2_~:@!,="\'<>&%#; é');
    expect(escapeText('\\^$.*+?()[]{}|')).toBe('\\\\\\^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|');
  });
});

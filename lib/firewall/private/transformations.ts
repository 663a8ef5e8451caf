import { WafTransformation, WafTransformationType } from './waf-rule';

/**
 * AWS WAF's text transformations, on byte strings (one character a byte).
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html
 */
const TRANSFORMATIONS: { readonly [type in WafTransformationType]: (text: string) => string } = {
  NONE: (text) => text,
  LOWERCASE: (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  URL_DECODE: (text) => text.replace(/\+/g, ' ').replace(/%([\da-fA-F]{2})/g, (_, digits: string) => byte(parseInt(digits, 16))),
  URL_DECODE_UNI: (text) => text.replace(/\+/g, ' ')
    .replace(/%u([\da-fA-F]{4})|%([\da-fA-F]{2})/g, (_, wide: string | undefined, digits: string) => byte(wide ? narrowed(parseInt(wide, 16)) : parseInt(digits, 16))),
  NORMALIZE_PATH: normalizePath,
  NORMALIZE_PATH_WIN: (text) => normalizePath(text.replace(/\\/g, '/')),
  COMPRESS_WHITE_SPACE: (text) => text.replace(/[\f\t\n\r\v\xa0]/g, ' ').replace(/ {2,}/g, ' '),
  HTML_ENTITY_DECODE: (text) => text.replace(/&(?:quot|nbsp|lt|gt|#x([\da-fA-F]{1,4})|#(\d{1,5}));/g, htmlEntity),
  REMOVE_NULLS: (text) => text.replace(/\0/g, ''),
  REPLACE_NULLS: (text) => text.replace(/\0/g, ' '),
};

/** What transformations make of a text, in the order of their priorities. */
export function transformation(transformations: WafTransformation[]): (text: string) => string {
  const steps = [...transformations]
    .sort((left, right) => left.Priority - right.Priority)
    .map(({ Type }) => TRANSFORMATIONS[Type]);
  return (text) => steps.reduce((result, step) => step(result), text);
}

function byte(value: number): string {
  return String.fromCharCode(value % 0x100);
}

/** Full-width ASCII comes down to ASCII; of all else the higher byte is lost. */
function narrowed(code: number): number {
  return code >= 0xff01 && code <= 0xff5e ? (code % 0x100) + 0x20 : code % 0x100;
}

function htmlEntity(entity: string, hexadecimal: string | undefined, decimal: string | undefined): string {
  if (hexadecimal !== undefined) {
    return byte(parseInt(hexadecimal, 16));
  }
  if (decimal !== undefined) {
    return byte(Number(decimal));
  }
  return { '&quot;': '"', '&nbsp;': '\xa0', '&lt;': '<', '&gt;': '>' }[entity]!;
}

/** "Removes multiple slashes, directory self-references, and directory back-references that are not at the beginning of the input." */
function normalizePath(text: string): string {
  const result: string[] = [];
  const parts = text.replace(/\/{2,}/g, '/').split('/');
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === '.') {
      if (last) {
        result.push('');
      }
    } else if (part === '..' && result.some((kept) => kept !== '' && kept !== '..')) {
      result.pop();
      if (last) {
        result.push('');
      }
    } else {
      result.push(part);
    }
  });
  return result.join('/');
}

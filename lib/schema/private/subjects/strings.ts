import { formatOf, meaningOfFormat } from '../json-schema-formats';
import { boundsLength, foreignToDraft4, strictPattern } from '../regex-support';
import { copyCount, SchemaFragment, SchemaPlace, speaksOf, TranslatorOptions } from '../schema-place';

/**
 * Lengths, patterns, formats and encodings of strings.
 *
 * @param listed whether an `enum` names the values, so that none is unbounded
 */
export function translateStrings(place: SchemaPlace, { maxStringLength }: TranslatorOptions, listed: boolean): SchemaFragment {
  const { schema, pointer, types, mode } = place;
  const fragment = new SchemaFragment(pointer);
  const { own } = fragment;
  const format = formatOf(schema, types);
  if (format?.kind === 'unenforced') {
    fragment.unenforce('format', `format: ${String(schema.format)}`);
  } else if (schema.format !== undefined && format === undefined) {
    fragment.unenforce('format');
  }
  if (!speaksOf(place, 'string')) {
    return fragment;
  }
  copyCount(schema, 'minLength', fragment);
  copyCount(schema, 'maxLength', fragment);
  let bounded = typeof own.maxLength === 'number';
  if (typeof schema.pattern === 'string') {
    const reason = foreignToDraft4(schema.pattern);
    if (reason === undefined) {
      own.pattern = strictPattern(schema.pattern);
      bounded ||= boundsLength(schema.pattern);
    } else {
      fragment.unenforce('pattern', `pattern: ${reason}`);
    }
  } else if (schema.pattern !== undefined) {
    fragment.unenforce('pattern');
  }
  if (format?.kind === 'pattern') {
    bounded ||= format.bounded;
    addPattern(`^${format.pattern}$`, fragment);
  }
  if (schema.contentEncoding !== undefined) {
    const encoding = schema.contentEncoding === 'base64' ? meaningOfFormat('byte', ['string']) : undefined;
    if (encoding?.kind === 'pattern') {
      addPattern(`^${encoding.pattern}$`, fragment);
    } else {
      fragment.unenforce('contentEncoding');
    }
  }
  if (types.includes('string') && !bounded && !listed) {
    if (maxStringLength !== undefined && mode !== 'exact') {
      own.maxLength = Math.max(maxStringLength, typeof own.minLength === 'number' ? own.minLength : 0);
    } else {
      fragment.leaveOpen('unbounded string');
    }
  }
  return fragment;
}

function addPattern(pattern: string, { own, all }: SchemaFragment): void {
  if (own.pattern === undefined) {
    own.pattern = pattern;
  } else if (own.pattern !== pattern) {
    all.push({ pattern });
  }
}

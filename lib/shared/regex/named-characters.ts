import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { CharSet } from 'refa';
import { NO_CHARACTER } from './char-set';
import { withPlainEscapes } from './plain-escapes';

/**
 * The characters that a pattern writes itself, outside of what it excludes: of `[;a-z]+|[^&]` those are `;`, `a` and `z`. What it takes by a range,
 * a property, `.` or the complement of a class, nobody has thought of one by one.
 */
export function namedCharacters(pattern: string): CharSet {
  const { source } = withPlainEscapes(pattern);
  const named: number[] = [];
  let excluded = 0;
  visitRegExpAST(new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true }), {
    onCharacterClassEnter: ({ negate }) => {
      excluded += Number(negate);
    },
    onCharacterClassLeave: ({ negate }) => {
      excluded -= Number(negate);
    },
    onCharacterEnter: ({ value }) => {
      if (excluded === 0) {
        named.push(value);
      }
    },
  });
  return NO_CHARACTER.union(named.map((value) => ({ min: value, max: value })));
}

import stylistic from '@stylistic/eslint-plugin';
import typescript from '@typescript-eslint/eslint-plugin';
import * as typescriptParser from '@typescript-eslint/parser';
import type { ESLint, Linter } from 'eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import { oneWayImports } from './one-way-imports';

/** Sources whose packages users don't install. */
const DEVELOPMENT = ['lambda', 'cli', 'local', 'bin', 'bench', 'external', 'test', 'projenrc'];

/** Each linted file is in one of them. */
const TSCONFIGS = ['./tsconfig.dev.json', './projenrc/tsconfig.json'];

/** What `eslint.config.cjs` hands to ESLint: projen writes only configurations of the kind that ESLint 10 no longer reads. */
export const eslintConfig: Linter.Config[] = [
  // JavaScript here is for browsers, CloudFront or generated.
  { ignores: ['**/*.js', '**/*.cjs', '**/*.mjs', '**/*.d.ts', 'coverage/', 'build/', 'assets/', 'dist/', 'cdk.out/', '.venv/', 'examples/', 'test/examples/features/', '.package/'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: typescriptParser as Linter.Parser, parserOptions: { project: TSCONFIGS } },
    plugins: {
      '@typescript-eslint': typescript as unknown as ESLint.Plugin,
      '@stylistic': stylistic,
      'import-x': importX as unknown as ESLint.Plugin,
      'rooms': { rules: { 'one-way-imports': oneWayImports } },
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true, project: TSCONFIGS })] },
    rules: {
      'rooms/one-way-imports': 'error',
      'import-x/no-extraneous-dependencies': ['error', {
        devDependencies: ['.projenrc.ts', ...DEVELOPMENT.map(folder => `**/${folder}/**`)],
        optionalDependencies: false,
        peerDependencies: true,
      }],
      // A warning: it says how to tidy, and several changes under way must not wait for each other's imports.
      'import-x/order': ['warn', { groups: ['builtin', 'external'], alphabetize: { order: 'asc', caseInsensitive: true } }],
      'import-x/no-duplicates': 'error',

      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-require-imports': 'error',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/return-await': 'error',
      '@typescript-eslint/member-ordering': ['error', {
        default: [
          'public-static-field', 'public-static-method',
          'protected-static-field', 'protected-static-method',
          'private-static-field', 'private-static-method',
          'field', 'constructor', 'method',
        ],
      }],
      'curly': ['error', 'multi-line', 'consistent'],
      'dot-notation': 'error',
      'no-bitwise': 'error',

      '@stylistic/indent': ['error', 2],
      '@stylistic/quotes': ['error', 'single', { avoidEscape: true }],
      '@stylistic/comma-dangle': ['error', 'always-multiline'],
      '@stylistic/comma-spacing': ['error', { before: false, after: true }],
      '@stylistic/no-multi-spaces': ['error', { ignoreEOLComments: false }],
      // These five are deprecated for `list-style`, which wants a line for each item wherever one stands on its own.
      '@stylistic/array-bracket-spacing': ['error', 'never'],
      '@stylistic/array-bracket-newline': ['error', 'consistent'],
      '@stylistic/object-curly-spacing': ['error', 'always'],
      '@stylistic/object-curly-newline': ['error', { multiline: true, consistent: true }],
      '@stylistic/object-property-newline': ['error', { allowAllPropertiesOnSameLine: true }],
      '@stylistic/keyword-spacing': 'error',
      '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: true }],
      '@stylistic/space-before-blocks': 'error',
      '@stylistic/member-delimiter-style': 'error',
      '@stylistic/semi': ['error', 'always'],
      '@stylistic/max-len': ['error', {
        code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true,
      }],
      '@stylistic/quote-props': ['error', 'consistent-as-needed'],
      '@stylistic/key-spacing': 'error',
      '@stylistic/no-multiple-empty-lines': 'error',
      '@stylistic/no-trailing-spaces': 'error',
    },
  },
];

// @ts-check
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom, by the `layer:` tag in each project's package.json. Imports point one way: apps use packages; the
 * stack knows the contract alone and reaches bundles by path; packages never see apps. Test tools may serve all.
 * @type {Record<string, string[]>}
 */
const mayImport = {
  'layer:codec': [],
  'layer:contract': [],
  'layer:terraform-reader': [],
  'layer:aws-rules': [],
  'layer:tools': [],
  'layer:bill': ['layer:contract'],
  'layer:ledger': ['layer:codec', 'layer:contract'],
  'layer:recovery': ['layer:codec', 'layer:contract', 'layer:ledger', 'layer:bill', 'layer:services'],
  'layer:services': ['layer:contract', 'layer:aws-rules'],
  'layer:simulator': [
    'layer:contract',
    'layer:aws-rules',
    'layer:bill',
    'layer:services',
    'layer:terraform-reader',
  ],
  'layer:stack-explorer': ['layer:contract', 'layer:services', 'layer:simulator'],
  'layer:plan-check': ['layer:contract', 'layer:aws-rules', 'layer:terraform-reader'],
  'layer:fault-injection': [
    'layer:codec',
    'layer:contract',
    'layer:services',
    'layer:simulator',
    'layer:ledger',
    'layer:recovery',
  ],
  'layer:function': ['layer:codec', 'layer:contract'],
  'layer:operations': ['layer:contract', 'layer:recovery'],
  'layer:console': [
    'layer:codec',
    'layer:contract',
    'layer:services',
    'layer:simulator',
    'layer:fault-injection',
    'layer:ledger',
    'layer:recovery',
    'layer:bill',
  ],
  'layer:cli': [
    'layer:codec',
    'layer:contract',
    'layer:services',
    'layer:simulator',
    'layer:fault-injection',
    'layer:ledger',
    'layer:recovery',
    'layer:bill',
    'layer:plan-check',
    'layer:terraform-reader',
    'layer:aws-rules',
    'layer:stack-explorer',
    'layer:console',
  ],
  'layer:terraform-stack': [],
  'layer:stack': ['layer:contract', 'layer:aws-rules', 'layer:terraform-stack'],
  'layer:docs': [],
};

export default defineConfig(
  { ignores: ['**/dist/**', '**/cdktf.out/**', '*/*/coverage/**', '.nx/**'] },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-params': ['error', 4],
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // Tests import their own package by its public name.
          allowCircularSelfDependency: true,
          allow: [],
          depConstraints: Object.entries(mayImport).map(([sourceTag, tags]) => ({
            sourceTag,
            onlyDependOnLibsWithTags: [...tags, 'layer:tools'],
          })),
        },
      ],
    },
  },
);

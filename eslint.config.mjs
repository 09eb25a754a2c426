import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Imports go one way through src/ (CONTRIBUTING, "Layout"): a folder may not reach the ones named here. */
const outer = ['api', 'activities', 'workflows', 'cli'];
/** What the application is made of: it is above stores, objects and engines, and below who asks. */
const application = ['exports', 'webhooks', 'schedules', 'templates'];
const forbiddenImports = {
  model: [...outer, ...application, 'stores', 'objects', 'formats', 'encode', 'contract', 'temporal'],
  contract: [...outer, ...application, 'stores', 'objects', 'formats', 'encode', 'temporal'],
  encode: [...outer, ...application, 'stores', 'objects', 'formats', 'contract', 'temporal'],
  formats: [...outer, ...application, 'stores', 'objects', 'temporal'],
  objects: [...outer, ...application, 'stores', 'formats', 'temporal'],
  stores: [...outer, ...application, 'objects', 'formats', 'temporal'],
  temporal: [...outer, ...application, 'objects', 'formats', 'encode'],
  observability: [...outer, ...application, 'objects', 'formats', 'encode'],
  exports: [...outer, 'webhooks', 'schedules', 'templates'],
  webhooks: outer,
  schedules: outer,
  templates: outer,
  activities: ['api', 'workflows', 'cli'],
  api: ['activities', 'workflows', 'cli'],
};

const houseRules = Object.entries(forbiddenImports).map(([folder, forbidden]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: forbidden.map((name) => `**/${name}/**`), message: `src/${folder} must not import this folder.` },
          {
            group: ['**/config'],
            message: 'Configuration comes as an argument from the entry points.',
            allowTypeImports: true,
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', '.local/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, args: 'all', argsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.{cjs,mjs,js}'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        require: 'readonly',
        module: 'writable',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
    rules: { ...tseslint.configs.disableTypeChecked.rules, '@typescript-eslint/no-require-imports': 'off' },
  },
  ...houseRules,
  {
    files: ['src/workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                'mongodb',
                '@google-cloud/*',
                'koa',
                'pino',
                'zod',
                '**/model/**',
                '**/stores/**',
                '**/encode/**',
                '**/api/**',
              ],
              message: 'Workflow code is deterministic: contract and Temporal only.',
            },
            {
              group: ['**/activities', '**/activities/**'],
              message: 'Import activities as types only.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts', 'src/cli/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'src/config.ts is the only reader of the environment.' },
      ],
    },
  },
  prettier,
);

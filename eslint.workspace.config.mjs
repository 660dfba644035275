// @ts-check
// For `npm run lint`: with one program for the whole workspace, types are computed once. `nx lint` of a project loads that project alone.
import { defineConfig } from 'eslint/config';
import projects from './eslint.config.mjs';

export default defineConfig(projects, {
  files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
  languageOptions: {
    parserOptions: {
      projectService: false,
      project: ['tsconfig.workspace.json', 'apps/console/tsconfig.json', 'apps/docs/tsconfig.json'],
    },
  },
});

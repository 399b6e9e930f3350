import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config.ts';

const read = (api: string, variables = {}) =>
  parseConfig({
    env: {},
    yaml: `environments:\n  staging: { focusServer: { url: 'https://focus.example.org' } }\napi:\n${api}`,
    yamlName: 'focus.yml',
    variables,
    readFile: () => '',
    needs: [],
  });

describe('the settings of the HTTP API', () => {
  it('are this machine alone, and a token from the environment', () => {
    const CI_TOKEN = 'a-token-of-24-characters';
    const { api } = read('  port: 8090\n  clients: { ci: { token: "$'.concat('{CI_TOKEN}", may: [look] } }'), {
      CI_TOKEN,
    });
    expect(api).toEqual({
      ...{ port: 8090, host: '127.0.0.1', alertmanager: { environments: {} } },
      clients: { ci: { token: CI_TOKEN, may: ['look'] } },
    });
  });

  it('name a token that is too short and never show it, and an environment that is not there', () => {
    const wrong = () =>
      read('  port: 8090\n  clients: { ci: { token: hunter2, may: [look, audit], environments: [moon] } }');
    expect(wrong).toThrow(/api\.clients\.ci\.token: came a text of 7 characters, at least 24 characters are expected/);
    expect(wrong).toThrow(
      /api\.clients\.ci\.may\.1: came a text of 5 characters, one of look, timing, logs, evidence is expected/,
    );
    expect(wrong).not.toThrow(/hunter2/);
    const astray = () =>
      read(`  port: 1\n  clients: { ci: { token: ${'x'.repeat(24)}, may: [], environments: [moon] } }`);
    expect(astray).toThrow(
      /api\.clients\.ci\.environments\.0: came a text of 4 characters, one of staging is expected/,
    );
  });
});

import path from 'node:path';
import { stringify } from 'yaml';
import { type Config, parseConfig } from '#config.ts';
import { environmentSettings } from './environment.ts';
import type { Scenario } from './scenario.ts';
import type { LabSlack } from './services/slack/lab-slack.ts';
import type { World } from './world/world.ts';

/** The SSH host that the bot goes through, as focus.yml has it, but for the key, which is the text of its file. */
export type LabSsh = { readonly key: string } & Readonly<Record<string, unknown>>;

interface Places {
  readonly world: World;
  readonly slack: LabSlack;
  readonly redisUrl: string;
  readonly folder: string;
  readonly scenario: Scenario;
  readonly checks: Readonly<Record<string, object>>;
  readonly watch: boolean;
  readonly api: object | undefined;
  readonly notify: Readonly<Record<string, object>>;
  readonly ssh?: LabSsh;
}

/** The lab's settings before they are read: another thread may read them too. */
export interface LabTexts {
  readonly env: Readonly<Record<string, string>>;
  readonly yaml: string;
  readonly sshKey?: string;
}

export const watchedCheck: Readonly<Record<string, object>> = {
  'lab-watched': { environment: 'lab', watched: { fails: '2 of 5', slow: 'p95 of 14d × 1.5' }, channel: 'C0INCIDENT' },
};

/** A check of each kind that has a schedule, which alert in #incidents. */
export function labChecks(every: string): Readonly<Record<string, object>> {
  const common = { environment: 'lab', every, confirmAfter: '5s', channel: 'C0INCIDENT' };
  const runbook = 'https://wiki.example.org/focus/consumers';
  return {
    'lab-live': { ...common, timing: { timeout: '30s' }, runbook },
    'lab-ready': { ...common, status: 'all' },
  };
}

const SSH_KEY = 'ssh-key';

export function labTexts({
  world,
  slack,
  redisUrl,
  folder,
  scenario,
  checks,
  watch,
  notify,
  ssh,
  api,
}: Places): LabTexts {
  const settings = environmentSettings(world, path.join(folder, 'kubeconfig'), scenario.faults);
  const lab = {
    ...settings,
    ...('kubernetes' in settings && { capture: true, watch }),
    ...(ssh && { ssh: { ...ssh, key: SSH_KEY } }),
  };
  return {
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redisUrl,
      // Nobody waits for a run in a world that ends.
      SHUTDOWN_TIMEOUT: '20s',
    },
    yaml: stringify({ environments: { lab }, checks, ...(api && { api }), notify }),
    ...(ssh && { sshKey: ssh.key }),
  };
}

/** They go the way of all settings, through the same parser. */
export function configOf({ env, yaml, sshKey }: LabTexts): Config {
  return parseConfig({
    env,
    yaml,
    yamlName: 'lab.yml',
    variables: {},
    readFile: (name) => {
      if (sshKey !== undefined && name === SSH_KEY) return sshKey;
      throw new Error(`the lab has no file ${name}`);
    },
    needs: ['slack'],
  });
}

import { unzipSync } from 'fflate';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Scenario } from '#lab/scenario.ts';
import { createLog } from '#lib/logger.ts';
import { readForms } from '../../bench/secrets/corpus.ts';
import { type Answered, askApi } from './ask-api.ts';
import { freePort } from './redis-servers.ts';
import { readPacked } from './redis-texts.ts';
import { soon } from './soon.ts';

const TOKEN = 'a-token-that-may-all-of-it-0001';
const CHANNEL = 'C0INCIDENT';
const LAST = 'ERROR pz.baby_analyzer that was the last form';
/** What people may type a secret into. */
const TYPED = 'Tomato-Door-77';

const forms = readForms();
const text = forms.map((form) => form.text).join('\n');
/** Those that stand in the texts once: of the others nobody could say where they come from. */
const secrets = [
  ...new Set(forms.flatMap((form) => form.secrets).flatMap((secret) => secret.split('\n').map((line) => line.trim()))),
].filter((secret) => secret.length > 6 && text.split(secret).length === 2);

const lines = [...forms.flatMap((form) => [...form.text.split('\n'), 'INFO and on']), LAST];
const scenario: Scenario = {
  id: 'own',
  story: 'a test’s own: the analyzer writes every form of a secret, and no consumer comes',
  faults: [
    { kind: 'never', stage: 'consumer' },
    { kind: 'log', from: 'grpc', after: 'started', lines },
    { kind: 'log', from: 'backend', after: 'configured', lines },
  ],
  expected: { verdict: 'broken' },
};

/** The real bot and worker, whose world says every form of the corpus: what leaves them or is kept holds none of it. */
export function everyPathContract(name: string, redisUrl?: string): void {
  describe(`no secret of the corpus, with ${name}, is in`, () => {
    let lab: Lab;
    let redis: Redis;
    let port: number;
    const said: string[] = [];
    const answers: Answered[] = [];
    const kept: string[] = [];
    const ask = async (path: string, body?: unknown) => {
      return soon(async () => {
        const answer = await askApi(port, path, { body, token: TOKEN });
        // A world and a bot in one process: its Redis may not answer in time.
        expect(answer.status).not.toBe(503);
        answers.push(answer);
        return answer;
      }, 60_000);
    };
    const messages = () => lab.slack.messages(CHANNEL);

    beforeAll(async () => {
      port = await freePort();
      const log = createLog('debug', { destination: { write: (line) => void said.push(line) } });
      const clients = { ci: { token: TOKEN, may: ['look', 'timing', 'logs', 'evidence'] } };
      lab = await openLab({
        ...{ scenario, speed: 4, seed: 1, log, outside: true, api: { port, clients } },
        ...(redisUrl !== undefined && { redisUrl }),
      });
      redis = new Redis(redisUrl ?? lab.redis.url);
      await askEverything();
      kept.push(...(await readPacked(redis)));
    }, 180_000);

    afterAll(async () => {
      redis?.disconnect();
      await lab?.close();
    });

    async function askEverything(): Promise<void> {
      const report = await ask('/v1/investigations?wait=3m', { environment: 'lab' });
      const { id, jobId } = report.json;
      for (const part of ['', '/bundle', '/logs']) await ask(`/v1/investigations/${id}${part}`);
      await lab.slack.command('timing channels=7-9');
      await soon(() => expect(JSON.stringify(messages())).toContain('"run-again"'), 60_000);
      for (const actionId of ['details', 'logs', 'evidence']) await press(actionId);
      const before = messages().length;
      await lab.slack.command(`logs ${jobId} grep="password=${TYPED}"`);
      await lab.slack.command(`logs ${jobId}`);
      await lab.slack.command('history');
      await lab.slack.command('audit', { user: 'U0LEAD' });
      await soon(() => expect(messages().length).toBeGreaterThan(before + 2), 30_000);
      const isZip = (file: Buffer) => file.subarray(0, 2).toString() === 'PK';
      await soon(() => expect([...lab.slack.files().values()].some(isZip)).toBe(true), 30_000);
      // What cannot be told waits in the outbox.
      for (const method of ['chat.postMessage', 'chat.update']) lab.slack.failAll(method, 'token_revoked');
      await lab.slack.command(`logs ${jobId} level=error`);
      await soon(() => expect(said.join('')).toContain('outbox'), 60_000);
    }

    async function press(actionId: string): Promise<void> {
      const holds = () => messages().find(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`));
      await soon(() => expect(holds()).toBeDefined(), 30_000);
      await lab.slack.click({ channel: CHANNEL, messageTs: holds()?.ts ?? '', actionId });
    }

    const leaked = (shown: string) => [...secrets, TYPED].filter((secret) => shown.includes(secret));

    it('a world that says them', async () => {
      expect(secrets.length).toBeGreaterThan(1_000);
      expect(JSON.stringify(messages())).toContain('‹hidden ');
    });

    it('its own log', () => {
      expect(said.length).toBeGreaterThan(10);
      expect(leaked(said.join(''))).toEqual([]);
    });

    it('what Slack is told: messages, forms, files, and what is for one alone', () => {
      const files = [...lab.slack.files().values()].map((file) => textOf(file));
      expect(files.join('').includes('‹hidden ')).toBe(true);
      expect(leaked(JSON.stringify([lab.slack.calls, lab.slack.ephemerals()]))).toEqual([]);
      expect(leaked(files.join('\n'))).toEqual([]);
    });

    it('what programs are answered, bundles too', async () => {
      const { id } = answers[0]?.json ?? {};
      const url = `http://127.0.0.1:${port}/v1/investigations/${id}/bundle`;
      const zip = await soon(async () => {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
        expect(answer.status).toBe(200);
        return answer.arrayBuffer();
      }, 60_000);
      const bundle = textOf(Buffer.from(zip));
      expect(answers.filter(({ status }) => status !== 200).map((answer) => answer.text)).toEqual([]);
      expect(bundle.includes('‹hidden ')).toBe(true);
      expect(leaked(answers.map((answer) => answer.text).join('\n'))).toEqual([]);
      expect(leaked(bundle)).toEqual([]);
    });

    it('what machines count', async () => {
      const metrics = await (await fetch(`${lab.outsideUrl}/metrics`)).text();
      expect(metrics).toContain('focus_bot_investigations_total');
      expect(leaked(metrics)).toEqual([]);
    });

    it('Redis: queue, history, captures, what is seen so far, outbox and audit', () => {
      const all = kept.join('\n');
      const parts = ['outbox', 'history', 'capture', 'audit', '‹hidden '];
      expect(parts.filter((part) => !all.includes(part))).toEqual([]);
      expect(leaked(all)).toEqual([]);
    });
  });
}

/** Of a zip, what its files say. */
function textOf(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString() !== 'PK') return bytes.toString();
  return Object.entries(unzipSync(bytes))
    .map(([file, content]) => `${file}\n${textOf(Buffer.from(content))}`)
    .join('\n');
}

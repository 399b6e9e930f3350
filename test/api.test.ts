import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBot } from '#app.ts';
import { reportJson } from '#bundle/report-json.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Fault } from '#lab/scenario.ts';
import { silentLog } from '#lib/logger.ts';
import { type Answered, askApi } from './support/ask-api.ts';
import { freePort } from './support/redis-servers.ts';
import { soon } from './support/soon.ts';

const all = 'a-token-that-may-all-of-it-0001';
const lookOnly = 'a-token-that-may-only-look-0002';
const elsewhere = 'a-token-for-another-place-0003';

/** The real bot and worker in the lab, asked over real HTTP; ten times as fast as real time. */
describe('the HTTP API', { timeout: 60_000 }, () => {
  let lab: Lab;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
  });
  afterEach(() => lab.close());

  const api = () => ({
    port,
    clients: {
      ci: { token: all, may: ['look', 'timing', 'logs', 'evidence'] },
      watcher: { token: lookOnly, may: ['look'] },
      stranger: { token: elsewhere, may: ['look', 'timing'], environments: [] },
    },
    alertmanager: { environments: { lab: { cluster: 'lab-1' } } },
  });
  const open = async (...faults: Fault[]) => {
    const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'healthy' } } as const;
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog, api: api() });
  };
  const ask = (path: string, body?: unknown, headers: Record<string, string> = {}, token: string | undefined = all) =>
    askApi(port, path, { body, headers, token });
  const configures = () => lab.world.focusServer.requests.filter(({ path }) => path === '/configure');
  const said = () => lab.slack.messages(lab.slack.channel('incidents').id);
  const messageOf = ({ json }: Answered) => JSON.stringify(json.mistakes ?? json.detail ?? json.title);

  it('answers a new job with its report, all in one shape, and says nothing in Slack', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const answer = await ask('/v1/investigations?wait=5m', { environment: 'lab', channels: '7-9', nfft: 2048 });
    expect(answer.status).toBe(200);
    const report = reportJson.parse(answer.json);
    expect(report).toMatchObject({ environment: 'lab', verdict: 'broken', cause: { id: 'consumer-never-created' } });
    expect(report.course.find(({ step }) => step === 'consumer')?.state).toBe('never');
    expect(report.links.report).toBe(`http://127.0.0.1:${port}/v1/investigations/${report.id}`);
    expect(JSON.parse(configures()[0]?.body ?? '')).toMatchObject({
      channels: { min: 7, max: 9 },
      nfftSelection: 2048,
    });
    expect((await ask(`/v1/investigations/${report.id}`)).json).toEqual(answer.json);
    expect(said()).toEqual([]);
  });

  it('answers at once where nobody waits: 202 with where the report will be, then 200 there', async () => {
    await open();
    const answer = await ask('/v1/investigations', { environment: 'lab' });
    expect(answer.status).toBe(202);
    const { id, report_url: url } = answer.json;
    expect(answer.json).toMatchObject({ environment: 'lab', link: null, report_url: answer.headers.get('location') });
    await soon(async () => {
      const seen = await ask(new URL(String(url)).pathname);
      expect(seen.status === 202 ? seen.json.job_id : seen.json.jobId).toMatch(/^\d+-\d+$/);
    }, 20_000);
    const report = await ask(`/v1/investigations/${id}?wait=2m`);
    expect(report.json).toMatchObject({ id, verdict: 'healthy', cause: null });
    const zip = await ask(`/v1/investigations/${id}/bundle`);
    expect([zip.status, zip.headers.get('content-type'), zip.text.slice(0, 2)]).toEqual([200, 'application/zip', 'PK']);
    const logs = await ask(`/v1/investigations/${id}/logs`);
    expect(JSON.stringify(logs.json.files)).toContain('focus-server');
  });

  it('answers a job that somebody else started, and says of one that is not there that nobody knows it', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const jobId = await lab.configure();
    const answer = await ask('/v1/investigations?wait=5m', { job_id: `grpc-job-${jobId}`, environment: 'lab' });
    expect(answer).toMatchObject({
      status: 200,
      json: { jobId, verdict: expect.stringMatching(/^(broken|inconclusive)$/) },
    });
    expect(configures()).toHaveLength(1);
    const unknown = await ask('/v1/investigations?wait=1m', { job_id: '77-777' });
    expect(unknown).toMatchObject({ status: 410, json: { title: 'Nobody knows a job 77-777' } });
    expect(said()).toEqual([]);
  });

  it('tells it in the thread of a Slack message too, and links to it', async () => {
    await open();
    const { ts } = await lab.slack.say('the nightly run fails');
    const link = `https://lab.slack.com/archives/${lab.slack.channel('incidents').id}/p${ts.replace('.', '')}`;
    const { json } = await ask('/v1/investigations?wait=2m', { environment: 'lab', slack_message: link });
    await soon(() => expect(said().filter((message) => message.thread_ts === ts).length).toBeGreaterThan(0), 20_000);
    expect(JSON.stringify(said().find((message) => message.thread_ts === ts))).toContain('client ci');
    await soon(async () =>
      expect((await ask(`/v1/investigations/${json.id}`)).json.links).toHaveProperty('slack', expect.any(String)),
    );
  });

  it('refuses the link of a message in another workspace by its name, of a new job and of one that is there', async () => {
    await open();
    const link = `https://acme.slack.com/archives/${lab.slack.channel('incidents').id}/p1763041234567890`;
    for (const question of [{ environment: 'lab' }, { environment: 'lab', job_id: '19-7' }]) {
      const answer = await ask('/v1/investigations', { ...question, slack_message: link });
      expect([answer.status, answer.json.mistakes]).toEqual([
        400,
        [
          {
            field: 'slack_message',
            message: 'came the link of a message in acme.slack.com; the bot is in lab.slack.com alone',
          },
        ],
      ]);
    }
    expect(configures()).toEqual([]);
    expect(said()).toEqual([]);
  });

  it('gives the same investigation for the same key and body, over two processes, and 422 for another body', async () => {
    await open();
    const other = await freePort();
    const config = { ...lab.config, ...(lab.config.api && { api: { ...lab.config.api, port: other } }) };
    const replica = await openBot(config, lab.clock, silentLog);
    try {
      const key = { 'idempotency-key': 'build-71' };
      const body = { environment: 'lab', nfft: 512 };
      const both = await Promise.all([
        ask('/v1/investigations', body, key),
        askApi(other, '/v1/investigations', { body, headers: key, token: all }),
      ]);
      const [first, second] = both.map(({ json }) => json.id);
      expect(first).toMatch(/^[a-z0-9]{10}$/);
      expect(second).toBe(first);
      const report = await askApi(other, '/v1/investigations?wait=2m', { body, headers: key, token: all });
      expect(report).toMatchObject({ status: 200, json: { id: first } });
      expect(await ask('/v1/investigations', { environment: 'lab', nfft: 256 }, key)).toMatchObject({ status: 422 });
      expect(configures()).toHaveLength(1);
    } finally {
      await replica.close();
    }
  });

  it('holds a client to its share over two processes, and says when it may ask again', async () => {
    await open();
    const other = await freePort();
    const config = { ...lab.config, ...(lab.config.api && { api: { ...lab.config.api, port: other } }) };
    const replica = await openBot(config, lab.clock, silentLog);
    try {
      const many = Array.from({ length: 120 }, (_, n) => askApi(n % 2 ? port : other, '/v1/nothing', { token: all }));
      const answers = await Promise.all(many);
      const late = answers.filter(({ status }) => status === 429);
      expect(late.length).toBeGreaterThan(0);
      expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await ask('/v1/nothing', undefined, {}, lookOnly)).status).toBe(404);
    } finally {
      await replica.close();
    }
  });

  it('starts one investigation for a group of alerts, told where the settings say, and none for what is resolved', async () => {
    await open();
    const alert = (labels: object, status = 'firing') => ({
      status,
      labels,
      startsAt: '2026-11-30T10:00:00Z',
      fingerprint: 'f',
    });
    const group = {
      ...{ version: '4', groupKey: '{}:{alertname="NoConsumer"}', status: 'firing', receiver: 'focus' },
      alerts: [
        alert({ alertname: 'NoConsumer', focus_environment: 'lab' }),
        alert({ alertname: 'NoConsumer', cluster: 'lab-1' }),
        alert({ alertname: 'NoConsumer', cluster: 'another' }),
        alert({ focus_environment: 'lab' }, 'resolved'),
      ],
    };
    const first = await ask('/v1/hooks/alertmanager', group);
    expect(first).toMatchObject({ status: 202, json: { started: [{ environment: 'lab' }], refused: [], ignored: 1 } });
    expect((await ask('/v1/hooks/alertmanager', group)).json).toEqual(first.json);
    const [{ id = '' } = {}] = first.json.started as { id: string }[];
    expect(await ask(`/v1/investigations/${id}?wait=2m`)).toMatchObject({ status: 200, json: { verdict: 'healthy' } });
    expect(configures()).toHaveLength(1);
    const resolved = { ...group, alerts: [alert({ focus_environment: 'lab' }, 'resolved')] };
    expect((await ask('/v1/hooks/alertmanager', resolved)).json).toEqual({ started: [], refused: [], ignored: 0 });
    const refused = await ask('/v1/hooks/alertmanager', { ...group, groupKey: 'other' }, {}, lookOnly);
    expect(refused.json).toMatchObject({ started: [], refused: [{ environment: 'lab' }] });
  });

  it('lets a client do what it may and nothing else, and writes down who did what', async () => {
    await open();
    expect(await ask('/v1/investigations', { environment: 'lab' }, {}, lookOnly)).toMatchObject({
      status: 403,
      json: { title: 'You may not start jobs in lab', detail: expect.stringContaining('This client may look') },
    });
    expect((await ask('/v1/investigations', { environment: 'lab' }, {}, elsewhere)).status).toBe(403);
    const { json } = await ask('/v1/investigations?wait=2m', { environment: 'lab' });
    expect((await ask(`/v1/investigations/${json.id}`, undefined, {}, lookOnly)).status).toBe(200);
    for (const path of ['/bundle', '/logs'])
      expect((await ask(`/v1/investigations/${json.id}${path}`, undefined, {}, lookOnly)).status).toBe(403);
    expect((await ask(`/v1/investigations/${json.id}`, undefined, {}, elsewhere)).status).toBe(403);
    await lab.slack.command('audit', { user: 'U0LEAD' });
    await soon(() => {
      const lines = lab.slack.ephemerals('U0LEAD').at(-1)?.text ?? '';
      expect(lines).toMatch(/client watcher timing a new job in lab: \*refused\*/);
      expect(lines).toMatch(/client ci timing a new job in lab$/m);
      expect(lines).toMatch(new RegExp(`client stranger look ${json.id} in lab: \\*refused\\*`));
    });
    expect(configures()).toHaveLength(1);
  });

  it('tells a client the names of its own environments alone', async () => {
    await open();
    const named = async (token: string) =>
      messageOf(await ask('/v1/investigations', { environment: 'lap' }, {}, token));
    expect(await named(all)).toContain('there is no environment lap; did you mean lab? (there is lab)');
    for (const body of [{ environment: 'lap' }, { environment: 'lap', job_id: '19-7' }]) {
      const answer = await ask('/v1/investigations', body, {}, elsewhere);
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('there is no environment lap')]);
      expect(answer.text).not.toContain('lab');
    }
  });

  it('says of an investigation that somebody cancelled that there will be no report', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const { json } = await ask('/v1/investigations', { environment: 'lab', timeout: '120s' });
    await soon(() => expect(configures()).toHaveLength(1), 20_000);
    await lab.slack.command(`cancel ${json.id}`, { user: 'U0LEAD' });
    expect(await ask(`/v1/investigations/${json.id}?wait=2m`)).toMatchObject({
      status: 410,
      json: { title: 'The investigation was cancelled', detail: 'By U0LEAD' },
    });
    expect(said()).toEqual([]);
  });

  it('turns away who has no token, and says what is wrong with what came: what, and what is allowed', async () => {
    await open();
    const post = (body: unknown, headers?: Record<string, string>) => ask('/v1/investigations', body, headers);
    for (const token of ['', 'nobody-has-this-token-at-all-000', all.slice(0, -1), `${all} `.trim().toUpperCase()])
      expect((await askApi(port, '/v1/investigations', { token, body: {} })).status).toBe(401);
    expect((await askApi(port, '/v1/openapi.json', {})).json.openapi).toBe('3.1.0');
    expect((await ask('/v1/investigations/aaaaaaaaaa')).status).toBe(404);
    expect(await ask('/v1/investigations')).toMatchObject({ status: 405 });
    expect((await post('environment=lab', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{', {})).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post(`{"environment":"${'x'.repeat(70_000)}"}`)).status).toBe(413);
    const deep = await post(`{"environment":"lab","channels":${'['.repeat(25_000)}${']'.repeat(25_000)}}`);
    expect([deep.status, messageOf(deep)]).toEqual([400, '"At most 60 levels are read"']);
    expect((await post('['.repeat(60_000))).status).toBe(400);
    expect(messageOf(await post({}))).toContain('"field":"environment","message":"came nothing');
    expect(messageOf(await post({ environment: 'moon' }))).toContain('there is no environment moon');
    expect(messageOf(await post({ environment: 'lab', nfft: 1000 }))).toContain('power of two');
    expect(messageOf(await post({ environment: 'lab', nfft: '512 view=waterfall' }))).toContain('without spaces');
    expect(messageOf(await post({ environment: 'lab', nftt: 512 }))).toContain(
      '"field":"nftt","message":"there is no such field"',
    );
    expect(messageOf(await post('{"environment":"lab","__proto__":{"nfft":1}}'))).toContain('__proto__');
    expect(messageOf(await post({ job_id: '19_7' }))).toContain('is not a job id');
    expect(
      messageOf(await post({ environment: 'lab', slack_message: 'https://evil.example/archives/C1/p1' })),
    ).toContain('slack_message');
    expect(messageOf(await ask('/v1/investigations?wait=9h', { environment: 'lab' }))).toContain('up to 5m');
    expect(messageOf(await ask('/v1/investigations?wait=1s&wait=2m', { environment: 'lab' }))).toContain(
      'came 2 times',
    );
    expect(messageOf(await ask('/v1/hooks/alertmanager', { version: '3' }))).toContain('version');
    expect(configures()).toEqual([]);
  });

  it('says what text is expected where something else came', async () => {
    await open();
    for (const body of [{}, { environment: 5 }, { environment: '' }, { job_id: 5 }])
      expect(messageOf(await ask('/v1/investigations', body))).toMatch(
        /came (nothing|5|\\"\\"); a text of 1 to (60|120) characters is expected/,
      );
  });

  /** What a client is told that reads nothing before all of its body is sent. */
  const answeredLate = (head: readonly string[], body: Iterable<string>) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let said = '';
      socket.pause();
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        said += chunk;
      });
      socket.on('end', () => resolve(said));
      socket.write(`POST /v1/investigations HTTP/1.1\r\nHost: bot\r\n${head.join('\r\n')}\r\n\r\n`);
      for (const part of body) socket.write(part);
      socket.end('', () => socket.resume());
    });
  const json = 'Content-Type: application/json';
  const mib = 'x'.repeat(1_048_576);

  it.each([
    ['413 of a body in chunks', [`Authorization: Bearer ${all}`, json, 'Transfer-Encoding: chunked'], 413],
    ['413 of a length', [`Authorization: Bearer ${all}`, json, 'Content-Length: 4194304'], 413],
    ['415', [`Authorization: Bearer ${all}`, 'Transfer-Encoding: chunked'], 415],
    ['401', ['Transfer-Encoding: chunked', json], 401],
  ])('gives a client that reads only at the end its %s, and no reset', async (_what, head, status) => {
    await open();
    const isChunked = head.some((line) => /chunked/.test(line));
    const parts = [mib, mib, mib, mib].map((part) => (isChunked ? `100000\r\n${part}\r\n` : part));
    const said = await answeredLate(head, [...parts, ...(isChunked ? ['0\r\n\r\n'] : [])]);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\r\n\r\n\\{[^]*\\}\n$`));
    expect(said).toMatch(/\r\nconnection: close\r\n/i);
    expect((await ask('/v1/investigations/aaaaaaaaaa')).status).toBe(404);
  });

  it('hangs up on a client that goes on sending after its answer', async () => {
    await open();
    const head = `POST /v1/investigations HTTP/1.1\r\nHost: bot\r\n${json}\r\nAuthorization: Bearer ${all}\r\n`;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk;
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const more = () => {
      while (!socket.destroyed && socket.write(`100000\r\n${mib}\r\n`));
    };
    socket.on('drain', more);
    more();
    await closed;
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    // What it reads no more of, and what was on the way.
    expect(socket.bytesWritten).toBeLessThan(100 * mib.length);
  });

  it('stops reading a body that never ends, and goes on answering others', async () => {
    await open();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: `Bearer ${all}`, 'content-type': 'application/json' };
      const sending = httpRequest({ port, path: '/v1/investigations', method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        sending.destroy();
      });
      sending.on('error', reject);
      const more = () => {
        while (!sending.destroyed && sending.write(' '.repeat(16_384)));
      };
      sending.on('drain', more);
      more();
    });
    expect(status).toBe(413);
    expect((await ask('/v1/investigations/aaaaaaaaaa')).status).toBe(404);
  });

  it('takes a client that hangs up before its question is whole for no mistake of the bot', async () => {
    const errors: string[] = [];
    const log = { ...silentLog, error: (_fields: object, words: string) => void errors.push(words) };
    const scenario = { id: 'own', story: 'a test’s own', faults: [], expected: { verdict: 'healthy' } } as const;
    lab = await openLab({ scenario, speed: 10, seed: 1, log, api: api() });
    const headers = { authorization: `Bearer ${all}`, 'content-type': 'application/json', 'content-length': 200 };
    const asking = httpRequest({ port, path: '/v1/investigations', method: 'POST', headers });
    const gone = new Promise((resolve) => asking.once('error', resolve));
    asking.write('{', () => setImmediate(() => asking.destroy(new Error('hung up'))));
    await gone;
    // Each answer comes later than what the one before it left.
    for (let nth = 0; nth < 5; nth += 1) expect((await ask('/v1/investigations/aaaaaaaaaa')).status).toBe(404);
    expect(errors).toEqual([]);
    expect(configures()).toEqual([]);
  });

  it('is a polite word, and nothing started, while Redis is away', async () => {
    await open();
    await lab.redis.setDown(true);
    expect(await ask('/v1/investigations', { environment: 'lab' })).toMatchObject({ status: 503 });
    await lab.redis.setDown(false);
    expect(configures()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions, silentLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';

function logging(level: string, options: LogOptions = {}) {
  const written: string[] = [];
  const log = createLog(level, { destination: { write: (line) => void written.push(line) }, ...options });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>), written };
}

describe('a log line', () => {
  it('is JSON with the time in words, its fields and its message', () => {
    const { log, lines, written } = logging('info');
    log.info({ investigation: 'inv1', tookMs: 5 }, 'explained');
    expect(lines()).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        investigation: 'inv1',
        tookMs: 5,
        msg: 'explained',
      },
    ]);
    expect(written[0]).toMatch(/\n$/);
  });

  it('holds no secret, also of a pattern of one’s own', () => {
    const { log, written } = logging('info', createRedactor([/badge (?<secret>\d{8})/]));
    log.info({ said: 'badge 12345678', url: 'amqp://panda:hunter2@rabbitmq' }, 'badge 12345678 came');
    expect(written.join('')).toMatch(/badge ‹hidden [0-9a-f]{4}› came/);
    expect(written.join('')).not.toMatch(/12345678|hunter2/);
  });

  it('steers no terminal that shows it, and is the same to whoever reads it', () => {
    const { log, lines, written } = logging('info');
    const said = 'a \u001b[31m b \u009b2J c \u202e d \u2066';
    log.info({ said }, said);
    expect(written[0]).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(lines()).toMatchObject([{ said, msg: said }]);
  });

  it('is written from its level on', () => {
    const { log, lines } = logging('warn');
    log.debug({}, 'one');
    log.info({}, 'two');
    log.warn({}, 'three');
    log.error({}, 'four');
    expect(lines().map(({ msg }) => msg)).toEqual(['three', 'four']);
  });

  it('has the fields of the log it comes from', () => {
    const { log, lines } = logging('info');
    log.child({ investigation: 'inv1' }).child({ probe: 'pods' }).info({ at: 1 }, 'blind');
    expect(lines()).toMatchObject([{ investigation: 'inv1', probe: 'pods', at: 1, msg: 'blind' }]);
  });

  it('shows an error with its stack, and no secret, be it in the message, a field or the error', () => {
    const { log, lines, written } = logging('info');
    const url = 'amqp://panda:hunter2@rabbitmq:5672';
    log.error({ err: new Error(`connect ${url}`), settings: { password: 'hunter2, really', url } }, `lost ${url}`);
    log.child({ url }).info({ headers: { authorization: 'Bearer hunter2' } }, 'asked');
    expect(written.join('')).not.toContain('hunter2');
    expect(lines()[0]).toMatchObject({
      msg: 'lost amqp://panda:‹hidden 0fe1›@rabbitmq:5672',
      err: { type: 'Error', stack: expect.stringContaining('logger.test.ts') },
    });
    expect(lines()).toHaveLength(2);
  });

  it('stays one line, and JSON, though a key in it was cut short', () => {
    const { log, lines } = logging('info');
    log.info({ body: '-----BEGIN PRIVATE KEY-----\nMIIEow' }, 'read');
    log.info({}, 'next');
    expect(lines()).toMatchObject([{ body: '‹hidden 39f5›', msg: 'read' }, { msg: 'next' }]);
  });
});

it('a silent log says nothing and has silent children', () => {
  expect(silentLog.child({})).toBe(silentLog);
  expect(silentLog.info({}, 'nothing')).toBeUndefined();
});

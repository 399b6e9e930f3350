import { describe, expect, it } from 'vitest';
import { metadataAnswer } from '#probes/focus-server/classify.ts';
import type { Answered } from '#probes/focus-server/client.ts';

const answered = (status: number, text: string, body: Answered['body'] = 'whole'): Answered => ({
  kind: 'answered',
  sentAt: 1,
  answeredAt: 2,
  status,
  text,
  body,
});
const UNKNOWN = '{"error":"Invalid job_id"}';

describe('an answer of GET /metadata', () => {
  it.each([
    [200, '{"job_id":"19-7"}', 'ready'],
    [201, '{"status":"","stream_url":"10.0.0.1","stream_port":"12319","lines_dt":0.5}', 'ready'],
    [200, '{"job_id":"18-2","stream_url":"10.0.0.1","stream_port":"12318"}', 'other-job'],
    [200, '{"job_id":"19-77"}', 'other-job'],
    [201, '{"status":""}', 'unexpected'],
    [200, '{"status":"ok"}', 'unexpected'],
    [200, '{"status":"ok","view_type":0}', 'unexpected'],
    [200, '{}', 'unexpected'],
    [200, 'null', 'unexpected'],
    [200, '"19-7"', 'unexpected'],
    [200, '[{"job_id":"19-7"}]', 'unexpected'],
    [200, '{"job_id":null}', 'unexpected'],
    [200, '{"job_id":null,"stream_url":"10.0.0.1","stream_port":12319}', 'ready'],
    [200, '{"job_id":"19-7","error":"no consumer"}', 'unexpected'],
    [200, '', 'unexpected'],
    [404, UNKNOWN, 'id-unknown'],
    [200, UNKNOWN, 'id-unknown'],
    [404, '{"detail":"Not Found"}', 'route-absent'],
    [500, 'Internal Server Error', 'server-error'],
    [503, '<html></html>', 'server-error'],
    [504, UNKNOWN, 'server-error'],
    [404, 'default backend - 404', 'unexpected'],
    [400, UNKNOWN, 'unexpected'],
    [401, '{"detail":"Not authenticated"}', 'unexpected'],
    [302, '', 'unexpected'],
    [204, '', 'unexpected'],
    [200, '{"error":"database is locked"}', 'unexpected'],
    [200, '  <!doctype html><title>Sign in</title>', 'unexpected'],
  ])('%i %s is %s', (status, text, answer) => {
    expect(metadataAnswer(answered(status, text), '19-7')).toMatchObject({ answer, status });
  });

  it('is ready when its body is too long to be read to the end', () => {
    const long = '{"job_id":"19-7","frequencies_list":[1,2';
    expect(metadataAnswer(answered(200, long, 'cut'), '19-7').answer).toBe('ready');
    expect(metadataAnswer(answered(200, long, 'cut'), '18-2').answer).toBe('other-job');
  });

  it.each([
    ['the connection broke', 'broken'],
    ['the server took it for whole', 'whole'],
  ] as const)('is a 200 with a body cut short where %s', (_how, ended) => {
    const cut = metadataAnswer(answered(200, '{"status":"","job_id":"19-7","lines_', ended), '19-7');
    expect(cut).toMatchObject({ answer: 'unexpected', status: 200 });
    expect(cut.detail).toBe('a body cut short: {"status":"","job_id":"19-7","lines_');
  });

  it('is an error of the network where its body broke off before it told what it refuses', () => {
    expect(metadataAnswer(answered(404, '{"err', 'broken'), '19-7').answer).toBe('network-error');
  });

  it('tells its body in one short line', () => {
    const { detail } = metadataAnswer(answered(500, `Internal\n  Server ${'Error '.repeat(100)}`), '19-7');
    expect(detail).toMatch(/^Internal Server Error Error/);
    expect(detail).toHaveLength(200);
  });
});

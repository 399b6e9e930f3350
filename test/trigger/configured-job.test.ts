import { describe, expect, it } from 'vitest';
import { configuredJob } from '#trigger/read-reply.ts';

const job = (fields: object) => configuredJob(JSON.stringify({ job_id: '19-7', ...fields }));

describe('the job in the answer of configure', () => {
  it('needs nothing but its id', () => {
    expect(job({})).toEqual({ id: '19-7' });
  });

  it.each([
    ['10.0.0.1', 12_319, '10.0.0.1', 12_319],
    ['stream.panda.svc', '12319', 'stream.panda.svc', 12_319],
    ['http://10.0.0.1', 12_319, '10.0.0.1', 12_319],
    ['https://stream.example/path', ' 12319 ', 'stream.example', 12_319],
    ['grpc://stream.example:50051', undefined, 'stream.example', 50_051],
    ['stream.example:50051', null, 'stream.example', 50_051],
    ['stream.example:50051', 12_319, 'stream.example', 12_319],
    ['localhost', 12_319, 'localhost', 12_319],
    ['grpc-service-19-7', 5_000, 'grpc-service-19-7', 5_000],
    ['http://[::1]', 5_000, '::1', 5_000],
  ])('reads the stream address %j %j', (stream_url, stream_port, host, port) => {
    expect(job({ stream_url, stream_port })).toEqual({ id: '19-7', stream: { host, port } });
  });

  it.each([
    ['', 12_319],
    [null, 12_319],
    [7, 12_319],
    ['two words', 12_319],
    ['a'.repeat(300), 12_319],
    ['10.0.0.1', 0],
    ['10.0.0.1', 70_000],
    ['10.0.0.1', 1.5],
    ['10.0.0.1', 'http'],
    ['10.0.0.1', undefined],
  ])('has no stream address in %j %j', (stream_url, stream_port) => {
    expect(job({ stream_url, stream_port })).toEqual({ id: '19-7' });
  });

  it.each([
    '',
    'null',
    '[]',
    '"19-7"',
    '{}',
    '{"job_id":197}',
    '{"job_id":"19"}',
    '{"job_id":"../../etc"}',
    '{"job_id":"19-7; rm"}',
    '<html>',
  ])('is absent from %s', (text) => {
    expect(configuredJob(text)).toBeUndefined();
  });

  it('is found in an answer whose end is missing', () => {
    expect(configuredJob('{"status":"","job_id": "19-7","frequencies_list":[0.0,1.9')).toEqual({ id: '19-7' });
    expect(configuredJob('{"status":"","job_id": "19-')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { readRedisUrl } from '#lib/redis-url.ts';

describe('where Redis is', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://user:p%40ss@redis.example:6380/2'])('is one server: %s', (url) => {
    expect(readRedisUrl(url)).toEqual({ kind: 'one', url });
  });

  it('is told by Sentinels, with the name of the master and a database', () => {
    expect(readRedisUrl('rediss+sentinel://bot:a%3Ab:c@s1,s2:26380,[::1]:1/my.master/3')).toEqual({
      kind: 'sentinel',
      nodes: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
        { host: '::1', port: 1 },
      ],
      tls: true,
      username: 'bot',
      password: 'a:b:c',
      master: 'my.master',
      db: 3,
    });
  });

  it('is a Cluster that any of its nodes lead to', () => {
    expect(readRedisUrl('redis+cluster://:secret@10.0.0.1:7000,node-2')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: '10.0.0.1', port: 7_000 },
        { host: 'node-2', port: 6_379 },
      ],
      tls: false,
      password: 'secret',
    });
  });

  it.each([
    ['http://:hunter2@redis', /redis\+cluster:\/\/host,host.* is expected/],
    ['redis://:hunter2@host:port', /a URL is expected/],
    ['redis+sentinel://:hunter2@host', /name of the master is expected/],
    ['redis+sentinel://host/master/one', /name of the master is expected/],
    ['redis+cluster://host/1', /it has one database/],
    ['redis+cluster://host:99999', /hosts are expected as host:port/],
    ['redis+cluster://host,,other', /hosts are expected as host:port/],
    ['redis+cluster://u:hunter2%@host', /% as %25/],
  ])('is not said by %s, and no password is repeated', (url, why) => {
    expect(() => readRedisUrl(url)).toThrow(why);
    expect(() => readRedisUrl(url)).not.toThrow(/hunter2/);
  });
});

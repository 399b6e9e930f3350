import { createServer } from 'node:net';
import { expect } from 'vitest';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { ExplainedError } from '#lib/errors.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** What a person is told when Redis is not there. */
export function testOutages(it: InWorld): void {
  it('says that the request could not be stored when Redis is down, and works when it is back', async (world) => {
    const path = await world.path();
    await path.setDown(true);
    const enqueue = world.enqueue(path, 'hunter2');
    const failure = await enqueue.enqueue(asked()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExplainedError);
    expect(failure).toMatchObject({
      message: `The request could not be stored: Redis at 127.0.0.1:${path.port} refused the connection`,
      advice: expect.stringContaining('Redis'),
    });
    await path.setDown(false);
    await soon(async () => expect((await enqueue.enqueue(asked())).kind).toBe('enqueued'));
  });

  it('says so too when Redis goes away later', async (world) => {
    const path = await world.path();
    const enqueue = world.enqueue(path);
    expect((await enqueue.enqueue(asked())).kind).toBe('enqueued');
    await path.setDown(true);
    await expect(enqueue.enqueue(asked({ requestedBy: 'U2' }))).rejects.toThrow(ExplainedError);
    await expect(enqueue.position('x')).rejects.toThrow(/^The place in line could not be read: Redis at /);
  });

  it('gives up on a Redis that takes connections and never answers', async (world) => {
    const silent = await listenOnLoopback(createServer(() => {}));
    const enqueue = world.enqueue(silent);
    await expect(enqueue.enqueue(asked())).rejects.toThrow(
      `The request could not be stored: Redis at 127.0.0.1:${silent.port} did not answer in time`,
    );
    await silent.close();
  });
}

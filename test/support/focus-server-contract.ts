import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface FocusServerUnderTest {
  /** With the path prefix. */
  readonly url: string;
  close(): Promise<void>;
}

/** What every Focus Server answers, as recorded of the deployed one. No call of the suite creates a job. */
export function testFocusServer(name: string, open: () => Promise<FocusServerUnderTest>): void {
  describe(`${name} answers as a Focus Server`, () => {
    let server: FocusServerUnderTest;
    const get = (path: string) => fetch(`${server.url}${path}`);
    const post = (path: string, body: string) =>
      fetch(`${server.url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

    beforeAll(async () => {
      server = await open();
    });
    afterAll(() => server.close());

    it('acknowledges with an empty 200', async () => {
      const response = await get('/ack');
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    });

    it('says 404 Invalid job_id for a job it does not know', async () => {
      const response = await get('/metadata/999-999999');
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ error: 'Invalid job_id' });
    });

    it.each(['/health', '/sensors', '/waterfall/1-1/100', '/metadata', '/metadata/1-1/more'])(
      'says 404 Not Found for %s, which is no route',
      async (path) => {
        const response = await get(path);
        expect(response.status).toBe(404);
        expect(await response.json()).toEqual({ detail: 'Not Found' });
      },
    );

    it('has no way to cancel a job', async () => {
      const response = await fetch(`${server.url}/job/999-999999`, { method: 'DELETE' });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ detail: 'Not Found' });
    });

    it('says 405 for a known route and another method', async () => {
      const response = await get('/configure');
      expect(response.status).toBe(405);
      expect(await response.json()).toEqual({ detail: 'Method Not Allowed' });
    });

    it('names its channels', async () => {
      const channels = await (await get('/channels')).json();
      expect(channels).toEqual({ lowest_channel: expect.any(Number), highest_channel: expect.any(Number) });
    });

    it('describes its fiber, connected or not', async () => {
      const fiber = await (await get('/live_metadata')).json();
      expect(fiber).toMatchObject({ prr: expect.any(Number), sw_version: expect.any(String) });
    });

    it('lists recordings as pairs of epoch seconds', async () => {
      const response = await post('/recordings_in_time_range', '{"start_time":1700000000,"end_time":1700000100}');
      expect(response.status).toBe(200);
      const recordings = (await response.json()) as unknown[];
      expect(Array.isArray(recordings)).toBe(true);
      for (const recording of recordings) expect(recording).toEqual([expect.any(Number), expect.any(Number)]);
    });

    it.each(['', 'not json', '[]', '{"nfftSelection":"many"}'])(
      'refuses the configuration %j with 422',
      async (body) => {
        const response = await post('/configure', body);
        expect(response.status).toBe(422);
        const errors = { loc: expect.arrayContaining(['body']), msg: expect.any(String), type: expect.any(String) };
        expect(await response.json()).toEqual({ detail: expect.arrayContaining([errors]) });
      },
    );

    it('stumbles over a configuration with a missing field', async () => {
      const response = await post('/configure', '{"nfftSelection":1024}');
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: 'Error parsing configuration' });
    });

    it('tells the time in a Date header', async () => {
      const response = await get('/ack');
      expect(Date.parse(response.headers.get('date') ?? '')).not.toBeNaN();
    });
  });
}

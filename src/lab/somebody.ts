import type { JobRequest } from '#investigation/subject.ts';
import { configureBody } from '#trigger/configure-body.ts';

/** What somebody else asks for, unless told. */
const SOMEBODYS: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 200 },
  nfft: 2048,
  frequency: { min: 0, max: 1000 },
  duration: 10,
  height: 1000,
};

/** Somebody else configures a job; its id, or undefined where there is none. `url` is Focus Server's. */
export async function somebodyConfigures(url: string, request = SOMEBODYS): Promise<string | undefined> {
  const answer = await fetch(`${url}/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(configureBody(request)),
  });
  const { job_id: id } = (await answer.json().catch(() => ({}))) as { job_id?: string };
  return id;
}

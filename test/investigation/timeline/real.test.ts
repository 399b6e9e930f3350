import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';

/** Pods of a real Kubernetes, and when their moments were by the API server's audit log and the runtime's own log. */
const folder = 'test/investigation/timeline/real';
type Moments = Readonly<Record<MilestoneId, readonly [from: number, to: number]>>;
const cases = readdirSync(folder).flatMap((file) => {
  const bytes = readFileSync(`${folder}/${file}`);
  const { truth, moments } = JSON.parse(bytes.toString()) as { truth: string; moments: Moments };
  const { milestones } = buildTimeline(readRecorded(bytes).evidence);
  return Object.entries(moments).map(([id, [from, to]]) => ({ truth, id: id as MilestoneId, from, to, milestones }));
});

describe('a pod of a real Kubernetes', () => {
  it.each(cases)('is dated by an interval that is true: $id where $truth', ({ id, from, to, milestones }) => {
    const at = milestones[id];
    if (at.state !== 'reached') throw new Error(`${id} is ${at.state}`);
    expect(at.earliest).toBeLessThanOrEqual(to);
    expect(at.latest).toBeGreaterThanOrEqual(from);
  });
});

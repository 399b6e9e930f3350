import { describe, expect, it } from 'vitest';
import type { JobRequest } from '#investigation/subject.ts';
import { configureBody } from '#trigger/configure-body.ts';

const LIVE: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1_024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1_000,
};

describe('the body of configure', () => {
  it('is the one that the Focus Server documents, live', () => {
    expect(configureBody(LIVE)).toEqual({
      displayTimeAxisDuration: 10,
      nfftSelection: 1_024,
      displayInfo: { height: 1_000 },
      channels: { min: 1, max: 50 },
      frequencyRange: { min: 0, max: 500 },
      start_time: null,
      end_time: null,
      view_type: 0,
    });
  });

  it('asks for a recording by its epoch seconds', () => {
    const recording = { from: 1_700_000_000, to: 1_700_000_060 };
    const body = configureBody({ ...LIVE, recording });
    expect(body).toMatchObject({ start_time: 1_700_000_000, end_time: 1_700_000_060 });
  });

  it('asks for a waterfall with NFFT 1, and for neither duration nor frequencies', () => {
    expect(configureBody({ ...LIVE, view: 'waterfall' })).toEqual({
      nfftSelection: 1,
      displayInfo: { height: 1_000 },
      channels: { min: 1, max: 50 },
      start_time: null,
      end_time: null,
      view_type: 2,
    });
  });

  it.each([
    ['multichannel', 0],
    ['singlechannel', 1],
    ['waterfall', 2],
  ] as const)('numbers the view %s as %i', (view, number) => {
    expect(configureBody({ ...LIVE, view }).view_type).toBe(number);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '#doctor/line.ts';
import { doctorMessage } from '#slack/blocks/doctor.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const about = { lookup: 'look-1', environment: 'staging', requestedBy: 'U0ASKER', at: 1_763_048_049_000 };
const well: Line = { part: 'redis', state: 'ok', found: '7.0.15 at redis:6379' };
const bad: Line = { environment: 'staging', part: 'rabbitmq', state: 'wrong', found: 'refused', mend: 'Correct it' };
const blind: Line = { part: 'slack', state: 'unknown', found: 'not told' };

describe('what the doctor found', () => {
  it('is told the worst first, with what mends it', () => {
    const content = doctorMessage({ ...about, lines: [well, blind, bad] });
    expectAcceptable(content);
    expect(content.text).toBe(':red_circle: 1 thing does not work; 1 thing could not be seen');
    expect(wordsOf(content)).toMatch(
      /staging rabbitmq\n: refused\n → \nCorrect it\n slack\n: not told\n redis\n: 7\.0\.15 at redis:6379/,
    );
  });

  it('does not claim that all works where something could not be seen', () => {
    expect(doctorMessage({ ...about, lines: [well] }).text).toBe(':large_green_circle: All that was seen works');
    expect(doctorMessage({ ...about, lines: [well, blind] }).text).toBe(
      ':white_circle: All that was seen works; 1 thing could not be seen',
    );
  });

  it('is accepted by Slack and inert for any lines', () => {
    const line: fc.Arbitrary<Line> = fc.record({
      environment: anyText,
      part: fc.constantFrom('redis', 'kubernetes'),
      state: fc.constantFrom('ok', 'wrong', 'unknown'),
      found: anyText,
      mend: anyText,
    });
    holdsForAny(fc.array(line, { maxLength: 60 }), (lines) => expectAcceptable(doctorMessage({ ...about, lines })));
  });
});
